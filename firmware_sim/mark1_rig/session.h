// The session: who is talked to, and which request is the next new one. PROTOCOL.md, section 3.
#pragma once

#include <stdint.h>  // uint8_t, uint16_t

struct Session {
    uint16_t number;   // 0: none since reset
    uint8_t last_seq;  // of the last new request
};

void session_reset();
Session session_current();
void session_open(uint16_t number, uint8_t seq);  // a good HELLO, of this sequence
uint8_t session_expected();                       // the sequence of the next new request
void session_advance();                           // it has come
void session_repeated();                          // a request has come once more
uint16_t session_repeats();                       // since reset
