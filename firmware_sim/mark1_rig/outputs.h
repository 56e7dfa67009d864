// The outputs: one chain of shift registers for the motors' enable and direction and for the lamps.
#pragma once

#include <stdint.h>  // uint8_t

#include "board.h"  // sizes

enum Way : uint8_t { DOWN = 0, UP = 1 };

// The chain, as it is shifted out: the register nearest to the board first.
struct Chain {
    uint8_t enable[POT_BYTES], direction[POT_BYTES];  // a direction stays that of the last drive
    uint8_t a_lamps[A_BYTES], r_lamps[R_BYTES];
    bool changed;                                     // since it was last shown
};

extern Chain outputs;

// A motor's place in the chain is a byte and a bit, found once for eight pots: shifting by a number costs an AVR dearly.
inline bool outputs_on(uint8_t byte, uint8_t bit) { return outputs.enable[byte] & bit; }

inline Way outputs_way(uint8_t byte, uint8_t bit) { return outputs.direction[byte] & bit ? UP : DOWN; }

void outputs_reset();
void outputs_off(uint8_t byte, uint8_t bit);
void outputs_drive(uint8_t byte, uint8_t bit, Way way);
void outputs_lamps(const uint8_t *a_lamps, const uint8_t *r_lamps);
void outputs_show();  // shifts out what has changed
