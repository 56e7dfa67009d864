// The board on a PC: the firmware's own sources, with a bench and the clock of this file. One to a process.
#pragma once

#include "machine.h"  // Machine

class PcBoard : public Machine {
  public:
    PcBoard();
    void run_us(uint64_t us) override;
    uint64_t now_us() const override { return us; }
    void stop_input(bool open) override;
    void reset() override;
    void hang() override { hung = true; }
    void watch(const std::string &, uint32_t) override {}
    uint32_t stack_bottom() const override { return 0; }
    std::string watched(const std::string &) const override { return "0 0 0 0 0"; }

    void brown_out() override;
    void dead_adc(bool dead) override { adc_dead = dead; }
    void convert(uint8_t input);

    bool stop_open = false, hung = false, adc_dead = false;
    ResetCause cause = ResetCause::other;
    uint16_t reading = 0;             // of the conversion under way
    uint64_t alive_us = 0;

  private:
    uint64_t us = 0, converted_us = 0, tick_us = 0, byte_us = 0, sent_us = 0;
    void begin(ResetCause why);
    void interrupts();
};
