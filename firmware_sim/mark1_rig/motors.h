// The motors: each turns the wiper of one potentiometer. PROTOCOL.md, sections 5 and 8.
//
//   PULSE   runs one way for so many ms: what the Mark I did
//   SEEK    runs to a position: freely while far, in bursts with rests when near, until it rests inside the dead band
//
// A motor that meets an end or does not move goes off and says so; the others go on.
#pragma once

#include <stdint.h>  // uint8_t, uint16_t

#include "outputs.h"  // Way

// What a pot's motor does, or how its last motion ended. A pulse or a seek that waits for its turn to
// start is off: pulse_next, seek_wait.
enum class Motion : uint8_t { ended, stalled, at_end, late, pulse, seek, seek_rest, seek_wait, pulse_next };

void motors_reset();
bool motors_moving(uint8_t pot);
Motion motors_motion(uint8_t pot);
void motors_pulse(uint8_t pot, Way way, uint16_t run_ms);
void motors_seek(uint8_t pot, uint16_t position, uint8_t dead_band, uint16_t limit_ms);
void motors_end();   // every motion ends; nothing is resumed
void motors_step();  // a millisecond
