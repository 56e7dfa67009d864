#include "motors.h"

#include "board.h"    // POTS, FULL
#include "sampler.h"  // sampler_wiper

constexpr uint8_t END_COUNTS = 8, STALL_COUNTS = 6, STALL_MS = 250, NEAR_COUNTS = 24, SETTLE_MS = 30;

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

static uint16_t distance(uint16_t a, uint16_t b) { return a > b ? a - b : b - a; }

static bool is_motion(Motion motion) { return motion >= Motion::pulse; }

void motors_reset() {
    for (Motor &motor : motors) motor = Motor();
}

Motion motors_motion(uint8_t pot) { return motors[pot].motion; }

bool motors_moving(uint8_t pot) { return is_motion(motors[pot].motion); }

// ---- driven or not

static void off(uint8_t pot) { outputs_motor(pot, false, outputs_way(pot)); }

static void finish(uint8_t pot, Motion how) {
    motors[pot].motion = how;
    off(pot);
}

static void drive(uint8_t pot, Way way) {
    if (way != outputs_way(pot)) motors[pot].still_ms = 0;
    outputs_motor(pot, true, way);
}

static bool into_end(Way way, uint16_t wiper) {
    return way == UP ? wiper >= FULL - END_COUNTS : wiper <= END_COUNTS;
}

// Whether a motor that has been driven for a millisecond more does not move.
static bool is_stalled(Motor &motor, uint16_t wiper) {
    if (distance(wiper, motor.seen) >= STALL_COUNTS) {
        motor.seen = wiper;
        motor.still_ms = 0;
        return false;
    }
    if (++motor.still_ms < STALL_MS) return false;
    motor.still_ms = 0;
    return true;
}

// Looks after a motor that was driven in the last millisecond; whether it had to go off.
static bool gave_up(uint8_t pot, uint16_t wiper) {
    if (!outputs_on(pot)) return false;
    if (into_end(outputs_way(pot), wiper))
        finish(pot, Motion::at_end);
    else if (is_stalled(motors[pot], wiper))
        finish(pot, Motion::stalled);
    return !motors_moving(pot);
}

// ---- motions

static void rest(uint8_t pot) {
    off(pot);
    motors[pot].motion = Motion::seek_rest;
    motors[pot].phase_ms = SETTLE_MS;
}

static void approach(uint8_t pot, uint16_t wiper, uint16_t error) {
    Motor &motor = motors[pot];
    const Way way = motor.target > wiper ? UP : DOWN;
    const bool far = error > NEAR_COUNTS && error > motor.dead_band;
    if (far)
        motor.phase_ms = 0;
    else if (motor.phase_ms == 0)
        motor.phase_ms = uint8_t(2 + error / 2);
    else if (--motor.phase_ms == 0)
        return rest(pot);
    if (into_end(way, wiper)) return finish(pot, Motion::at_end);
    drive(pot, way);
}

static void step_seek(uint8_t pot, uint16_t wiper) {
    Motor &motor = motors[pot];
    if (motor.left_ms-- == 0) return finish(pot, Motion::late);
    const bool rested = motor.motion == Motion::seek_rest;
    if (rested && --motor.phase_ms) return;
    const uint16_t error = distance(motor.target, wiper);
    if (error > motor.dead_band) {
        motor.motion = Motion::seek;
        return approach(pot, wiper, error);
    }
    rested ? finish(pot, Motion::ended) : rest(pot);
}

static void step(uint8_t pot) {
    const uint16_t wiper = sampler_wiper(pot);
    if (gave_up(pot, wiper)) return;
    if (motors[pot].motion != Motion::pulse) return step_seek(pot, wiper);
    if (--motors[pot].left_ms == 0) finish(pot, Motion::ended);
}

void motors_pulse(uint8_t pot, Way way, uint16_t run_ms) {
    motors[pot].motion = Motion::pulse;
    motors[pot].left_ms = run_ms;
    if (into_end(way, sampler_wiper(pot))) return finish(pot, Motion::at_end);
    drive(pot, way);
}

void motors_seek(uint8_t pot, uint16_t position, uint8_t dead_band, uint16_t limit_ms) {
    Motor &motor = motors[pot];
    motor.motion = Motion::seek;
    motor.left_ms = limit_ms;
    motor.target = position;
    motor.dead_band = dead_band;
    motor.phase_ms = 0;
    step_seek(pot, sampler_wiper(pot));
}

void motors_end() {
    for (uint8_t pot = 0; pot < POTS; pot++)
        if (motors_moving(pot)) finish(pot, Motion::ended);
}

void motors_step() {
    for (uint8_t pot = 0; pot < POTS; pot++)
        if (motors_moving(pot)) step(pot);
}
