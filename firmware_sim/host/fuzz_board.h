// The firmware on a board without a bench, as fast as it goes: readings are any numbers. One to a process.
#pragma once

#include <cstdint>  // uint8_t
#include <deque>    // bytes on their way
#include <vector>   // bytes

class FuzzBoard {
  public:
    std::deque<uint8_t> to_board;      // at the speed of the line
    std::vector<uint8_t> from_board;   // until somebody takes it

    void reset();
    void run_ms();
    bool powered() const;

  private:
    uint16_t reading = 0;
};
