// The outputs: one chain of shift registers for the motors' enable and direction and for the lamps.
#pragma once

#include <stdint.h>  // uint8_t

enum Way : uint8_t { DOWN = 0, UP = 1 };

void outputs_reset();
void outputs_motor(uint8_t pot, bool on, Way way);
bool outputs_on(uint8_t pot);
Way outputs_way(uint8_t pot);                                    // of the pot's last drive
void outputs_lamps(const uint8_t *a_lamps, const uint8_t *r_lamps);
void outputs_show();                                             // shifts out what has changed
