// A machine that runs the firmware with a bench wired to it: on this PC, or in simavr.
#pragma once

#include <cstdint>  // uint8_t, uint64_t
#include <string>   // the texts of reports
#include <vector>   // bytes

#include "bench.h"  // Bench

class Machine {
  public:
    Bench bench;
    std::vector<uint8_t> to_board, from_board;  // at the speed of the line; what it sent, until somebody takes it

    virtual ~Machine() = default;
    virtual void run_us(uint64_t us) = 0;
    virtual uint64_t now_us() const = 0;
    virtual void stop_input(bool open) = 0;
    virtual void reset() = 0;
    virtual void brown_out() = 0;                                     // the supply sags, and comes back
    virtual void dead_adc(bool dead) = 0;                             // conversions that begin never end
    virtual void hang() = 0;                                          // the firmware stands still
    virtual void watch(const std::string &name, uint32_t address) = 0;  // counts calls of a function
    virtual uint32_t stack_bottom() const = 0;                        // the lowest address the stack has reached
    virtual std::string watched(const std::string &name) const = 0;   // calls, then cycles: first, last, least, most apart
};

void serve_script(Machine &machine);                 // commands on standard input
int serve_pty(Machine &machine, bool as_fast_as_possible);  // a port; its name on standard output
