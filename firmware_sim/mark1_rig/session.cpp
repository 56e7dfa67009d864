#include "session.h"

static uint16_t session, repeats;
static uint8_t expected;

void session_reset() {
    session = repeats = 0;
    expected = 0;
}

Session session_current() { return {session, session ? uint8_t(expected - 1) : uint8_t(0)}; }

void session_open(uint16_t number, uint8_t seq) {
    session = number;
    expected = seq + 1;
}

uint8_t session_expected() { return expected; }

void session_advance() { expected++; }

void session_repeated() { repeats++; }

uint16_t session_repeats() { return repeats; }
