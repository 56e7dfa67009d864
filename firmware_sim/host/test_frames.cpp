// The frames of frames.txt through the firmware's own framing: whole, byte by byte, with garbage around, and back.
#include <fstream>   // the table
#include <iostream>  // what went wrong
#include <sstream>   // the words of a line
#include <string>    // the words
#include <vector>    // bytes

#include "board_pc.h"  // PcBoard: the line needs a board
#include "frame.h"     // what is tested
#include "line.h"      // line_next: what was sent

using Bytes = std::vector<uint8_t>;

static Bytes bytes_of(const std::string &hex) {
    Bytes bytes;
    for (size_t i = 0; i + 1 < hex.size(); i += 2) bytes.push_back(uint8_t(std::stoul(hex.substr(i, 2), nullptr, 16)));
    return bytes;
}

// The contents of the good frames in these bytes, one after another, without their fcs.
static Bytes received(const Bytes &bytes) {
    Bytes all;
    Frame frame;
    for (const uint8_t byte : bytes) {
        if (!frame_receive(byte, frame)) continue;
        all.insert(all.end(), {frame.seq, frame.type});
        all.insert(all.end(), frame.payload, frame.payload + frame.length);
    }
    return all;
}

static void drain(Bytes &sent) {
    uint8_t byte;
    while (line_next(byte)) sent.push_back(byte);
}

// The frame of this content on the wire.
static Bytes sent(const Bytes &content) {
    Bytes bytes;
    line_reset();
    frame_begin(content[0], content[1]);
    for (size_t i = 2; i + 2 < content.size(); i++) {
        frame_put(content[i]);
        drain(bytes);
    }
    frame_end();
    drain(bytes);
    return bytes;
}

static int failures;

static void check(const std::string &name, const char *what, bool good) {
    if (good) return;
    std::cerr << name << ": " << what << std::endl;
    failures++;
}

static Bytes joined(std::initializer_list<Bytes> parts) {
    Bytes all;
    for (const Bytes &part : parts) all.insert(all.end(), part.begin(), part.end());
    return all;
}

static void check_good(const std::string &name, const Bytes &content, const Bytes &wire) {
    const Bytes expected(content.begin(), content.end() - 2);
    const Bytes garbage = {0x00, 0xFF, 0x7D, 0x01, 0x33};
    frame_reset();
    check(name, "not received", received(wire) == expected);
    frame_reset();
    check(name, "not received after garbage", received(joined({garbage, wire, garbage})) == expected);
    frame_reset();
    check(name, "not received twice, one flag between", received(joined({wire, Bytes(wire.begin() + 1, wire.end())})) ==
                                                             joined({expected, expected}));
    check(name, "not received after a stop byte", received(joined({{0x7E, 1, 0x18, 2}, wire})) == expected);
    check(name, "sent otherwise", sent(content) == wire);
}

// The good frame after one good for nothing is received all the same.
static void check_bad(const std::string &name, const Bytes &wire) {
    const Bytes ping = bytes_of("7e01028d357e");
    frame_reset();
    check(name, "received", received(wire).empty());
    check(name, "hides the next frame", received(ping) == Bytes({1, 2}));
}

int main(int n, char **words) {
    PcBoard board;
    std::ifstream table(n > 1 ? words[1] : "../frames.txt");
    unsigned rows = 0;
    for (std::string line; std::getline(table, line);) {
        std::string name, direction, content, wire;
        if (line.empty() || line[0] == '#' || !(std::istringstream(line) >> name >> direction >> content >> wire)) continue;
        direction == "x" ? check_bad(name, bytes_of(wire)) : check_good(name, bytes_of(content), bytes_of(wire));
        rows++;
    }
    std::cout << rows << " frames, " << failures << " failures" << std::endl;
    return rows == 0 || failures != 0;
}
