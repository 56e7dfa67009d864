#include "bench.h"

#include <algorithm>  // clamp, rotate
#include <cmath>      // exp, lround
#include <numeric>    // accumulate

constexpr double COAST_US = 8000;  // Assumed: time constant of a small geared motor
// Those of mark1/rig/workshop/values.py: a test compares them.
constexpr double COLUMN_OHM = 10000, ROW_DRIVER_OHM = 12, COLUMN_PF = 250, MUX_COMMON_PF = 70;
constexpr double SETTLE_US = COLUMN_OHM * (COLUMN_PF + MUX_COMMON_PF) / 1e6;
constexpr double SHARE = MUX_COMMON_PF / (COLUMN_PF + MUX_COMMON_PF);  // of the charge of the column before

Bench::Bench() : row_ohm(ROW_DRIVER_OHM) {}

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

void Bench::count_starts(const std::array<uint8_t, CHAIN_BYTES> &before, double at_us) {
    unsigned n = 0;
    for (unsigned i = 0; i < POTS; i++) {
        const bool round = bit_of(chain.data() + POT_BYTES, i) != bit_of(before.data() + POT_BYTES, i);
        n += bit_of(chain.data(), i) && (round || !bit_of(before.data(), i));
    }
    if (n == 0) return;
    starts.least_apart_us = std::min(starts.least_apart_us, at_us - starts.last_us);
    starts.last_us = at_us;
    starts.most_at_once = std::max(starts.most_at_once, n);
    starts.all += n;
}

void Bench::latch(double at_us) {
    advance(at_us);
    const auto before = chain;
    chain = shifted;
    count_starts(before, at_us);
}

// ---- what the converter sees

// Where a column settles. A bright cell gives more current, and all of the row come through its driver. Two rows with
// 5 V at once would add their light: a fault, and seen as full light.
double Bench::settled(unsigned mux) const {
    const unsigned col = mux * MUX_WAYS + channel;
    double counts = 0;
    for (unsigned row = 0; row < ROWS; row++) {
        if (col >= COLS || !(rows >> row & 1)) continue;
        const uint16_t *cell = &cells[row * COLS];
        const double sum = std::accumulate(cell, cell + COLS, 0.0) / FULL;
        counts += cell[col] / (1 + row_ohm * sum / COLUMN_OHM);
    }
    return std::min(counts, double(FULL));
}

double Bench::column(unsigned mux, double at_us) const {
    const double to = settled(mux);
    return to + (columns[mux].counts - to) * std::exp(-(at_us - columns[mux].since_us) / SETTLE_US);
}

void Bench::row_clock(bool data, double at_us) {
    for (unsigned mux = 0; mux < columns.size(); mux++) columns[mux] = {column(mux, at_us), at_us};
    rows = (rows << 1 | uint32_t(data)) & 0xFFFFFF;
}

void Bench::address(uint8_t to, double at_us) {
    if (to == channel) return;
    std::array<double, WIPER_INPUT> charge;
    for (unsigned mux = 0; mux < columns.size(); mux++) charge[mux] = column(mux, at_us);
    channel = to;
    for (unsigned mux = 0; mux < columns.size(); mux++)
        columns[mux] = {settled(mux) + (charge[mux] - settled(mux)) * SHARE, at_us};
}

uint16_t Bench::read(uint8_t input, double at_us) const {
    if (input < WIPER_INPUT) return uint16_t(std::lround(column(input - COLUMN_INPUT, at_us)));
    const unsigned pot = (input - WIPER_INPUT) * MUX_WAYS + channel;
    return pot < POTS ? uint16_t(std::lround(pots[pot].wiper)) : 0;
}
