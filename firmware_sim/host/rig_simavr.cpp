// The built image in simavr, with the bench wired to its pins:  rig_simavr_MCU ELF [--pty [--fast]]
#include <algorithm>  // min, max
#include <cstdio>     // vfprintf
#include <cstring>    // memcpy
#include <iostream>   // what is wrong with the arguments
#include <map>        // the watched functions
#include <string>     // the arguments

extern "C" {
#include <simavr/avr_adc.h>     // voltages in
#include <simavr/avr_extint.h>  // the interrupt of the stop input
#include <simavr/avr_ioport.h>  // pins
#include <simavr/avr_uart.h>    // the line
#include <simavr/sim_avr.h>     // the processor
#include <simavr/sim_elf.h>     // the image
}

#include "machine.h"  // Machine, Bench, and the pins of board.h

constexpr uint32_t HZ = 16000000, CYCLES_PER_US = HZ / 1000000, CYCLES_PER_BYTE = HZ / (BAUD / 10);
constexpr uint16_t SPSR_ADDRESS = 0x4D, SPDR_ADDRESS = 0x4E;  // the same in both chips
constexpr uint16_t ADCSRA_ADDRESS = 0x7A, MCUSR_ADDRESS = 0x54;
constexpr uint8_t SPIF_BIT = 0x80, ADEN_BIT = 0x80, BORF_BIT = 0x04;
// After the start: up to one cycle of the converter's clock, then one and a half until it has sampled.
constexpr uint32_t LATEST_SAMPLE = 160, SAMPLE_SPREAD_US = 4;
constexpr uint32_t CYCLES_PER_SHIFT = 32;  // simavr takes 100 us for a byte, whatever the clock: here it is 4 MHz
constexpr uint32_t SUPPLY_MV = 5000;
constexpr uint64_t SLICE_US = 100;  // the bench moves on at least this often

// Calls of a function: how many, when, and how far apart, in cycles.
struct Watch {
    uint64_t calls = 0, first = 0, last = 0, least = ~0ull, most = 0;

    void called(uint64_t cycle) {
        if (calls++ == 0) first = cycle;
        else {
            least = std::min(least, cycle - last);
            most = std::max(most, cycle - last);
        }
        last = cycle;
    }
};

class Simavr : public Machine {
  public:
    explicit Simavr(const std::string &image);
    void run_us(uint64_t us) override;
    uint64_t now_us() const override { return avr->cycle / CYCLES_PER_US; }
    void stop_input(bool open) override;
    void reset() override;
    void brown_out() override;
    void dead_adc(bool dead) override { adc_dead = dead; }
    void hang() override;
    void watch(const std::string &name, uint32_t address) override;
    uint32_t stack_bottom() const override;
    std::string watched(const std::string &name) const override;

  private:
    avr_t *avr;
    uint64_t next_byte = 0, next_slice = 0;
    uint32_t lowest = ~0u;               // the stack pointer, while somebody watches
    bool xoff = false, adc_dead = false;
    uint8_t *halted = nullptr;           // where the code was written over, and what was there
    uint8_t code[4] = {};
    std::map<std::string, Watch> watches;
    std::map<uint32_t, Watch *> at;

    uint32_t stack_pointer() const { return avr->data[0x5D] | avr->data[0x5E] << 8; }
    double us() const { return double(avr->cycle) / CYCLES_PER_US; }
    uint8_t input = 0;                   // of the conversion under way
    uint8_t *port(Pin pin) const;
    uint16_t address_of(Pin pin) const { return uint16_t(port(pin) - avr->data); }
    bool driven_low(Pin pin) const;
    void wire_line();
    void wire_pins();
    void begin();
    void feed();
    void sample();
    void look();
    void look_at_power() { bench.power(driven_low(MOTOR_POWER), us()); }
    uint64_t at_once() const;
    static avr_cycle_count_t shift_ended(avr_t *avr, avr_cycle_count_t, void *);
    static avr_cycle_count_t sampled(avr_t *, avr_cycle_count_t, void *self);
    static void power_touched(avr_irq_t *, uint32_t, void *self);
    static void byte_sent(avr_irq_t *, uint32_t value, void *self);
    static void line_full(avr_irq_t *, uint32_t, void *self);
    static void line_free(avr_irq_t *, uint32_t, void *self);
    static void conversion(avr_irq_t *, uint32_t value, void *self);
    static void shifted(avr_irq_t *, uint32_t value, void *self);
    static void latched(avr_irq_t *, uint32_t value, void *self);
    static void row_clocked(avr_irq_t *, uint32_t value, void *self);
    static void addressed(avr_irq_t *, uint32_t value, void *self);
};

// Standard output is for answers only.
static void log_fault(avr_t *, const int level, const char *format, va_list words) {
    if (level <= LOG_ERROR) vfprintf(stderr, format, words);
}

static avr_irq_t *pin_irq(avr_t *avr, Pin pin) {
    return avr_io_getirq(avr, AVR_IOCTL_IOPORT_GETIRQ(pin.port), pin.number);
}

Simavr::Simavr(const std::string &image) {
    elf_firmware_t firmware{};
    avr_global_logger_set(log_fault);
    if (elf_read_firmware(image.c_str(), &firmware)) throw std::runtime_error("cannot read " + image);
    avr = avr_make_mcu_by_name(MCU);
    if (!avr) throw std::runtime_error("simavr has no " MCU);
    avr_init(avr);
    firmware.frequency = HZ;
    avr_load_firmware(avr, &firmware);
    avr->frequency = HZ;
    avr->vcc = avr->avcc = avr->aref = SUPPLY_MV;
    avr->log = LOG_ERROR;
    begin();
    wire_line();
    wire_pins();
    stop_input(false);
}

// After each reset: the code is whole, the line is free. Until the image has said which edge, simavr takes the
// interrupt of the stop input for one that fires while its pin is low, and would then look at the pin each cycle.
void Simavr::begin() {
    if (halted) memcpy(halted, code, sizeof code);
    halted = nullptr;
    xoff = false;
    for (uint8_t i = 0; i < EXTINT_COUNT; i++) avr_extint_set_strict_lvl_trig(avr, i, 0);
}

void Simavr::reset() {
    avr_reset(avr);
    look_at_power();
}

void Simavr::brown_out() {
    reset();
    avr->data[MCUSR_ADDRESS] = BORF_BIT;
}

// ---- wires

void Simavr::wire_line() {
    uint32_t flags = 0;
    avr_ioctl(avr, AVR_IOCTL_UART_GET_FLAGS('0'), &flags);
    flags &= ~uint32_t(AVR_UART_FLAG_STDIO | AVR_UART_FLAG_POLL_SLEEP);
    avr_ioctl(avr, AVR_IOCTL_UART_SET_FLAGS('0'), &flags);
    const uint32_t uart = AVR_IOCTL_UART_GETIRQ('0');
    avr_irq_register_notify(avr_io_getirq(avr, uart, UART_IRQ_OUTPUT), byte_sent, this);
    avr_irq_register_notify(avr_io_getirq(avr, uart, UART_IRQ_OUT_XOFF), line_full, this);
    avr_irq_register_notify(avr_io_getirq(avr, uart, UART_IRQ_OUT_XON), line_free, this);
}

void Simavr::wire_pins() {
    const uint32_t adc = AVR_IOCTL_ADC_GETIRQ;
    avr_irq_register_notify(avr_io_getirq(avr, adc, ADC_IRQ_OUT_TRIGGER), conversion, this);
    avr_irq_register_notify(avr_iomem_getirq(avr, SPDR_ADDRESS, nullptr, AVR_IOMEM_IRQ_ALL), shifted, this);
    avr_irq_register_notify(pin_irq(avr, CHAIN_LATCH), latched, this);
    avr_irq_register_notify(pin_irq(avr, ROW_CLOCK), row_clocked, this);
    avr_irq_register_notify(avr_iomem_getirq(avr, address_of(MUX_ADDRESS), nullptr, AVR_IOMEM_IRQ_ALL), addressed, this);
    for (const int part : {0, -1})
        avr_irq_register_notify(avr_iomem_getirq(avr, uint16_t(address_of(MOTOR_POWER) + part), nullptr, AVR_IOMEM_IRQ_ALL),
                                power_touched, this);
}

// PORT of a pin; DDR is the byte before it. Ports A to E follow each other, three bytes each, in both chips.
uint8_t *Simavr::port(Pin pin) const { return avr->data + 0x22 + 3 * (pin.port - 'A'); }

bool Simavr::driven_low(Pin pin) const {
    return (port(pin)[-1] >> pin.number & 1) && !(port(pin)[0] >> pin.number & 1);
}

// The contact is stronger than the pull-up, which simavr would follow.
void Simavr::stop_input(bool open) {
    const uint8_t mask = uint8_t(1 << STOP_INPUT.number), value = open ? mask : 0;
    avr_ioport_external_t contact{};
    contact.name = STOP_INPUT.port;
    contact.mask = mask;
    contact.value = value;
    avr_ioctl(avr, AVR_IOCTL_IOPORT_SET_EXTERNAL(STOP_INPUT.port), &contact);
    avr_raise_irq(pin_irq(avr, STOP_INPUT), open);
}

void Simavr::byte_sent(avr_irq_t *, uint32_t value, void *self) {
    static_cast<Simavr *>(self)->from_board.push_back(uint8_t(value));
}

void Simavr::line_full(avr_irq_t *, uint32_t, void *self) { static_cast<Simavr *>(self)->xoff = true; }

void Simavr::line_free(avr_irq_t *, uint32_t, void *self) { static_cast<Simavr *>(self)->xoff = false; }

void Simavr::conversion(avr_irq_t *, uint32_t value, void *self) {
    avr_adc_mux_t mux;
    static_assert(sizeof mux >= sizeof value);
    mux = avr_adc_mux_t();
    memcpy(&mux, &value, sizeof value);
    Simavr &rig = *static_cast<Simavr *>(self);
    rig.input = uint8_t(mux.src);
    avr_cycle_timer_register(rig.avr, LATEST_SAMPLE, sampled, self);
}

avr_cycle_count_t Simavr::sampled(avr_t *, avr_cycle_count_t, void *self) {
    static_cast<Simavr *>(self)->sample();
    return 0;
}

// The channel that is chosen at the latest moment at which the converter may sample, as settled as at the earliest; the
// least voltage that it reads as this many counts.
void Simavr::sample() {
    if (adc_dead) avr->data[ADCSRA_ADDRESS] &= uint8_t(~ADEN_BIT);
    bench.advance(us());
    const uint32_t counts = bench.read(input, us() - SAMPLE_SPREAD_US);
    const uint32_t millivolts = (counts * SUPPLY_MV + FULL - 1) / FULL;
    avr_raise_irq(avr_io_getirq(avr, AVR_IOCTL_ADC_GETIRQ, ADC_IRQ_ADC0 + input), millivolts);
}

void Simavr::shifted(avr_irq_t *, uint32_t value, void *self) {
    Simavr &rig = *static_cast<Simavr *>(self);
    rig.bench.shift(uint8_t(value));
    avr_cycle_timer_register(rig.avr, CYCLES_PER_SHIFT, shift_ended, nullptr);
}

avr_cycle_count_t Simavr::shift_ended(avr_t *avr, avr_cycle_count_t, void *) {
    avr->data[SPSR_ADDRESS] |= SPIF_BIT;
    return 0;
}

void Simavr::latched(avr_irq_t *, uint32_t value, void *self) {
    Simavr &rig = *static_cast<Simavr *>(self);
    if (value & 1) rig.bench.latch(rig.us());
}

void Simavr::row_clocked(avr_irq_t *, uint32_t value, void *self) {
    Simavr &rig = *static_cast<Simavr *>(self);
    if (value & 1) rig.bench.row_clock(*rig.port(ROW_DATA) >> ROW_DATA.number & 1, rig.us());
}

void Simavr::addressed(avr_irq_t *, uint32_t value, void *self) {
    Simavr &rig = *static_cast<Simavr *>(self);
    rig.bench.address(value >> MUX_ADDRESS.number & 0x0F, rig.us());
}

void Simavr::power_touched(avr_irq_t *, uint32_t, void *self) { static_cast<Simavr *>(self)->look_at_power(); }

// ---- time

void Simavr::feed() {
    if (to_board.empty() || xoff || avr->cycle < next_byte) return;
    next_byte = avr->cycle + CYCLES_PER_BYTE;
    avr_raise_irq(avr_io_getirq(avr, AVR_IOCTL_UART_GETIRQ('0'), UART_IRQ_INPUT), to_board.front());
    to_board.erase(to_board.begin());
}

// Cycles until something outside the chip is due. While somebody watches: instruction by instruction.
uint64_t Simavr::at_once() const {
    if (!at.empty()) return 1;
    const uint64_t due = to_board.empty() || xoff ? next_slice : std::min(next_slice, next_byte);
    return due > avr->cycle ? due - avr->cycle : 1;
}

// Whose turn it is, and how deep the stack is.
void Simavr::look() {
    const auto found = at.find(avr->pc);
    if (found != at.end()) found->second->called(avr->cycle);
    if (stack_pointer() > avr->ioend) lowest = std::min(lowest, stack_pointer());
}

// Power is what the pin says, and stays off while nothing drives it. A reset makes simavr forget its limit.
void Simavr::run_us(uint64_t run) {
    for (const uint64_t end = avr->cycle + run * CYCLES_PER_US; avr->cycle < end;) {
        feed();
        if (avr->pc == 0) begin();
        if (!at.empty()) look();
        avr->run_cycle_limit = std::min(at_once(), end - avr->cycle);  // of what is decided after this run
        avr->run_cycle_count = std::min(avr->run_cycle_count, avr->run_cycle_limit);
        const int state = avr_run(avr);
        if (state == cpu_Crashed || state == cpu_Done) throw std::runtime_error("the image crashed");
        look_at_power();
        if (avr->cycle < next_slice) continue;
        next_slice = avr->cycle + SLICE_US * CYCLES_PER_US;
        bench.advance(us());
    }
}

// Interrupts off and a jump to itself, written over what would come next; a reset finds the image whole again.
void Simavr::hang() {
    const uint8_t halt[] = {0xF8, 0x94, 0xFF, 0xCF};  // cli; rjmp .-2
    halted = avr->flash + avr->pc;
    memcpy(code, halted, sizeof code);
    memcpy(halted, halt, sizeof halt);
}

void Simavr::watch(const std::string &name, uint32_t address) { at[address] = &watches[name]; }

uint32_t Simavr::stack_bottom() const {
    if (at.empty()) throw std::runtime_error("nobody watches");
    return lowest;
}

std::string Simavr::watched(const std::string &name) const {
    const auto found = watches.find(name);
    if (found == watches.end()) throw std::runtime_error("nobody watches " + name);
    const Watch &w = found->second;
    std::string text = std::to_string(w.calls);
    for (const uint64_t cycles : {w.first, w.last, w.least, w.most}) text += " " + std::to_string(cycles);
    return text;
}

int main(int n, char **words) try {
    if (n < 2) return std::cerr << "rig_simavr_" MCU " ELF [--pty [--fast]]" << std::endl, 2;
    Simavr rig(words[1]);
    const bool pty = n > 2 && std::string(words[2]) == "--pty";
    if (pty) return serve_pty(rig, n > 3 && std::string(words[3]) == "--fast");
    serve_script(rig);
} catch (const std::exception &fault) {
    std::cerr << fault.what() << std::endl;
    return 1;
}
