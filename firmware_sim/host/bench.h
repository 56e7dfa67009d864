// The bench: what is wired to a board. Photocells, motor pots, shift registers; PC and simavr use the same one.
//
// Motors reach their speed, and coast, exponentially. A pot at an end, or a stuck one, stays where it is.
#pragma once

#include <array>    // the parts, by number
#include <cstdint>  // uint8_t, uint16_t, uint64_t

#include "board.h"  // sizes

struct Pot {
    double wiper = FULL / 2.0;          // counts
    double speed = 400, velocity = 0;   // counts a second
    bool stuck = false;
    double driven_us = 0;               // with enable and power on, since the bench began
};

class Bench {
  public:
    std::array<Pot, POTS> pots;
    std::array<uint16_t, CELLS> cells{};
    std::array<uint8_t, CHAIN_BYTES> chain{}, shifted{};
    uint64_t power_changed_us = 0;

    void advance(double now_us);        // motors turn until then
    void power(bool on, double now_us);
    bool powered() const { return power_on; }
    void shift(uint8_t byte);           // into the chain
    void latch(double now_us);          // what was shifted in shows
    void row_clock(bool data);
    uint16_t read(uint8_t input, uint8_t address) const;  // counts
    bool driven(uint8_t pot) const;

  private:
    double now_us = 0;
    uint32_t rows = 0;                  // which rows have 5 V
    bool power_on = false;

    void turn(Pot &pot, double target, double us);
    uint16_t cell(unsigned col) const;
};
