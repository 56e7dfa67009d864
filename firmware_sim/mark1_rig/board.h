// The board: its sizes, its pins, and what every board can do. The only file that names a pin or a size.
//
//   ADC 0, 1   <-- column multiplexers (CD74HC4067 x 2) <-- photocells of the row that has 5 V
//   ADC 2 .. 5 <-- wiper multiplexers  (CD74HC4067 x 4) <-- wipers of pots 0..15, 16..31, 32..47, 48..63
//   MUX_ADDRESS --> the four address lines of all six multiplexers
//   ROW_DATA, ROW_CLOCK --> 3 shift registers (74HC164): one row after another gets 5 V; a diode at each cell
//   CHAIN (SPI) --> shift registers (74HC595): enable, direction, A lamps, R lamps; CHAIN_LATCH shows what came in
//   MOTOR_POWER --> output enable of the enable registers, low = on; a resistor to 5 V keeps it off during reset
//   STOP_INPUT <-- emergency stop, a contact to ground that opens; a broken wire stops too
#pragma once

#include <stdint.h>  // uint8_t, uint16_t, uint32_t

// ---- sizes: at most 20 x 20 cells in two multiplexers of columns, 64 pots, 64 A lamps, 8 R lamps

constexpr uint8_t ROWS = 20, COLS = 20, POTS = 64, A_LAMPS = 64, R_LAMPS = 8, ADC_BITS = 10;
constexpr uint16_t FULL = (1u << ADC_BITS) - 1, CELLS = uint16_t(ROWS) * COLS;
constexpr uint8_t POT_BYTES = (POTS + 7) / 8, A_BYTES = (A_LAMPS + 7) / 8, R_BYTES = (R_LAMPS + 7) / 8;
constexpr uint8_t CHAIN_BYTES = 2 * POT_BYTES + A_BYTES + R_BYTES;
constexpr uint8_t MUX_WAYS = 16, COLUMN_INPUT = 0, WIPER_INPUT = 2;
#ifndef MARK1_BOARD_ID
#define MARK1_BOARD_ID 1  // tells boards apart; 0: has none
#endif
#ifndef MARK1_BAUD
#define MARK1_BAUD 115200  // or 250000, which is exact at 16 MHz
#endif
constexpr uint32_t BAUD = MARK1_BAUD, BOARD_ID = MARK1_BOARD_ID;
static_assert(ADC_BITS <= 10, "100 values of a reply, of more bits each, are more than a frame holds");
static_assert(ROWS <= 24 && COLS <= 2 * MUX_WAYS && POTS <= 4 * MUX_WAYS, "more than the multiplexers have");

// ---- pins

struct Pin {
    char port;
    uint8_t number;
};

#if defined(__AVR_ATmega2560__) || defined(WIRED_AS_MEGA)  // Mega, or what is wired to one in simavr
constexpr Pin MUX_ADDRESS = {'A', 0};  // D22 .. D25: four in a row, the lowest first
constexpr Pin ROW_DATA = {'A', 4}, ROW_CLOCK = {'A', 5}, MOTOR_POWER = {'A', 6};  // D26 D27 D28
constexpr Pin STOP_INPUT = {'E', 4};  // D2, INT4
constexpr Pin CHAIN_LATCH = {'B', 0}, CHAIN_CLOCK = {'B', 1}, CHAIN_DATA = {'B', 2};  // D53 D52 D51: SPI
#else  // Uno, Nano
constexpr Pin MUX_ADDRESS = {'D', 3};  // D3 .. D6: four in a row, the lowest first
constexpr Pin ROW_DATA = {'B', 0}, ROW_CLOCK = {'B', 1}, MOTOR_POWER = {'D', 7};  // D8 D9 D7
constexpr Pin STOP_INPUT = {'D', 2};  // D2, INT0
constexpr Pin CHAIN_LATCH = {'B', 2}, CHAIN_CLOCK = {'B', 5}, CHAIN_DATA = {'B', 3};  // D10 D13 D11: SPI
#endif

constexpr Pin WIRING[] = {MUX_ADDRESS, ROW_DATA, ROW_CLOCK, MOTOR_POWER, STOP_INPUT, CHAIN_LATCH, CHAIN_CLOCK,
                          CHAIN_DATA, {ROWS, COLS}, {POTS, A_LAMPS}, {R_LAMPS, ADC_BITS}};

constexpr uint32_t fnv1a(uint32_t hash, uint8_t byte) { return (hash ^ byte) * 16777619u; }

// FNV-1a over the table from entry i on.
constexpr uint32_t wiring_hash(uint8_t i = 0, uint32_t hash = 2166136261u) {
    return i == sizeof(WIRING) / sizeof(Pin)
               ? hash
               : wiring_hash(i + 1, fnv1a(fnv1a(hash, uint8_t(WIRING[i].port)), WIRING[i].number));
}

constexpr uint32_t WIRING_HASH = wiring_hash();

// ---- what a board does (board_avr.cpp, host/board_pc.cpp)

// Other: power on, the reset line, or not known. Numbers: those of Reason.
enum class ResetCause : uint8_t { other = 1, watchdog = 6, brown_out = 7 };

void board_begin();                                    // motors off, then pins, clock, line, converter, watchdog
void board_go();                                       // interrupts from now on
ResetCause board_reset_cause();                        // of the last reset
void board_still_alive();                              // the watchdog waits anew
void board_motor_power(bool on);                       // one instruction on the AVR: safe in an interrupt
bool board_stop_input_open();                          // the emergency stop
void board_address(uint8_t address);                   // sets the multiplexers
void board_wait_sampled();                             // until the conversion under way no longer needs its channel
void board_convert(uint8_t input);                     // starts; ends in sampler_take
void board_row_first();                                // 5 V on row 0
void board_row_next();                                 // 5 V on the next row
void board_chain_write(const uint8_t *bytes);          // CHAIN_BYTES, the last register's first
void board_send();                                     // there are bytes to send: take them with line_next
uint8_t board_lock();                                  // no interrupts; what to give to board_unlock
void board_unlock(uint8_t was);

// Keeps interrupts out of a block.
struct Lock {
    const uint8_t was = board_lock();
    ~Lock() { board_unlock(was); }
};
