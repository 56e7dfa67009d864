#include "rig.h"

#include "board.h"    // board_begin, board_go, board_still_alive, board_reset_cause, Lock
#include "bulk.h"     // bulk_reset, bulk_step
#include "frame.h"    // frame_reset
#include "line.h"     // line_reset
#include "link.h"     // link_reset, link_ready, link_step
#include "motors.h"   // motors_reset, motors_end, motors_step
#include "outputs.h"  // outputs_reset, outputs_show
#include "safety.h"   // safety_reset, safety_state, safety_tick
#include "sampler.h"  // sampler_begin, sampler_tick, sampler_fell_silent

static volatile uint8_t ticks;  // milliseconds the motors have not been given yet

void rig_begin() {
    board_begin();
    safety_reset(Reason(board_reset_cause()));
    line_reset();
    frame_reset();
    bulk_reset();
    motors_reset();
    outputs_reset();
    link_reset();
    ticks = 0;
    link_ready();
    sampler_begin();
    board_go();
}

void rig_tick() {
    if (ticks < 255) ticks = ticks + 1;
    safety_tick();
    sampler_tick();
}

static bool take_tick() {
    Lock lock;
    if (ticks == 0) return false;
    ticks = ticks - 1;
    return true;
}

// The motors first: they keep time. A converter that falls silent brings the watchdog; one that was silent from the
// reset on does not, so that the board can say so.
void rig_step() {
    bulk_step();
    if (!take_tick()) return;
    if (!sampler_fell_silent()) board_still_alive();
    if (safety_state() != State::armed) motors_end();
    motors_step();
    outputs_show();
    link_step();
    outputs_show();
}
