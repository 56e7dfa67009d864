// The board on an ATmega328P or ATmega2560 at 16 MHz. The only file that knows registers.
#if defined(__AVR__)

#include <avr/interrupt.h>  // ISR, cli, sei, SREG
#include <avr/io.h>         // the registers
#include <avr/wdt.h>        // the watchdog

#include "board.h"    // what is promised here
#include "line.h"     // line_received, line_lost, line_next
#include "rig.h"      // rig_tick
#include "safety.h"   // safety_stop
#include "sampler.h"  // sampler_take

#if defined(__AVR_ATmega2560__)
#define RECEIVE_VECTOR USART0_RX_vect
#define SEND_VECTOR USART0_UDRE_vect
#define STOP_VECTOR INT4_vect
#else
#define RECEIVE_VECTOR USART_RX_vect
#define SEND_VECTOR USART_UDRE_vect
#define STOP_VECTOR INT0_vect
#endif

constexpr uint16_t STEPS_PER_MS = F_CPU / 8 / 1000;
constexpr uint16_t BAUD_STEPS = (F_CPU / 8 + BAUD / 2) / BAUD - 1;
constexpr uint8_t REFERENCE_5V = 1 << REFS0;
// From its start a conversion takes up to two and a half cycles of the converter's clock until it has sampled.
constexpr uint8_t SAMPLED_STEPS = 5 * 64 / 2 / 8 + 1;

// ---- pins

static inline __attribute__((always_inline)) volatile uint8_t &port_of(Pin pin) {
#if defined(PORTA)
    if (pin.port == 'A') return PORTA;
#endif
#if defined(PORTE)
    if (pin.port == 'E') return PORTE;
#endif
    return pin.port == 'B' ? PORTB : PORTD;
}

// Each port's registers follow each other: PIN, DDR, PORT.
static inline __attribute__((always_inline)) volatile uint8_t &direction_of(Pin pin) { return (&port_of(pin))[-1]; }

static inline __attribute__((always_inline)) uint8_t level_of(Pin pin) {
    return (&port_of(pin))[-2] >> pin.number & 1;
}

static inline __attribute__((always_inline)) void set(Pin pin, bool high) {
    if (high)
        port_of(pin) |= uint8_t(1 << pin.number);
    else
        port_of(pin) &= uint8_t(~(1 << pin.number));
}

static inline __attribute__((always_inline)) void drive(Pin pin) { direction_of(pin) |= uint8_t(1 << pin.number); }

static inline __attribute__((always_inline)) void pulse(Pin pin) {
    set(pin, true);
    set(pin, false);
}

static void begin_pins() {
    set(MOTOR_POWER, true);  // off, before the pin drives
    drive(MOTOR_POWER);
    drive(ROW_DATA);
    drive(ROW_CLOCK);
    drive(CHAIN_LATCH);
    drive(CHAIN_CLOCK);
    drive(CHAIN_DATA);
    direction_of(MUX_ADDRESS) |= uint8_t(0x0F << MUX_ADDRESS.number);
    set(STOP_INPUT, true);  // pulled up: an open contact reads high
}

// ---- after a reset

static uint8_t reset_flags __attribute__((section(".noinit")));

// The watchdog keeps running through its reset, at its shortest time: off with it before anything else.
// A boot loader may have cleared the flags; then every reset is told as a plain one.
extern "C" void board_early() __attribute__((naked, used, section(".init3")));
void board_early() {
    reset_flags = MCUSR;
    MCUSR = 0;
    wdt_disable();
}

// At power on the supply rises through the brown-out level: that is not one.
ResetCause board_reset_cause() {
    if (reset_flags >> WDRF & 1) return ResetCause::watchdog;
    return (reset_flags & (1 << PORF | 1 << BORF)) == 1 << BORF ? ResetCause::brown_out : ResetCause::other;
}

static void begin_clock() {
    TIMSK0 = 0;  // of an Arduino core, which counts its own milliseconds
    TCCR0A = 0;
    TCCR0B = 1 << CS01;  // half a microsecond a step: TCNT0
    TCCR1A = 0;
    TCCR1B = 1 << WGM12 | 1 << CS11;
    OCR1A = STEPS_PER_MS - 1;
    TIMSK1 = 1 << OCIE1A;
}

static void begin_line() {
    UCSR0A = 1 << U2X0;
    UBRR0 = BAUD_STEPS;
    UCSR0C = 1 << UCSZ01 | 1 << UCSZ00;
    UCSR0B = 1 << RXEN0 | 1 << TXEN0 | 1 << RXCIE0;
}

static void begin_stop_input() {
#if defined(__AVR_ATmega2560__)
    EICRB |= 1 << ISC41 | 1 << ISC40;  // when the contact opens
    EIFR = 1 << INTF4;
    EIMSK = 1 << INT4;
#else
    EICRA = 1 << ISC01 | 1 << ISC00;  // when the contact opens
    EIFR = 1 << INTF0;
    EIMSK = 1 << INT0;
#endif
}

static void begin_converter() {
    ADCSRB = 0;
    ADCSRA = 1 << ADEN | 1 << ADIE | 1 << ADPS2 | 1 << ADPS1;  // 16 MHz / 64
    DIDR0 = 0x3F;
}

void board_begin() {
    cli();
    begin_pins();
    begin_clock();
    begin_line();
    begin_stop_input();
    begin_converter();
    SPCR = 1 << SPE | 1 << MSTR;  // 4 MHz: at 8 the long wires of 25 registers leave no margin
    SPSR = 0;
    wdt_enable(WDTO_60MS);
}

void board_go() { sei(); }

// ---- verbs

void board_still_alive() { wdt_reset(); }

void board_motor_power(bool on) { set(MOTOR_POWER, !on); }

bool board_stop_input_open() { return level_of(STOP_INPUT); }

static uint8_t converting_since;  // TCNT0

void board_wait_sampled() {
    while (uint8_t(TCNT0 - converting_since) < SAMPLED_STEPS) {
    }
}

void board_address(uint8_t address) {
    volatile uint8_t &mux = port_of(MUX_ADDRESS);
    mux = uint8_t((mux & ~(0x0F << MUX_ADDRESS.number)) | address << MUX_ADDRESS.number);
}

void board_convert(uint8_t input) {
    ADMUX = REFERENCE_5V | input;
    ADCSRA |= 1 << ADSC;
    converting_since = TCNT0;
}

void board_row_first() {
    for (uint8_t i = 0; i < ROWS; i++) pulse(ROW_CLOCK);
    set(ROW_DATA, true);
    pulse(ROW_CLOCK);
    set(ROW_DATA, false);
}

void board_row_next() { pulse(ROW_CLOCK); }

void board_chain_write(const uint8_t *bytes) {
    for (uint8_t i = CHAIN_BYTES; i--;) {
        SPDR = bytes[i];
        while (!(SPSR >> SPIF & 1)) {
        }
    }
    pulse(CHAIN_LATCH);
}

void board_send() { UCSR0B |= 1 << UDRIE0; }

uint8_t board_lock() {
    const uint8_t was = SREG;
    cli();
    return was;
}

void board_unlock(uint8_t was) { SREG = was; }

// ---- interrupts

static inline void receive(uint8_t flags, uint8_t byte) {
    if (flags >> DOR0 & 1) line_lost();
    line_received(byte);
}

static inline void send() {
    uint8_t byte;
    if (line_next(byte))
        UDR0 = byte;
    else
        UCSR0B &= uint8_t(~(1 << UDRIE0));
}

ISR(RECEIVE_VECTOR) {
    const uint8_t flags = UCSR0A;  // before the byte, which clears them
    receive(flags, UDR0);
}

ISR(SEND_VECTOR) { send(); }

ISR(TIMER1_COMPA_vect) { rig_tick(); }

ISR(ADC_vect) { sampler_take(ADC); }

ISR(STOP_VECTOR) { safety_stop(Reason::stop_input); }

#endif
