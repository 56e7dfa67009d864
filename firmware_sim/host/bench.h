// The bench: what is wired to a board. Photocells, motor pots, shift registers; PC and simavr use the same one.
//
// Motors reach their speed, and coast, exponentially. A pot at an end, or a stuck one, stays where it is. A column that
// is switched to the converter brings the charge of the one before, and settles; all bright cells of a row lower its
// voltage. Not modelled: the charge that a wiper's 100 nF takes over, half a count (firmware_sim/spice has it).
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

// Motors that were switched on, or round: each time takes the current of one that stands still.
struct Starts {
    unsigned all = 0, most_at_once = 0;
    double last_us = -1e9, least_apart_us = 1e9;
};

// What is common to the channels of a multiplexer: its charge when the channel was chosen, or the row changed.
struct Common {
    double counts = 0, since_us = 0;
};

class Bench {
  public:
    std::array<Pot, POTS> pots;
    std::array<uint16_t, CELLS> cells{};
    std::array<uint8_t, CHAIN_BYTES> chain{}, shifted{};
    uint64_t power_changed_us = 0;
    double row_ohm;                     // what drives a row
    Starts starts;

    Bench();
    void advance(double now_us);        // motors turn until then
    void power(bool on, double now_us);
    bool powered() const { return power_on; }
    void shift(uint8_t byte);           // into the chain
    void latch(double now_us);          // what was shifted in shows
    void row_clock(bool data, double now_us);
    void address(uint8_t address, double now_us);
    uint16_t read(uint8_t input, double at_us) const;  // counts, of a sample taken then
    bool driven(uint8_t pot) const;

  private:
    double now_us = 0;
    uint32_t rows = 0;                  // which rows have 5 V
    uint8_t channel = 0;                // of all multiplexers
    std::array<Common, WIPER_INPUT> columns{};
    bool power_on = false;

    void turn(Pot &pot, double target, double us);
    double settled(unsigned mux) const;
    double column(unsigned mux, double at_us) const;
    void count_starts(const std::array<uint8_t, CHAIN_BYTES> &before, double now_us);
};
