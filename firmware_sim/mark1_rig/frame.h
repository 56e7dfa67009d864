// Frames: bytes stuffed as in RFC 1662, with its FCS-16. PROTOCOL.md, sections 1 and 2.
#pragma once

#include <stdint.h>  // uint8_t, uint16_t

#include "protocol.h"  // Error

constexpr uint8_t MAX_PAYLOAD = 136, MAX_CONTENT = MAX_PAYLOAD + 4;

uint16_t fcs_next(uint16_t fcs, uint8_t byte);  // the FCS-16 register after one more byte

// The last frame received. Its content stays until the next call of frame_receive.
struct Frame {
    uint8_t seq, type;
    const uint8_t *payload;
    uint8_t length;  // of the payload
    uint16_t fcs;
};

struct FrameCounts {
    uint16_t good, bad_fcs, too_long;
};

void frame_reset();
bool frame_receive(uint8_t byte, Frame &frame);  // whether this byte ended a good frame
FrameCounts frame_counts();

void frame_begin(uint8_t seq, uint8_t type);     // each of these needs room in the line: twice its bytes, and a flag
void frame_put(uint8_t byte);
void frame_put16(uint16_t value);
void frame_put32(uint32_t value);
void frame_end();
void frame_abort();  // its receiver drops it
void frame_error(uint8_t seq, uint8_t type, Error error, uint16_t detail);
