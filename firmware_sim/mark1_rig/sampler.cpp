#include "sampler.h"

#include "board.h"  // board_convert, rows, sizes, Lock

#pragma GCC optimize("O2")  // 17 times a millisecond

constexpr uint8_t NO_POT = 0xFF;

// What a conversion is for: a pot's wiper, or the next cell.
struct Target {
    uint8_t pot, input, address;
};

constexpr uint8_t TURNS = 5, WIPER_TURNS = 1 << 2 | 1 << 4;  // of five turns, the third and the fifth
constexpr uint8_t CELLS_MASK = 31, DEAD_MS = 10, NEVER = 0xFF;

volatile uint16_t sampler_wipers[POTS];
static uint16_t cells[CELLS_MASK + 1];       // read and not yet taken
static volatile uint8_t cells_in, cells_out;
static uint8_t cells_planned;                // as cells_in, but counted when a conversion is planned
static volatile uint16_t cells_left;         // of the scan, not yet planned
static uint8_t pot, column, turn;
static Target now, next;
static volatile uint8_t silent_ms;           // since the last conversion; NEVER: there was none since reset

static inline bool is_cell(const Target &target) { return target.pot == NO_POT; }

static Target plan_wiper() {
    pot = pot + 1 < POTS ? pot + 1 : 0;
    return {pot, uint8_t(WIPER_INPUT + pot / MUX_WAYS), uint8_t(pot % MUX_WAYS)};
}

// The next row gets its 5 V once the last cell of the one before has been converted.
static bool row_is_ready() {
    if (column < COLS) return true;
    if (is_cell(now)) return false;
    column = 0;
    board_row_next();
    return true;
}

static Target plan_cell() {
    const uint8_t col = column++;
    cells_planned++;
    cells_left = cells_left - 1;
    return {NO_POT, uint8_t(COLUMN_INPUT + col / MUX_WAYS), uint8_t(col % MUX_WAYS)};
}

static Target plan() {
    turn = turn + 1 < TURNS ? turn + 1 : 0;
    const bool wipers_turn = WIPER_TURNS >> turn & 1;
    const bool full = uint8_t(cells_planned - cells_out) > CELLS_MASK;
    return cells_left && !wipers_turn && !full && row_is_ready() ? plan_cell() : plan_wiper();
}

static void store(const Target &target, uint16_t reading) {
    if (!is_cell(target)) {
        sampler_wipers[target.pot] = reading;
        return;
    }
    cells[cells_in & CELLS_MASK] = reading;
    cells_in = cells_in + 1;
}

void sampler_begin() {
    cells_in = cells_out = cells_planned = 0;
    cells_left = 0;
    pot = 0;
    silent_ms = NEVER;
    now = next = plan_wiper();
    board_address(now.address);
    board_convert(now.input);
}

// The next conversion starts before this reading is put away: the converter never waits. A wiper is held by its 100 nF
// and settles at once. A column brings along the charge of the one before, and takes microseconds: it is chosen as soon
// as the conversion before its own has sampled.
void sampler_take(uint16_t reading) {
    if (!is_cell(next)) board_address(next.address);
    board_convert(next.input);
    silent_ms = 0;
    store(now, reading);
    now = next;
    next = plan();
    if (!is_cell(next)) return;
    board_wait_sampled();
    board_address(next.address);
}

void sampler_tick() {
    if (silent_ms < NEVER - 1) silent_ms = silent_ms + 1;
}

bool sampler_answers() { return silent_ms < DEAD_MS; }

bool sampler_fell_silent() { return silent_ms >= DEAD_MS && silent_ms != NEVER; }

void sampler_known(volatile uint16_t *wiper) {
    Lock lock;
    *wiper = *wiper | KNOWN;
}

void sampler_scan(uint16_t first, uint16_t count) {
    board_row_first();
    for (uint16_t row = first / COLS; row; row--) board_row_next();
    column = first % COLS;
    Lock lock;
    cells_in = cells_out = cells_planned = 0;
    cells_left = count;
}

bool sampler_cell(uint16_t &value) {
    Lock lock;
    if (cells_in == cells_out) return false;
    value = cells[cells_out & CELLS_MASK];
    cells_out = cells_out + 1;
    return true;
}
