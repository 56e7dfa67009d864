// Safety: whether motors may run at all, and why not. PROTOCOL.md, section 4.
//
//            ARM                 any stop
//   SAFE ----------> ARMED ------------------> STOPPED
//     ^   DISARM       |  <------------------    |  any stop in SAFE leads here too
//     +----------------+         ARM, when the cause is gone
//
// A stop cuts the power of all motors first, in the interrupt that saw its cause.
#pragma once

#include <stdint.h>  // uint8_t

constexpr uint16_t SILENCE_MS = 500;

enum class State : uint8_t { safe, armed, stopped };
enum class Reason : uint8_t { none = 0, reset = 1, stop_byte = 3, silence = 4, stop_input = 5, watchdog = 6, brown_out = 7, host = 16 };

void safety_reset(Reason why);   // SAFE
State safety_state();
Reason safety_reason();
bool safety_arm();               // false: the stop input is open; while barred, nothing is armed
void safety_bar(bool on);        // on while a stop byte waits to be read: it came after what is being done
bool safety_barred();
void safety_disarm();
void safety_stop(Reason why);    // safe in an interrupt
void safety_tick();              // each millisecond, in the interrupt of the clock
void safety_heard();             // a good frame came: the host is there
bool safety_stop_news();         // whether STOPPED was entered since this was last asked
uint16_t safety_stops();         // entries into STOPPED since reset
uint32_t safety_uptime_ms();
