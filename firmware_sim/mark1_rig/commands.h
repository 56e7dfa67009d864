// The commands: what the host can ask for, in one table. PROTOCOL.md, section 5.
#pragma once

#include <stdint.h>  // uint8_t, uint16_t

#include "frame.h"  // Frame

constexpr uint8_t PROTOCOL = 1, FIRMWARE[3] = {1, 0, 0}, REPLY = 0x80, WINDOW = 4;

enum class Code : uint8_t {
    hello = 0x01, ping, status,
    arm = 0x10, disarm, stop,
    pulse = 0x20, seek, wipers,
    scan = 0x30, lamps,
    notice = 0xFE, error = 0xFF,
};

enum class Error : uint8_t {
    none, no_hello, bad_sequence, bad_repeat, unknown_type, bad_length, bad_protocol, absent, not_armed, bad_session,
    stop_input_open, bad_pot, bad_value, busy,
};

// How a command went. Without error the reply is an ack, unless the command replies by itself.
struct Outcome {
    Error error;
    uint16_t detail;
};

struct Command {
    Code code;
    uint8_t capability;     // bit that must be reported; NO_CAPABILITY: always there
    uint8_t shortest, longest, unit;  // payload: shortest + any number of units, up to longest
    bool replies;           // by itself; such a command is a read, or HELLO
    uint8_t room;           // for its reply
    Outcome (*done)(const Frame &frame);
};

const Command *command_of(uint8_t type);            // nullptr: no such type
Outcome command_do(const Command *command, const Frame &frame);  // checks, then does
void command_stop(const Frame &frame);              // a STOP, obeyed whatever its sequence
