// The frame reader, and all behind it, under a host that sends anything; libFuzzer's entry point. With sanitizers.
//
//   frame.cpp finds the frames that a plain reader finds, and sends them again in the same bytes
//   motors have power when armed and only then: after a good HELLO and an ARM for its session, and no stop byte since
//   the stop byte stops, silence stops, and what the board sends is good frames
#include "fuzz.h"

#include <cstdlib>   // abort
#include <iostream>  // what does not hold
#include <map>       // the tally
#include <set>       // sessions

#include "frame.h"       // what is tested
#include "fuzz_board.h"  // FuzzBoard
#include "line.h"        // line_next, STOP_BYTE
#include "protocol.h"    // the codes, REPLY
#include "safety.h"      // the state

constexpr uint8_t FLAG = 0x7E, ESCAPE = 0x7D;

static std::map<std::string, unsigned long> tally;

static void must(bool holds, const char *what) {
    if (holds) return;
    std::cerr << "does not hold: " << what << std::endl;
    abort();
}

uint16_t plain_fcs(const Bytes &content) {
    uint16_t fcs = 0xFFFF;
    for (const uint8_t byte : content)
        for (unsigned bit = 0; bit < 8; bit++) {
            const bool odd = (fcs ^ byte >> bit) & 1;
            fcs = uint16_t(fcs >> 1 ^ (odd ? 0x8408 : 0));
        }
    return uint16_t(~fcs);
}

// Reads frames as PROTOCOL.md says, a byte at a time.
class PlainReader {
  public:
    unsigned broken = 0;
    Bytes content;  // of the frame that just ended

    // Whether this byte ended a good frame.
    bool take(uint8_t byte) {
        if (byte == STOP_BYTE) return begin(false);
        if (byte == FLAG) return end();
        if (!reading) return false;
        if (!escaped && byte == ESCAPE) return escaped = true, false;
        so_far.push_back(escaped ? byte ^ 0x20 : byte);
        return escaped = false;
    }

  private:
    Bytes so_far;
    bool reading = false, escaped = false;

    bool begin(bool reads) {
        so_far.clear();
        reading = reads;
        return escaped = false;
    }

    bool end() {
        content = so_far;
        const bool empty = !reading || (content.empty() && !escaped), whole = !escaped;
        begin(true);
        if (empty) return false;
        const size_t n = content.size();
        const bool good = whole && n >= 4 && n <= MAX_CONTENT &&
                          plain_fcs(Bytes(content.begin(), content.end() - 2)) == (content[n - 2] | content[n - 1] << 8);
        broken += !good;
        return good;
    }
};

// ---- the frame reader alone

static Bytes sent_again(const Frame &frame) {
    Bytes bytes;
    uint8_t byte;
    const auto drain = [&] { while (line_next(byte)) bytes.push_back(byte); };
    line_reset();
    frame_begin(frame.seq, frame.type);
    for (uint8_t i = 0; i < frame.length; i++) {
        frame_put(frame.payload[i]);
        drain();
    }
    frame_end();
    drain();
    return bytes;
}

static Bytes escaped(const Bytes &content) {
    Bytes wire = {FLAG};
    for (const uint8_t byte : content) {
        const bool special = byte == FLAG || byte == ESCAPE || byte == STOP_BYTE;
        if (special) wire.push_back(ESCAPE);
        wire.push_back(special ? byte ^ 0x20 : byte);
    }
    wire.push_back(FLAG);
    return wire;
}

static void read_frames(const Bytes &bytes) {
    PlainReader reader;
    Frame frame;
    frame_reset();
    for (const uint8_t byte : bytes) {
        const bool ended = frame_receive(byte, frame);
        must(ended == reader.take(byte), "frame.cpp and a plain reader find the same frames");
        if (ended) must(sent_again(frame) == escaped(reader.content), "a frame is sent again in the same bytes");
    }
    const FrameCounts counts = frame_counts();
    must(counts.bad_fcs + counts.too_long <= reader.broken + 1u, "broken frames are counted once");
}

// ---- the whole board

// What may be, after these bytes: the oracle of who is armed.
class Host {
  public:
    bool may_run = false;

    void sends(uint8_t byte) {
        if (byte == STOP_BYTE) may_run = false;
        if (!reader.take(byte)) return;
        const Bytes &frame = reader.content;
        if (frame[1] == uint8_t(Code::hello) && frame.size() == 7 && frame[2] == PROTOCOL) sessions.insert(session(frame, 3));
        if (frame[1] == uint8_t(Code::arm) && frame.size() == 6 && sessions.count(session(frame, 2))) may_run = true;
    }

  private:
    PlainReader reader;
    std::set<unsigned> sessions;

    static unsigned session(const Bytes &frame, size_t at) { return frame[at] | frame[at + 1] << 8; }
};

static void check(FuzzBoard &board, const Host &host) {
    const bool armed = safety_state() == State::armed;
    must(board.powered() == armed, "motors have power when armed, and only then");
    must(!armed || host.may_run, "nobody is armed without HELLO and ARM, nor after a stop byte");
}

static void count(const Bytes &frame) {
    const bool error = frame[1] == uint8_t(Code::error), notice = frame[1] == uint8_t(Code::notice);
    tally[error ? "error " + std::to_string(frame[2])
                : notice ? "notice " + std::to_string(frame[2]) : "type " + std::to_string(frame[1] & ~REPLY)]++;
}

static void hear(FuzzBoard &board, PlainReader &reader) {
    for (const uint8_t byte : board.from_board)
        if (reader.take(byte)) count(reader.content);
    must(reader.broken == 0, "what the board sends is good frames");
    board.from_board.clear();
}

static void run(FuzzBoard &board, const Host &host, PlainReader &reader, unsigned ms) {
    do {
        board.run_ms();
        hear(board, reader);
    } while (!board.to_board.empty());
    for (; ms; ms--) board.run_ms();
    hear(board, reader);
    check(board, host);
}

// Silence begins with the last frame the board has heard; to those that wait in its buffer it replies until then.
static void wait_in_silence(FuzzBoard &board) {
    for (uint16_t ms = 0; ms < SILENCE_MS + 20; ms++) {
        board.run_ms();
        if (!board.from_board.empty()) ms = 0;
        board.from_board.clear();
    }
}


static void play(FuzzBoard &board, uint8_t pace, const Bytes &bytes) {
    Host host;
    PlainReader reader;
    board.reset();
    const size_t piece = 1 + (pace & 31);
    for (size_t i = 0; i < bytes.size(); i++) {
        board.to_board.push_back(bytes[i]);
        host.sends(bytes[i]);
        if (i % piece == piece - 1) run(board, host, reader, pace >> 5);
    }
    run(board, host, reader, 1);
    if (board.powered()) {
        tally["armed at the end"]++;
        wait_in_silence(board);
        must(!board.powered(), "silence stops");
    }
    board.to_board.push_back(STOP_BYTE);
    board.run_ms();
    must(!board.powered() && safety_state() == State::stopped, "the stop byte stops");
}

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    static FuzzBoard board;
    if (size == 0) return 0;
    const Bytes bytes(data + 1, data + size);
    read_frames(bytes);
    play(board, data[0], bytes);
    return 0;
}

std::string fuzz_tally() {
    std::string text;
    for (const auto &[what, times] : tally) text += what + ": " + std::to_string(times) + "\n";
    return text;
}
