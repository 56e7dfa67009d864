// Fuzzing without libFuzzer:  fuzz_frames FRAMES.TXT SECONDS [SEED [RUNS]]      fuzz_frames --input HEX  once more
#include <chrono>    // how long it runs
#include <csignal>   // a fault ends with abort
#include <iostream>  // what was answered, and the input of a fault

#include "fuzz.h"  // what is run

extern "C" const char *__asan_default_options() { return "abort_on_error=1"; }
extern "C" const char *__ubsan_default_options() { return "abort_on_error=1"; }

static Bytes input;  // of the run under way
static unsigned long runs;

static void tell_input(int) {
    static const char digits[] = "0123456789abcdef";
    std::cerr << "run " << runs << ": fuzz_frames --input ";
    for (const uint8_t byte : input) std::cerr << digits[byte >> 4] << digits[byte & 15];
    std::cerr << std::endl;
}

static void run(const Bytes &bytes) {
    input = bytes;
    LLVMFuzzerTestOneInput(input.data(), input.size());
    runs++;
}

static Bytes bytes_of(const std::string &hex) {
    Bytes bytes;
    for (size_t i = 0; i + 1 < hex.size(); i += 2) bytes.push_back(uint8_t(std::stoul(hex.substr(i, 2), nullptr, 16)));
    return bytes;
}

static void run_new(double seconds, std::mt19937 luck, unsigned long most) {
    using namespace std::chrono;
    const auto end = steady_clock::now() + duration<double>(seconds);
    while (runs < most && steady_clock::now() < end) run(input_new(luck));
}

int main(int n, char **words) {
    signal(SIGABRT, tell_input);
    if (n < 3) return std::cerr << "fuzz_frames FRAMES.TXT SECONDS [SEED [RUNS]]" << std::endl, 2;
    const unsigned long seed = n > 3 ? std::stoul(words[3]) : 1, most = n > 4 ? std::stoul(words[4]) : ~0ul;
    if (std::string(words[1]) == "--input")
        run(bytes_of(words[2]));
    else if (!input_table(words[1]))
        return std::cerr << words[1] << ": no frames" << std::endl, 2;
    else
        run_new(std::stod(words[2]), std::mt19937(seed), most);
    std::cout << runs << " runs\n" << fuzz_tally();
}
