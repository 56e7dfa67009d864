#include "line.h"

#include "board.h"   // board_send, Lock
#include "safety.h"  // safety_stop, safety_bar

static volatile uint8_t received[256];  // as long as a u8 counts: indices go round by themselves
static volatile uint8_t received_in, received_out;

constexpr uint8_t SENT_MASK = 127;
static volatile uint8_t to_send[SENT_MASK + 1];
static volatile uint8_t send_in, send_out;

static volatile uint16_t overruns;

void line_reset() {
    received_in = received_out = send_in = send_out = 0;
    overruns = 0;
    safety_bar(false);
}

void line_lost() { overruns = overruns + 1; }

static void stop_byte_came() {
    safety_stop(Reason::stop_byte);
    received_out = received_in;
    safety_bar(true);
}

void line_received(uint8_t byte) {
    if (byte == STOP_BYTE) stop_byte_came();
    const uint8_t after = received_in + 1;
    if (after == received_out) return line_lost();
    received[received_in] = byte;
    received_in = after;
}

bool line_take(uint8_t &byte) {
    Lock lock;  // a stop byte empties the ring
    if (received_out == received_in) return false;
    byte = received[received_out];
    received_out = received_out + 1;
    if (byte == STOP_BYTE) safety_bar(false);
    return true;
}

bool line_idle() { return send_out == send_in; }

uint8_t line_room() { return SENT_MASK - ((send_in - send_out) & SENT_MASK); }

void line_put(uint8_t byte) {
    to_send[send_in] = byte;
    send_in = (send_in + 1) & SENT_MASK;
    board_send();
}

bool line_next(uint8_t &byte) {
    if (line_idle()) return false;
    byte = to_send[send_out];
    send_out = (send_out + 1) & SENT_MASK;
    return true;
}

uint16_t line_overruns() {
    Lock lock;
    return overruns;
}
