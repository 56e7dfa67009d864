// The sampler: one converter for photocells and wipers, taken in turn by its interrupt.
//
//   while a scan wants cells:  cell cell wiper cell wiper    else:  wiper wiper wiper ...
//
// At 16 MHz / 64 a conversion takes 52 us, about 17 a millisecond with what is around it: during a scan all wipers are
// read in 10 ms and 400 cells in 41 ms, faster than the line carries them.
#pragma once

#include <stdint.h>  // uint8_t, uint16_t

void sampler_begin();                             // from now on conversions follow each other
void sampler_take(uint16_t reading);              // from the converter's interrupt
uint16_t sampler_wiper(uint8_t pot);              // the last reading of a wiper
void sampler_scan(uint16_t first, uint16_t count);  // read these cells, for sampler_cell
bool sampler_cell(uint16_t &value);               // the next cell of the scan, if it has been read
