#include "motors.h"

#include "board.h"    // POTS, FULL
#include "sampler.h"  // sampler_wipers, sampler_reading, sampler_is_new, sampler_known

#pragma GCC optimize("O2")  // 64 motors in a millisecond

constexpr uint8_t END_COUNTS = 8, STALL_COUNTS = 6, STALL_MS = 250, NEAR_COUNTS = 24, SETTLE_MS = 30;
constexpr uint8_t START_GAP_MS = 2;

struct Motor {
    Motion motion;
    uint8_t still_ms;   // of drive, all the same way, since the wiper was last seen moving
    uint16_t seen;      // where that was
    uint16_t left_ms;   // of a pulse, or until a seek is late
    uint16_t target;
    uint8_t dead_band;
    uint8_t phase_ms;   // left of a burst (0: drives freely) or of a rest
};

static Motor motors[POTS];
static uint8_t gap_ms;             // left until the next may start
static const Motor *last_started;  // those after it have their turn; nullptr: all have

static inline uint16_t distance(uint16_t a, uint16_t b) { return a > b ? a - b : b - a; }

static inline bool is_motion(Motion motion) { return motion >= Motion::pulse; }

void motors_reset() {
    for (Motor &motor : motors) motor = Motor();
    gap_ms = 0;
    last_started = nullptr;
}

Motion motors_motion(uint8_t pot) { return motors[pot].motion; }

bool motors_moving(uint8_t pot) { return is_motion(motors[pot].motion); }

// ---- driven or not. A motor comes with its place in the chain, byte and bit: as numbers, not as a struct, which this
// compiler would keep on the stack.

static void finish(Motor &motor, uint8_t byte, uint8_t bit, Motion how) {
    motor.motion = how;
    outputs_off(byte, bit);
}

static inline bool drives(uint8_t byte, uint8_t bit, Way way) {
    return outputs_on(byte, bit) && way == outputs_way(byte, bit);
}

// A motor that starts, or turns round, takes the current of one that stands still: one at a time, each in its turn.
static bool may_start(const Motor &motor) {
    if (gap_ms || &motor <= last_started) return false;
    gap_ms = START_GAP_MS;
    last_started = &motor;
    return true;
}

static void next_turn() {
    if (gap_ms == 0) last_started = nullptr;  // nobody after it wants to
    if (gap_ms) gap_ms--;
}

static inline void start(Motor &motor, uint8_t byte, uint8_t bit, Way way) {
    if (way != outputs_way(byte, bit)) motor.still_ms = 0;
    outputs_drive(byte, bit, way);
}

static inline bool into_end(Way way, uint16_t wiper) {
    return way == UP ? wiper >= FULL - END_COUNTS : wiper <= END_COUNTS;
}

// Whether a motor that has been driven for a millisecond more does not move.
static inline bool is_stalled(Motor &motor, uint16_t wiper) {
    if (distance(wiper, motor.seen) >= STALL_COUNTS) {
        motor.seen = wiper;
        motor.still_ms = 0;
        return false;
    }
    if (++motor.still_ms < STALL_MS) return false;
    motor.still_ms = 0;
    return true;
}

// How a motor that was driven in the last millisecond must go off; its motion if it need not.
static inline Motion looked_after(Motor &motor, uint8_t byte, uint8_t bit, uint16_t wiper) {
    if (!outputs_on(byte, bit)) return motor.motion;
    if (into_end(outputs_way(byte, bit), wiper)) return Motion::at_end;
    return is_stalled(motor, wiper) ? Motion::stalled : motor.motion;
}

// ---- motions

static void rest(Motor &motor, uint8_t byte, uint8_t bit) {
    finish(motor, byte, bit, Motion::seek_rest);
    motor.phase_ms = SETTLE_MS;
}

static inline void approach(Motor &motor, uint8_t byte, uint8_t bit, uint16_t wiper, uint16_t error) {
    const Way way = motor.target > wiper ? UP : DOWN;
    const bool starts = !drives(byte, bit, way);
    if (starts && into_end(way, wiper)) return finish(motor, byte, bit, Motion::at_end);
    if (starts && !may_start(motor)) return finish(motor, byte, bit, Motion::seek_wait);
    if (error > NEAR_COUNTS && error > motor.dead_band)
        motor.phase_ms = 0;
    else if (motor.phase_ms == 0)
        motor.phase_ms = uint8_t(2 + error / 2);
    else if (--motor.phase_ms == 0)
        return rest(motor, byte, bit);
    if (starts) start(motor, byte, bit, way);
}

static inline void step_seek(Motor &motor, uint8_t byte, uint8_t bit, uint16_t wiper) {
    if (motor.left_ms-- == 0) return finish(motor, byte, bit, Motion::late);
    const bool rested = motor.motion == Motion::seek_rest;
    if (rested && --motor.phase_ms) return;
    const uint16_t error = distance(motor.target, wiper);
    if (error <= motor.dead_band)
        return rested ? finish(motor, byte, bit, Motion::ended) : rest(motor, byte, bit);
    motor.motion = Motion::seek;
    approach(motor, byte, bit, wiper, error);
}

// The way waits in `target`.
static void begin_pulse(Motor &motor, uint8_t byte, uint8_t bit) {
    if (!may_start(motor)) return;
    motor.motion = Motion::pulse;
    start(motor, byte, bit, motor.target ? UP : DOWN);
}

static void step(Motor &motor, uint8_t byte, uint8_t bit, uint16_t wiper) {
    const Motion motion = looked_after(motor, byte, bit, wiper);
    if (!is_motion(motion)) return finish(motor, byte, bit, motion);
    if (motion >= Motion::seek && motion <= Motion::seek_wait) return step_seek(motor, byte, bit, wiper);
    if (motion == Motion::pulse_next) return begin_pulse(motor, byte, bit);
    if (--motor.left_ms == 0) finish(motor, byte, bit, Motion::ended);
}

// Whether nobody may start yet, and a motor that waits has at most its time to count.
static inline bool only_waits(Motor &motor) {
    if (gap_ms == 0 || motor.motion < Motion::seek_wait) return false;
    if (motor.motion == Motion::pulse_next) return true;
    if (motor.left_ms < 2) return false;
    motor.left_ms--;
    return true;
}

// Whether a motor that drives freely has only its time to count: there is no new reading, and nothing falls due.
static inline bool only_counts(Motor &motor, const volatile uint16_t *wiper) {
    const bool drives = motor.motion == Motion::pulse || (motor.motion == Motion::seek && motor.phase_ms == 0);
    if (!drives || sampler_is_new(wiper) || motor.left_ms < 2 || motor.still_ms >= STALL_MS - 1) return false;
    motor.left_ms--;
    motor.still_ms++;
    return true;
}

// Marked before it is read: a newer reading that comes between is seen again.
static inline void act(Motor &motor, uint8_t byte, uint8_t bit, volatile uint16_t *wiper) {
    if (only_counts(motor, wiper) || only_waits(motor)) return;
    sampler_known(wiper);
    step(motor, byte, bit, sampler_reading(wiper));
}

static uint8_t bit_of(uint8_t pot) { return uint8_t(1 << pot % 8); }

void motors_pulse(uint8_t pot, Way way, uint16_t run_ms) {
    Motor &motor = motors[pot];
    motor.motion = Motion::pulse_next;
    motor.left_ms = run_ms;
    motor.target = way;
    if (into_end(way, sampler_reading(sampler_wipers + pot)))
        finish(motor, pot / 8, bit_of(pot), Motion::at_end);
}

void motors_seek(uint8_t pot, uint16_t position, uint8_t dead_band, uint16_t limit_ms) {
    Motor &motor = motors[pot];
    motor.motion = Motion::seek;
    motor.left_ms = limit_ms;
    motor.target = position;
    motor.dead_band = dead_band;
    motor.phase_ms = 0;
    step(motor, pot / 8, bit_of(pot), sampler_reading(sampler_wipers + pot));
}

void motors_end() {
    for (uint8_t pot = 0; pot < POTS; pot++)
        if (motors_moving(pot)) finish(motors[pot], pot / 8, bit_of(pot), Motion::ended);
}

void motors_step() {
    volatile uint16_t *wiper = sampler_wipers;
    uint8_t byte = 0, bit = 1;
    for (Motor &motor : motors) {
        if (is_motion(motor.motion)) act(motor, byte, bit, wiper);
        wiper++;
        bit <<= 1;
        if (bit) continue;
        bit = 1;
        byte++;
    }
    next_turn();
}
