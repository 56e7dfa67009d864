// The line: bytes in and out, each through a ring that an interrupt fills or empties.
#pragma once

#include <stdint.h>  // uint8_t, uint16_t

constexpr uint16_t RX_BUFFER = 255;  // bytes of unanswered requests that the board can hold
constexpr uint8_t STOP_BYTE = 0x18;

void line_reset();
void line_received(uint8_t byte);   // from the receive interrupt; the stop byte stops at once, and drops what waits
void line_lost();                   // from the receive interrupt: the UART lost a byte
bool line_next(uint8_t &byte);      // from the send interrupt: the next byte to send, if there is one
bool line_take(uint8_t &byte);      // the oldest byte received, if there is one
bool line_idle();                   // nothing waits to be sent
uint8_t line_room();                // bytes that line_put can take now
void line_put(uint8_t byte);        // to send; only while there is room
uint16_t line_overruns();           // bytes lost since reset
