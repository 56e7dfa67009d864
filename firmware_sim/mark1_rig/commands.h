// The commands: what the host can ask for, in one table. PROTOCOL.md, section 5.
#pragma once

#include <stdint.h>  // uint8_t, uint16_t

#include "frame.h"     // Frame
#include "protocol.h"  // Code, Error

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
