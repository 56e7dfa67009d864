#include "fuzz_board.h"

#include "board.h"    // the verbs
#include "line.h"     // line_received, line_next
#include "rig.h"      // rig_begin, rig_step, rig_tick
#include "sampler.h"  // sampler_take

constexpr unsigned BYTES_PER_MS = 11, CONVERSIONS_PER_MS = 17;

static bool power;

void FuzzBoard::reset() {
    to_board.clear();
    from_board.clear();
    rig_begin();
}

bool FuzzBoard::powered() const { return power; }

// The interrupts of a millisecond, spread over it.
void FuzzBoard::run_ms() {
    uint8_t byte;
    for (unsigned i = 0; i < CONVERSIONS_PER_MS; i++) {
        if (i < BYTES_PER_MS && !to_board.empty()) {
            line_received(to_board.front());
            to_board.pop_front();
        }
        if (i < BYTES_PER_MS && line_next(byte)) from_board.push_back(byte);
        reading = uint16_t((reading + 37) & FULL);
        sampler_take(reading);
        if (i == 0) rig_tick();
        rig_step();
    }
}

// ---- the verbs of board.h

void board_begin() { power = false; }
void board_go() {}
ResetCause board_reset_cause() { return ResetCause::other; }
void board_still_alive() {}
void board_motor_power(bool on) { power = on; }
bool board_stop_input_open() { return false; }
void board_address(uint8_t) {}
void board_wait_sampled() {}
void board_convert(uint8_t) {}
void board_row_first() {}
void board_row_next() {}
void board_chain_write(const uint8_t *) {}
void board_send() {}
uint8_t board_lock() { return 0; }
void board_unlock(uint8_t) {}
