// The link: who is talked to, which requests are new, and what was replied. PROTOCOL.md, section 3.
#pragma once

#include <stdint.h>  // uint8_t, uint16_t

#include "commands.h"  // Frame, Outcome

// What HELLO tells about the one before.
struct Session {
    uint16_t number;  // 0: none since reset
    uint8_t last_seq;
};

void link_reset();
Session link_session();
void link_open(uint16_t session, uint8_t seq);  // a good HELLO: forgets what was replied
void link_ready();                              // the banner
void link_step();                               // each millisecond: at most one request, then what there is to say
uint16_t link_repeats();
