// Commands on standard input, one a line; each is answered with one line, "ok ..." or "error ...". With a port they are
// done while it is served: the first line on standard output is its name, and the end of the input ends nothing.
//
//   send HEX        bytes for the board, at the speed of the line      run US     lets time pass; the bytes that came
//   light CELL N    wiper POT N   speed POT N   stuck POT 0|1          pot POT    wiper, microseconds driven
//   stop 0|1        the stop input: 1 is open                          power      on or off, since when
//   chain           the shift registers                                time       microseconds
//   reset           hang            stack   its lowest address         watch NAME ADDRESS     watched NAME
//   brown-out       adc 0|1         0: conversions never end           row OHM                of what drives a row
//   starts          motors switched on or round: how many, most at once, least microseconds between two
#include <fcntl.h>    // O_RDWR, O_NONBLOCK
#include <poll.h>     // whether somebody types
#include <signal.h>   // SIGTTIN
#include <stdlib.h>   // posix_openpt, ptsname
#include <termios.h>  // raw bytes
#include <unistd.h>   // read, write, usleep

#include <algorithm>   // max
#include <cerrno>      // EIO, EINTR
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

static void light(Machine &machine, Words &words) {
    uint16_t &cell = machine.bench.cells[number(words, CELLS)];
    cell = uint16_t(number(words, FULL + 1));
}

static std::string power(Machine &machine, Words &) {
    return std::to_string(machine.bench.powered()) + " " + std::to_string(machine.bench.power_changed_us);
}

static std::string starts(Machine &machine, Words &) {
    const Starts &starts = machine.bench.starts;
    return std::to_string(starts.all) + " " + std::to_string(starts.most_at_once) + " " +
           std::to_string(uint64_t(starts.least_apart_us));
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
    {"light", silent(light)},
    {"wiper", silent([](Machine &m, Words &w) { Pot &pot = pot_of(m, w); pot.wiper = number(w, FULL + 1); })},
    {"speed", silent([](Machine &m, Words &w) { Pot &pot = pot_of(m, w); pot.speed = number(w, 100000); })},
    {"stuck", silent([](Machine &m, Words &w) { Pot &pot = pot_of(m, w); pot.stuck = number(w, 2); })},
    {"stop", silent([](Machine &m, Words &w) { m.stop_input(number(w, 2)); })},
    {"reset", silent([](Machine &m, Words &) { m.reset(); })},
    {"hang", silent([](Machine &m, Words &) { m.hang(); })},
    {"brown-out", silent([](Machine &m, Words &) { m.brown_out(); })},
    {"adc", silent([](Machine &m, Words &w) { m.dead_adc(!number(w, 2)); })},
    {"row", silent([](Machine &m, Words &w) { m.bench.row_ohm = number(w, 1000); })},
    {"starts", starts},
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

// Lines typed on standard input, without waiting for any. Its end means that nobody types.
class Typist {
  public:
    Typist() {
        signal(SIGTTIN, SIG_IGN);  // in the background of a terminal nobody types either
        if (fcntl(STDIN_FILENO, F_GETFD) < 0) open("/dev/null", O_RDONLY);  // or the port would become it
    }

    bool next(std::string &line) {
        listen();
        const size_t end = text.find('\n');
        if (end == std::string::npos) return false;
        line = text.substr(0, end);
        text.erase(0, end + 1);
        return true;
    }

  private:
    std::string text;
    bool ended = false;

    void listen() {
        char bytes[256];
        pollfd input{STDIN_FILENO, POLLIN, 0};
        if (ended || poll(&input, 1, 0) <= 0) return;
        const ssize_t n = read(STDIN_FILENO, bytes, sizeof bytes);
        if (n > 0) text.append(bytes, size_t(n));
        ended = n == 0 || (n < 0 && errno != EIO && errno != EINTR && errno != EAGAIN);
    }
};

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
    Typist typist;
    const int port = open_pty();
    if (port < 0) return std::cerr << "no pseudo terminal: is /dev/pts mounted?" << std::endl, 1;
    std::cout << ptsname(port) << std::endl;
    using namespace std::chrono;
    auto start = steady_clock::now();
    for (;;) {
        machine.run_us(1000);
        exchange(machine, port);
        for (std::string line; typist.next(line);) std::cout << answer(machine, line) << std::endl;
        const microseconds ran(machine.now_us());
        start = std::max(start, steady_clock::now() - ran - BEHIND);
        const auto ahead = duration_cast<microseconds>(start + ran - steady_clock::now());
        if (!as_fast_as_possible && ahead.count() > 0) usleep(useconds_t(ahead.count()));
    }
}
