#include "bulk.h"

#include "board.h"     // ADC_BITS
#include "frame.h"     // frame_begin, frame_put, frame_end, frame_abort, frame_error
#include "line.h"      // line_room
#include "protocol.h"  // REPLY, the codes of WIPERS and SCAN
#include "sampler.h"   // sampler_wipers, sampler_scan, sampler_cell, sampler_answers

constexpr uint8_t ROOM = 8;         // a value's bytes and the end of the frame, all escaped
constexpr uint8_t ABORT_ROOM = 20;  // an aborted frame's end, and an error

static bool under_way, of_cells;
static uint16_t left, threshold;
static uint8_t pot, request_seq;
static uint32_t packed;  // bits not yet sent, low bits first
static uint8_t n_packed;

void bulk_reset() { under_way = false; }

static void begin(uint8_t seq, Code type, uint16_t count) {
    frame_begin(seq, uint8_t(type) | REPLY);
    request_seq = seq;
    under_way = true;
    left = count;
    packed = n_packed = 0;
}

void bulk_wipers(uint8_t seq, uint8_t first, uint8_t count) {
    begin(seq, Code::wipers, count);
    of_cells = false;
    threshold = 0;
    pot = first;
    frame_put(first);
    frame_put(count);
}

void bulk_scan(uint8_t seq, uint16_t first, uint16_t count, uint16_t least) {
    begin(seq, Code::scan, count);
    of_cells = true;
    threshold = least;
    frame_put16(first);
    frame_put16(count);
    sampler_scan(first, count);
}

static bool next_value(uint16_t &value) {
    if (of_cells) return sampler_cell(value);
    value = sampler_reading(sampler_wipers + pot++);
    return true;
}

static void put_packed(uint8_t least_bits) {
    while (n_packed >= least_bits) {
        frame_put(uint8_t(packed));
        packed >>= 8;
        n_packed = n_packed > 8 ? n_packed - 8 : 0;
    }
}

static void pack(uint16_t value) {
    packed |= uint32_t(threshold ? value >= threshold : value) << n_packed;
    n_packed += threshold ? 1 : ADC_BITS;
    put_packed(8);
}

static void end() {
    put_packed(1);
    frame_end();
    under_way = false;
}

// The rest of the cells will not come.
static void give_up() {
    frame_abort();
    frame_error(request_seq, uint8_t(Code::scan), Error::no_readings, 0);
    under_way = false;
}

bool bulk_step() {
    uint16_t value;
    while (under_way && left && line_room() >= ROOM && next_value(value)) {
        pack(value);
        left--;
    }
    if (under_way && !left && line_room() >= ROOM) end();
    if (under_way && left && !sampler_answers() && line_room() >= ABORT_ROOM) give_up();
    return under_way;
}
