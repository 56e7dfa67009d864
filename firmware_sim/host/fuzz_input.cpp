// Inputs from the table of frames: some frames in a row, most of them numbered as the board expects, some spoilt.
#include "fuzz.h"

#include <fstream>  // the table
#include <sstream>  // the words of a line

constexpr uint8_t FLAG = 0x7E, ESCAPE = 0x7D, STOP_BYTE = 0x18, HELLO = 1, ARM = 0x10;
constexpr unsigned MOST_FRAMES = 8, MOST_SPOILT = 3, MOST_ALIKE = 200;

static std::vector<Bytes> contents;  // of frames to the board, without their fcs

bool input_table(const std::string &path) {
    std::ifstream table(path);
    for (std::string line; std::getline(table, line);) {
        std::string name, direction, hex;
        if (!(std::istringstream(line) >> name >> direction >> hex) || direction != ">") continue;
        Bytes content;
        for (size_t i = 0; i + 5 < hex.size(); i += 2) content.push_back(uint8_t(std::stoul(hex.substr(i, 2), nullptr, 16)));
        contents.push_back(content);
    }
    return !contents.empty();
}

static unsigned below(std::mt19937 &luck, unsigned n) { return unsigned(luck() % n); }

static bool one_in(std::mt19937 &luck, unsigned n) { return below(luck, n) == 0; }

// A byte before escaping, and after the fcs is known: the frame stays good, what it says may not be.
static void reword(Bytes &content, std::mt19937 &luck) {
    if (one_in(luck, 4)) content.resize(2 + below(luck, unsigned(content.size())));
    if (content.size() > 2) content[2 + below(luck, unsigned(content.size() - 2))] = uint8_t(luck());
}

static void put(Bytes &bytes, Bytes content) {
    const uint16_t fcs = plain_fcs(content);
    content.insert(content.end(), {uint8_t(fcs), uint8_t(fcs >> 8)});
    bytes.push_back(FLAG);
    for (const uint8_t byte : content) {
        const bool special = byte == FLAG || byte == ESCAPE || byte == STOP_BYTE;
        if (special) bytes.push_back(ESCAPE);
        bytes.push_back(special ? byte ^ 0x20 : byte);
    }
    bytes.push_back(FLAG);
}

static const Bytes &of_type(uint8_t type) {
    for (const Bytes &content : contents)
        if (content[1] == type) return content;
    return contents.front();
}

static Bytes some_frames(std::mt19937 &luck) {
    Bytes bytes;
    uint8_t seq = 0;
    const bool greets = !one_in(luck, 8), arms = !one_in(luck, 3);
    const unsigned n = 1 + below(luck, MOST_FRAMES);
    for (unsigned i = 0; i < n + greets + arms; i++) {
        Bytes content = contents[below(luck, unsigned(contents.size()))];
        if (i == 0 && greets) content = of_type(HELLO);
        else if (i == greets && arms) content = of_type(ARM);
        else if (one_in(luck, 3)) reword(content, luck);
        content[0] = one_in(luck, 10) ? uint8_t(luck()) : seq++;
        if (one_in(luck, 50)) content.resize(1);  // a good fcs, but no frame
        put(bytes, content);
        if (one_in(luck, 10)) seq--;  // the next is a repeat, or claims to be
    }
    return bytes;
}

static void spoil(Bytes &bytes, std::mt19937 &luck) {
    static const uint8_t special[] = {FLAG, ESCAPE, STOP_BYTE, 0x5E, 0x00, 0xFF};
    const size_t at = below(luck, unsigned(bytes.size()));
    switch (below(luck, 7)) {
        case 0: bytes[at] = uint8_t(bytes[at] ^ 1u << below(luck, 8)); break;
        case 1: bytes.erase(bytes.begin() + long(at)); break;
        case 2: bytes.insert(bytes.begin() + long(at), bytes[at]); break;
        case 3: bytes.insert(bytes.begin() + long(at), special[below(luck, sizeof special)]); break;
        case 4: bytes.resize(at + 1); break;
        case 5: bytes.insert(bytes.begin() + long(at), 1 + below(luck, MOST_ALIKE), uint8_t(luck())); break;
        default: bytes.insert(bytes.begin() + long(at), bytes.begin(), bytes.begin() + long(at)); break;
    }
    if (bytes.empty()) bytes.push_back(FLAG);
}

Bytes input_new(std::mt19937 &luck) {
    Bytes bytes = some_frames(luck);
    if (one_in(luck, 2))
        for (unsigned n = 1 + below(luck, MOST_SPOILT); n; n--) spoil(bytes, luck);
    bytes.insert(bytes.begin(), uint8_t(luck()));
    return bytes;
}
