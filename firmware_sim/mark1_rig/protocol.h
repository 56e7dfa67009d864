// The protocol: what every module of the wire must call the same. PROTOCOL.md, sections 3 to 6.
#pragma once

#include <stdint.h>  // uint8_t

constexpr uint8_t PROTOCOL = 1, FIRMWARE[3] = {1, 1, 0}, REPLY = 0x80, WINDOW = 4;

enum class Code : uint8_t {
    hello = 0x01, ping, status,
    arm = 0x10, disarm, stop,
    pulse = 0x20, seek, wipers,
    scan = 0x30, lamps,
    notice = 0xFE, error = 0xFF,
};

enum class Error : uint8_t {
    none, no_hello, bad_sequence, bad_repeat, unknown_type, bad_length, bad_protocol, absent, not_armed, bad_session,
    stop_input_open, bad_pot, bad_value, busy, no_readings,
};
