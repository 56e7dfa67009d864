#include "outputs.h"

#include "board.h"  // board_chain_write, sizes

static uint8_t chain[CHAIN_BYTES];
static uint8_t *const enable = chain, *const direction = chain + POT_BYTES;
static uint8_t *const a_lamp = chain + 2 * POT_BYTES, *const r_lamp = a_lamp + A_BYTES;
static bool changed;

static bool bit_of(const uint8_t *bytes, uint8_t i) { return bytes[i / 8] >> i % 8 & 1; }

static void set_bit(uint8_t *bytes, uint8_t i, bool on) {
    if (bit_of(bytes, i) == on) return;
    bytes[i / 8] ^= uint8_t(1 << i % 8);
    changed = true;
}

void outputs_reset() {
    for (uint8_t &byte : chain) byte = 0;
    board_chain_write(chain);
    changed = false;
}

void outputs_motor(uint8_t pot, bool on, Way way) {
    set_bit(enable, pot, on);
    set_bit(direction, pot, way);
}

bool outputs_on(uint8_t pot) { return bit_of(enable, pot); }

Way outputs_way(uint8_t pot) { return Way(bit_of(direction, pot)); }

void outputs_lamps(const uint8_t *a_lamps, const uint8_t *r_lamps) {
    for (uint8_t i = 0; i < A_BYTES; i++) a_lamp[i] = a_lamps[i];
    for (uint8_t i = 0; i < R_BYTES; i++) r_lamp[i] = r_lamps[i];
    changed = true;
}

void outputs_show() {
    if (!changed) return;
    board_chain_write(chain);
    changed = false;
}
