// Commands on standard input, one a line; each is answered with one line, "ok ..." or "error ...".
//
//   send HEX        bytes for the board, at the speed of the line      run US     lets time pass; the bytes that came
//   light CELL N    wiper POT N   speed POT N   stuck POT 0|1          pot POT    wiper, microseconds driven
//   stop 0|1        the stop input: 1 is open                          power      on or off, since when
//   chain           the shift registers                                time       microseconds
//   reset           hang            stack   its lowest address         watch NAME ADDRESS     watched NAME
#include <fcntl.h>    // O_RDWR, O_NONBLOCK
#include <stdlib.h>   // posix_openpt, ptsname
#include <termios.h>  // raw bytes
#include <unistd.h>   // read, write, usleep

#include <algorithm>   // max
#include <chrono>      // real time
#include <functional>  // the commands
#include <iostream>    // the commands come, the answers go
#include <map>         // the table of commands
#include <sstream>     // the words of a line

#include "machine.h"  // Machine

using Words = std::istringstream;

static std::string hex(const uint8_t *bytes, size_t n) {
    static const char digits[] = "0123456789abcdef";
    std::string text;
    for (size_t i = 0; i < n; i++) text += {digits[bytes[i] >> 4], digits[bytes[i] & 15]};
    return text;
}

static unsigned number(Words &words, unsigned limit) {
    unsigned value = limit;
    if (!(words >> value) || value >= limit) throw std::runtime_error("a number below " + std::to_string(limit));
    return value;
}

static std::string send(Machine &machine, Words &words) {
    std::string text;
    words >> text;
    for (size_t i = 0; i + 1 < text.size(); i += 2)
        machine.to_board.push_back(uint8_t(std::stoul(text.substr(i, 2), nullptr, 16)));
    return "";
}

static std::string run(Machine &machine, Words &words) {
    machine.run_us(number(words, 1u << 31));
    const std::vector<uint8_t> came = std::move(machine.from_board);
    machine.from_board.clear();
    return hex(came.data(), came.size());
}

static Pot &pot_of(Machine &machine, Words &words) {
    machine.bench.advance(double(machine.now_us()));
    return machine.bench.pots[number(words, POTS)];
}

static std::string pot(Machine &machine, Words &words) {
    const Pot &pot = pot_of(machine, words);
    return std::to_string(pot.wiper) + " " + std::to_string(pot.driven_us);
}

static std::string power(Machine &machine, Words &) {
    return std::to_string(machine.bench.powered()) + " " + std::to_string(machine.bench.power_changed_us);
}

static std::string watch(Machine &machine, Words &words) {
    std::string name;
    uint32_t address = 0;
    words >> name >> std::hex >> address;
    machine.watch(name, address);
    return "";
}

static std::string watched(Machine &machine, Words &words) {
    std::string name;
    words >> name;
    return machine.watched(name);
}

using Command = std::function<std::string(Machine &, Words &)>;

static Command silent(std::function<void(Machine &, Words &)> act) {
    return [act](Machine &machine, Words &words) {
        act(machine, words);
        return std::string();
    };
}

static const std::map<std::string, Command> COMMANDS = {
    {"send", send},
    {"run", run},
    {"pot", pot},
    {"power", power},
    {"watch", watch},
    {"watched", watched},
    {"stack", [](Machine &m, Words &) { return std::to_string(m.stack_bottom()); }},
    {"time", [](Machine &m, Words &) { return std::to_string(m.now_us()); }},
    {"chain", [](Machine &m, Words &) { return hex(m.bench.chain.data(), m.bench.chain.size()); }},
    {"light", silent([](Machine &m, Words &w) { uint16_t &cell = m.bench.cells[number(w, CELLS)]; cell = number(w, FULL + 1); })},
    {"wiper", silent([](Machine &m, Words &w) { Pot &pot = pot_of(m, w); pot.wiper = number(w, FULL + 1); })},
    {"speed", silent([](Machine &m, Words &w) { Pot &pot = pot_of(m, w); pot.speed = number(w, 100000); })},
    {"stuck", silent([](Machine &m, Words &w) { Pot &pot = pot_of(m, w); pot.stuck = number(w, 2); })},
    {"stop", silent([](Machine &m, Words &w) { m.stop_input(number(w, 2)); })},
    {"reset", silent([](Machine &m, Words &) { m.reset(); })},
    {"hang", silent([](Machine &m, Words &) { m.hang(); })},
};

static std::string answer(Machine &machine, const std::string &line) try {
    Words words(line);
    std::string name;
    words >> name;
    const auto found = COMMANDS.find(name);
    if (found == COMMANDS.end()) return "error no such command: " + name;
    return "ok " + found->second(machine, words);
} catch (const std::exception &fault) {
    return std::string("error ") + fault.what() + ", in: " + line;
}

void serve_script(Machine &machine) {
    std::string line;
    while (std::getline(std::cin, line)) std::cout << answer(machine, line) << std::endl;
}

// ---- a port

constexpr std::chrono::milliseconds BEHIND(100);  // a computer that was asleep does not catch up on more

static int open_pty() {
    const int port = posix_openpt(O_RDWR | O_NOCTTY | O_NONBLOCK);
    termios raw{};
    if (port < 0 || grantpt(port) || unlockpt(port) || tcgetattr(port, &raw)) return -1;
    cfmakeraw(&raw);
    tcsetattr(port, TCSANOW, &raw);
    open(ptsname(port), O_RDWR | O_NOCTTY);  // kept open: the port stays when its user goes
    return port;
}

// Bytes between the port and the machine; what the port does not take now waits.
static void exchange(Machine &machine, int port) {
    uint8_t bytes[256];
    const ssize_t n = read(port, bytes, sizeof bytes);
    if (n > 0) machine.to_board.insert(machine.to_board.end(), bytes, bytes + n);
    const ssize_t sent = write(port, machine.from_board.data(), machine.from_board.size());
    if (sent > 0) machine.from_board.erase(machine.from_board.begin(), machine.from_board.begin() + sent);
}

int serve_pty(Machine &machine, bool as_fast_as_possible) {
    const int port = open_pty();
    if (port < 0) return std::cerr << "no pseudo terminal: is /dev/pts mounted?" << std::endl, 1;
    std::cout << ptsname(port) << std::endl;
    using namespace std::chrono;
    auto due = steady_clock::now();
    for (;;) {
        machine.run_us(1000);
        exchange(machine, port);
        due = std::max(due + milliseconds(1), steady_clock::now() - BEHIND);
        const auto ahead = duration_cast<microseconds>(due - steady_clock::now());
        if (!as_fast_as_possible && ahead.count() > 0) usleep(useconds_t(ahead.count()));
    }
}
