// Fuzzing with libFuzzer (clang): half of its inputs are made from the table of frames, the others are its own.
#include <algorithm>  // copy
#include <iostream>   // what was answered

#include "fuzz.h"  // what is run

extern "C" size_t LLVMFuzzerMutate(uint8_t *data, size_t size, size_t most);

static void tell() { std::cout << fuzz_tally(); }

extern "C" int LLVMFuzzerInitialize(int *, char ***) {
    atexit(tell);
    return input_table(FRAMES_TXT) ? 0 : 1;
}

extern "C" size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t most, unsigned seed) {
    std::mt19937 luck(seed);
    if (luck() % 2) return LLVMFuzzerMutate(data, size, most);
    const Bytes input = input_new(luck);
    const size_t n = std::min(most, input.size());
    std::copy(input.begin(), input.begin() + long(n), data);
    return n;
}
