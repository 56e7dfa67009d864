#include "outputs.h"

Chain outputs;

static void show() {
    board_chain_write(reinterpret_cast<const uint8_t *>(&outputs));
    outputs.changed = false;
}

void outputs_reset() {
    outputs = Chain();
    show();
}

void outputs_off(uint8_t byte, uint8_t bit) {
    if (!outputs_on(byte, bit)) return;
    outputs.enable[byte] &= uint8_t(~bit);
    outputs.changed = true;
}

void outputs_drive(uint8_t byte, uint8_t bit, Way way) {
    outputs.enable[byte] |= bit;
    if (way != outputs_way(byte, bit)) outputs.direction[byte] ^= bit;
    outputs.changed = true;
}

void outputs_lamps(const uint8_t *a_lamps, const uint8_t *r_lamps) {
    for (uint8_t i = 0; i < A_BYTES; i++) outputs.a_lamps[i] = a_lamps[i];
    for (uint8_t i = 0; i < R_BYTES; i++) outputs.r_lamps[i] = r_lamps[i];
    outputs.changed = true;
}

void outputs_show() {
    if (outputs.changed) show();
}
