#include "board_pc.h"

#include "line.h"     // line_received, line_next
#include "rig.h"      // rig_begin, rig_step, rig_tick
#include "safety.h"   // safety_stop
#include "sampler.h"  // sampler_take

// Microseconds: of a step of the main loop, a conversion with what is around it, from its start until it has been
// sampled, of a byte, a tick, and until the watchdog bites.
constexpr uint64_t STEP_US = 8, CONVERSION_US = 56, SAMPLED_US = 6, BYTE_US = 10000000 / BAUD, TICK_US = 1000,
                   WATCHDOG_US = 60000;

static PcBoard *pc;  // what the firmware's verbs act on

PcBoard::PcBoard() {
    pc = this;
    rig_begin();
}

void PcBoard::begin(ResetCause why) {
    cause = why;
    to_board.clear();
    rig_begin();
}

void PcBoard::reset() { begin(ResetCause::other); }

void PcBoard::brown_out() { begin(ResetCause::brown_out); }

// Sampled at once, as long as the address still is that of this conversion: no instruction takes time here.
void PcBoard::convert(uint8_t input) {
    bench.advance(double(us));
    reading = bench.read(input, double(us + SAMPLED_US));
}

void PcBoard::stop_input(bool open) {
    if (open && !stop_open) safety_stop(Reason::stop_input);
    stop_open = open;
}

// Whether `period` has passed since `last`; counts on from there.
static bool due(uint64_t &last, uint64_t now, uint64_t period) {
    if (now - last < period) return false;
    last += period;
    return true;
}

void PcBoard::interrupts() {
    uint8_t byte;
    if (due(byte_us, us, BYTE_US) && !to_board.empty()) {
        line_received(to_board.front());
        to_board.erase(to_board.begin());
    }
    if (due(sent_us, us, BYTE_US) && line_next(byte)) from_board.push_back(byte);
    if (due(tick_us, us, TICK_US)) rig_tick();
    if (due(converted_us, us, CONVERSION_US) && !adc_dead) sampler_take(reading);
}

void PcBoard::run_us(uint64_t run) {
    for (const uint64_t end = us + run; us < end; us++) {
        if (us % STEP_US) continue;
        if (!hung) {
            interrupts();
            rig_step();
        }
        if (us - alive_us < WATCHDOG_US) continue;
        hung = false;
        begin(ResetCause::watchdog);
    }
}

// ---- the verbs of board.h

void board_begin() {
    pc->bench.power(false, double(pc->now_us()));
    board_still_alive();
}
void board_go() {}
ResetCause board_reset_cause() { return pc->cause; }
void board_still_alive() { pc->alive_us = pc->now_us(); }
void board_motor_power(bool on) { pc->bench.power(on, double(pc->now_us())); }
bool board_stop_input_open() { return pc->stop_open; }
void board_address(uint8_t address) { pc->bench.address(address, double(pc->now_us())); }
void board_wait_sampled() {}
void board_convert(uint8_t input) { pc->convert(input); }
void board_row_first() {
    for (uint8_t i = 0; i < ROWS; i++) pc->bench.row_clock(false, double(pc->now_us()));
    pc->bench.row_clock(true, double(pc->now_us()));
}
void board_row_next() { pc->bench.row_clock(false, double(pc->now_us())); }
void board_chain_write(const uint8_t *bytes) {
    for (uint8_t i = CHAIN_BYTES; i--;) pc->bench.shift(bytes[i]);
    pc->bench.latch(double(pc->now_us()));
}
void board_send() {}
uint8_t board_lock() { return 0; }
void board_unlock(uint8_t) {}
