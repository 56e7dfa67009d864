#include "safety.h"

#include "board.h"  // board_motor_power, board_stop_input_open, Lock

static volatile State state;
static volatile Reason reason;
static volatile bool news, barred;
static volatile uint16_t silence_ms, stops;
static volatile uint32_t uptime_ms;

void safety_reset(Reason why) {
    board_motor_power(false);
    state = State::safe;
    reason = why;
    news = barred = false;
    silence_ms = stops = 0;
    uptime_ms = 0;
}

State safety_state() { return state; }

Reason safety_reason() { return reason; }

bool safety_arm() {
    Lock lock;  // a stop between the question and the power would be forgotten
    if (board_stop_input_open()) return false;
    if (state == State::armed || barred) return true;
    state = State::armed;
    reason = Reason::none;
    silence_ms = 0;
    board_motor_power(true);
    return true;
}

void safety_bar(bool on) { barred = on; }

bool safety_barred() { return barred; }

void safety_disarm() {
    Lock lock;
    if (state != State::armed) return;
    board_motor_power(false);
    state = State::safe;
    reason = Reason::none;
}

void safety_stop(Reason why) {
    Lock lock;
    board_motor_power(false);
    if (state != State::stopped || why == Reason::stop_input) reason = why;
    if (state == State::stopped) return;
    state = State::stopped;
    news = true;
    stops = stops + 1;
}

void safety_tick() {
    uptime_ms = uptime_ms + 1;
    if (board_stop_input_open()) safety_stop(Reason::stop_input);
    if (state != State::armed) return;
    silence_ms = silence_ms + 1;
    if (silence_ms >= SILENCE_MS) safety_stop(Reason::silence);
}

void safety_heard() {
    Lock lock;
    silence_ms = 0;
}

bool safety_stop_news() {
    Lock lock;
    const bool was = news;
    news = false;
    return was;
}

uint16_t safety_stops() {
    Lock lock;
    return stops;
}

uint32_t safety_uptime_ms() {
    Lock lock;
    return uptime_ms;
}
