// Fuzzing: a host that sends anything. fuzz_frames.cpp has what must hold, fuzz_input.cpp makes inputs from frames.txt.
//
//   input:  how it comes (pieces of 1 + low 5 bits, then high 3 bits in ms of quiet), then the bytes from the host
#pragma once

#include <cstddef>  // size_t
#include <cstdint>  // uint8_t
#include <random>   // mt19937: the same luck on every computer
#include <string>   // what was answered
#include <vector>   // bytes

using Bytes = std::vector<uint8_t>;

uint16_t plain_fcs(const Bytes &content);          // FCS-16, a bit at a time: not the firmware's own
extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
std::string fuzz_tally();                          // kinds of frames answered so far: a dead fuzzer shows

bool input_table(const std::string &path);         // frames.txt; whether there are frames in it
Bytes input_new(std::mt19937 &luck);               // some frames of the table, rightly numbered or not, some spoilt
