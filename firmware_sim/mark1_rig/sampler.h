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
void sampler_tick();                              // each millisecond, in the interrupt of the clock
bool sampler_answers();                           // whether conversions arrive
bool sampler_fell_silent();                       // whether they did since reset, and no longer do
extern volatile uint16_t sampler_wipers[];        // the last readings; take them with sampler_reading
void sampler_known(volatile uint16_t *wiper);     // its last reading has been acted on
void sampler_scan(uint16_t first, uint16_t count);  // read these cells, for sampler_cell
bool sampler_cell(uint16_t &value);               // the next cell of the scan, if it has been read

constexpr uint16_t KNOWN = 0x8000;  // on a reading that the motors have already acted on

inline bool sampler_is_new(const volatile uint16_t *number) { return !(*number & KNOWN); }

// A number that the interrupt may be changing: read until two readings agree. Cheaper than a Lock.
inline uint16_t sampler_reading(const volatile uint16_t *number) {
    uint16_t reading = *number, again = *number;
    while (reading != again) {
        reading = again;
        again = *number;
    }
    return reading & uint16_t(~KNOWN);
}
