#include "frame.h"

#include "line.h"      // line_put, line_idle, STOP_BYTE
#include "protocol.h"  // Code

constexpr uint8_t FLAG = 0x7E, ESCAPE = 0x7D, FLIP = 0x20;
constexpr uint16_t FCS_START = 0xFFFF, FCS_GOOD = 0xF0B8;

// What the receiver is in the middle of.
enum class Receiving : uint8_t { content, escaped, nothing };  // nothing: all is ignored up to the next flag

static uint8_t content[MAX_CONTENT];
static uint8_t n_content;
static uint16_t fcs_received, fcs_sent;
static Receiving receiving;
static FrameCounts counts;

// The register of polynomial 8408 after eight shifts, without a table: two exclusive ors fold the byte into itself.
uint16_t fcs_next(uint16_t fcs, uint8_t byte) {
    byte ^= uint8_t(fcs);
    byte ^= uint8_t(byte << 4);
    return uint16_t((uint16_t(byte) << 8 | fcs >> 8) ^ uint8_t(byte >> 4) ^ (uint16_t(byte) << 3));
}

// ---- received

static void start_content() {
    receiving = Receiving::content;
    n_content = 0;
    fcs_received = FCS_START;
}

void frame_reset() {
    receiving = Receiving::nothing;
    counts = FrameCounts();
}

FrameCounts frame_counts() { return counts; }

static void give_up() {
    counts.too_long++;
    receiving = Receiving::nothing;
}

static void add_content(uint8_t byte) {
    if (n_content == MAX_CONTENT) return give_up();
    receiving = Receiving::content;
    content[n_content++] = byte;
    fcs_received = fcs_next(fcs_received, byte);
}

// Whether what lies between two flags is a good frame; counted either way.
static bool is_good() {
    const bool good = receiving == Receiving::content && n_content >= 4 && fcs_received == FCS_GOOD;
    good ? counts.good++ : counts.bad_fcs++;
    return good;
}

static bool end_content(Frame &frame) {
    const bool empty = receiving == Receiving::nothing || (receiving == Receiving::content && n_content == 0);
    const bool good = !empty && is_good();
    if (good) {
        const uint8_t *fcs = content + n_content - 2;
        frame = {content[0], content[1], content + 2, uint8_t(n_content - 4), uint16_t(fcs[0] | fcs[1] << 8)};
    }
    start_content();
    return good;
}

bool frame_receive(uint8_t byte, Frame &frame) {
    if (byte == FLAG) return end_content(frame);
    if (byte == STOP_BYTE) receiving = Receiving::nothing;
    if (receiving == Receiving::nothing) return false;
    if (receiving == Receiving::escaped)
        add_content(byte ^ FLIP);
    else if (byte == ESCAPE)
        receiving = Receiving::escaped;
    else
        add_content(byte);
    return false;
}

// ---- sent

static void put_stuffed(uint8_t byte) {
    if (byte == FLAG || byte == ESCAPE || byte == STOP_BYTE) {
        line_put(ESCAPE);
        byte ^= FLIP;
    }
    line_put(byte);
}

void frame_put(uint8_t byte) {
    fcs_sent = fcs_next(fcs_sent, byte);
    put_stuffed(byte);
}

void frame_put16(uint16_t value) {
    frame_put(uint8_t(value));
    frame_put(uint8_t(value >> 8));
}

void frame_put32(uint32_t value) {
    frame_put16(uint16_t(value));
    frame_put16(uint16_t(value >> 16));
}

// What waits in the line ends with the flag of the frame before: one is enough between two.
void frame_begin(uint8_t seq, uint8_t type) {
    fcs_sent = FCS_START;
    if (line_idle()) line_put(FLAG);
    frame_put(seq);
    frame_put(type);
}

void frame_end() {
    const uint16_t fcs = ~fcs_sent;
    put_stuffed(uint8_t(fcs));
    put_stuffed(uint8_t(fcs >> 8));
    line_put(FLAG);
}

void frame_abort() {
    line_put(ESCAPE);
    line_put(FLAG);
}

void frame_error(uint8_t seq, uint8_t type, Error error, uint16_t detail) {
    frame_begin(seq, uint8_t(Code::error));
    frame_put(uint8_t(error));
    frame_put(type);
    frame_put16(detail);
    frame_end();
}
