#include "bench.h"

#include <algorithm>  // clamp, rotate
#include <cmath>      // exp, lround

constexpr double COAST_US = 8000;  // Assumed: time constant of a small geared motor

static bool bit_of(const uint8_t *bytes, unsigned i) { return bytes[i / 8] >> i % 8 & 1; }

// Exact for any step: the velocity goes to its target exponentially, the way is its integral.
void Bench::turn(Pot &pot, double target, double us) {
    const double left = std::exp(-us / COAST_US), lag = (pot.velocity - target) * COAST_US * (1 - left);
    const double moved = (target * us + lag) / 1e6;
    pot.velocity = pot.stuck ? 0 : target + (pot.velocity - target) * left;
    if (!pot.stuck) pot.wiper = std::clamp(pot.wiper + moved, 0.0, double(FULL));
}

bool Bench::driven(uint8_t pot) const { return power_on && bit_of(chain.data(), pot); }

void Bench::advance(double to_us) {
    const double us = to_us - now_us;
    if (us <= 0) return;
    for (unsigned i = 0; i < POTS; i++) {
        const double way = bit_of(chain.data() + POT_BYTES, i) ? 1 : -1;
        if (driven(i)) pots[i].driven_us += us;
        turn(pots[i], driven(i) ? way * pots[i].speed : 0, us);
    }
    now_us = to_us;
}

void Bench::power(bool on, double at_us) {
    if (on == power_on) return;
    advance(at_us);
    power_on = on;
    power_changed_us = uint64_t(at_us);
}

void Bench::shift(uint8_t byte) {
    std::rotate(shifted.rbegin(), shifted.rbegin() + 1, shifted.rend());
    shifted[0] = byte;
}

void Bench::latch(double at_us) {
    advance(at_us);
    chain = shifted;
}

void Bench::row_clock(bool data) { rows = (rows << 1 | uint32_t(data)) & 0xFFFFFF; }

// Two rows with 5 V at once would add their light: a fault, and seen as full light.
uint16_t Bench::cell(unsigned col) const {
    uint32_t sum = 0;
    for (unsigned row = 0; row < ROWS; row++)
        if (rows >> row & 1) sum += col < COLS ? cells[row * COLS + col] : 0;
    return uint16_t(std::min<uint32_t>(sum, FULL));
}

uint16_t Bench::read(uint8_t input, uint8_t address) const {
    if (input < WIPER_INPUT) return cell((input - COLUMN_INPUT) * MUX_WAYS + address);
    const unsigned pot = (input - WIPER_INPUT) * MUX_WAYS + address;
    return pot < POTS ? uint16_t(std::lround(pots[pot].wiper)) : 0;
}
