#include "commands.h"

#include "board.h"    // sizes, BOARD_ID, WIRING_HASH, board_reset_cause
#include "bulk.h"     // bulk_wipers, bulk_scan
#include "line.h"     // RX_BUFFER, line_overruns
#include "motors.h"   // motors_pulse, motors_seek, motors_end
#include "outputs.h"  // outputs_lamps, outputs_show
#include "safety.h"   // arm, disarm, stop, the state
#include "sampler.h"  // sampler_answers
#include "session.h"  // session_open, session_current, session_repeats

enum Capability : uint8_t { PULSE, SEEK, WIPERS, SCAN_VALUES, SCAN_BITS, LAMPS, STOP_INPUT_, WATCHDOG, ALWAYS = 0xFF };

constexpr uint16_t CAPABILITIES = (POTS ? 1 << PULSE | 1 << SEEK | 1 << WIPERS : 0) |
                                  (CELLS ? 1 << SCAN_VALUES | 1 << SCAN_BITS : 0) |
                                  (A_LAMPS + R_LAMPS ? 1 << LAMPS : 0) | 1 << STOP_INPUT_ | 1 << WATCHDOG;
constexpr uint8_t MOST_POTS = 44, MOST_VALUES = 100, ENTRY = 3, SEEK_HEAD = 3;
constexpr uint16_t MOST_BITS = 1024;
constexpr Outcome FINE = {Error::none, 0};

static uint16_t u16_at(const uint8_t *bytes) { return uint16_t(bytes[0] | bytes[1] << 8); }

// ---- who is there

static void put_sizes() {
    frame_put32(BOARD_ID);
    frame_put16(CAPABILITIES);
    frame_put(ROWS);
    frame_put(COLS);
    frame_put(POTS);
    frame_put16(A_LAMPS);
    frame_put(R_LAMPS);
    frame_put(ADC_BITS);
    frame_put32(WIRING_HASH);
    frame_put16(RX_BUFFER);
    frame_put(WINDOW);
    frame_put(MAX_PAYLOAD);
}

static Outcome hello(const Frame &frame) {
    const uint16_t session = u16_at(frame.payload + 1);
    if (frame.payload[0] != PROTOCOL) return {Error::bad_protocol, PROTOCOL};
    if (session == 0) return {Error::bad_value, 1};
    const Session last = session_current();
    session_open(session, frame.seq);
    frame_begin(frame.seq, frame.type | REPLY);
    frame_put(PROTOCOL);
    for (const uint8_t part : FIRMWARE) frame_put(part);
    put_sizes();
    frame_put16(last.number);
    frame_put(last.last_seq);
    frame_put(uint8_t(safety_state()));
    frame_put(uint8_t(safety_reason()));
    frame_put(uint8_t(board_reset_cause()));
    frame_end();
    return FINE;
}

static Outcome ping(const Frame &frame) {
    frame_begin(frame.seq, frame.type | REPLY);
    for (uint8_t i = 0; i < frame.length; i++) frame_put(frame.payload[i]);
    frame_end();
    return FINE;
}

// The pots whose last motion is this, eight to a byte; Motion::pulse: those that move at all.
static void put_pots(Motion motion) {
    uint8_t bits = 0;
    for (uint8_t pot = 0; pot < POTS; pot++) {
        const bool is = motion == Motion::pulse ? motors_moving(pot) : motors_motion(pot) == motion;
        bits |= uint8_t(is << pot % 8);
        if (pot % 8 < 7 && pot + 1 < POTS) continue;
        frame_put(bits);
        bits = 0;
    }
}

static void put_counts() {
    const FrameCounts counts = frame_counts();
    frame_put16(counts.good);
    frame_put16(counts.bad_fcs);
    frame_put16(counts.too_long);
    frame_put16(line_overruns());
    frame_put16(session_repeats());
    frame_put16(safety_stops());
}

static Outcome status(const Frame &frame) {
    frame_begin(frame.seq, frame.type | REPLY);
    frame_put(uint8_t(safety_state()));
    frame_put(uint8_t(safety_reason()));
    frame_put32(safety_uptime_ms());
    put_counts();
    put_pots(Motion::pulse);
    put_pots(Motion::stalled);
    put_pots(Motion::at_end);
    put_pots(Motion::late);
    frame_end();
    return FINE;
}

// ---- safety

static Outcome arm(const Frame &frame) {
    const uint16_t session = session_current().number;
    if (u16_at(frame.payload) != session) return {Error::bad_session, session};
    if (!sampler_answers()) return {Error::no_readings, 0};
    if (safety_state() != State::armed) {  // before there is power again
        motors_end();
        outputs_show();
    }
    return safety_arm() ? FINE : Outcome{Error::stop_input_open, 0};
}

static Outcome disarm(const Frame &) {
    safety_disarm();
    motors_end();
    return FINE;
}

static Outcome stop(const Frame &frame) {
    if (frame.payload[0] < uint8_t(Reason::host)) return {Error::bad_value, 0};
    safety_stop(Reason(frame.payload[0]));
    motors_end();
    return FINE;
}

void command_stop(const Frame &frame) {
    if (frame.length == 1) stop(frame);
}

// ---- motors

static Outcome not_armed() {
    return {Error::not_armed, uint16_t(uint8_t(safety_state()) | uint8_t(safety_reason()) << 8)};
}

// Whether there is such a pot, and for the first time; marks it in `seen`, a bit for each pot.
static bool is_there_once(uint8_t pot, uint8_t *seen) {
    const uint8_t bit = uint8_t(1 << pot % 8);
    if (pot >= POTS || (seen[pot / 8] & bit)) return false;
    seen[pot / 8] |= bit;
    return true;
}

// The first entry at fault; `good` says whether a value is in range.
static Outcome check_entries(const uint8_t *entries, uint8_t length, bool (*good)(uint16_t value)) {
    uint8_t seen[POT_BYTES] = {};
    for (uint8_t i = 0; i < length; i += ENTRY) {
        if (!is_there_once(entries[i], seen)) return {Error::bad_pot, entries[i]};
        if (!good(u16_at(entries + i + 1))) return {Error::bad_value, entries[i]};
        if (motors_moving(entries[i])) return {Error::busy, entries[i]};
    }
    return FINE;
}

static bool is_run(uint16_t value) { return value & 0x7FFF; }

static bool is_position(uint16_t value) { return value <= FULL; }

static Outcome pulse(const Frame &frame) {
    if (safety_state() != State::armed) return not_armed();
    const Outcome checked = check_entries(frame.payload, frame.length, is_run);
    if (checked.error != Error::none) return checked;
    for (uint8_t i = 0; i < frame.length; i += ENTRY) {
        const uint16_t run = u16_at(frame.payload + i + 1);
        motors_pulse(frame.payload[i], run >> 15 ? UP : DOWN, run & 0x7FFF);
    }
    outputs_show();
    return FINE;
}

static Outcome seek(const Frame &frame) {
    const uint8_t dead_band = frame.payload[0], length = frame.length - SEEK_HEAD;
    const uint16_t limit_ms = u16_at(frame.payload + 1);
    const uint8_t *entries = frame.payload + SEEK_HEAD;
    if (safety_state() != State::armed) return not_armed();
    if (dead_band == 0 || limit_ms == 0) return {Error::bad_value, uint16_t(dead_band ? 1 : 0)};
    const Outcome checked = check_entries(entries, length, is_position);
    if (checked.error != Error::none) return checked;
    for (uint8_t i = 0; i < length; i += ENTRY) motors_seek(entries[i], u16_at(entries + i + 1), dead_band, limit_ms);
    outputs_show();
    return FINE;
}

// ---- readings and lamps

static Outcome wipers(const Frame &frame) {
    const uint8_t first = frame.payload[0], count = frame.payload[1];
    if (first >= POTS) return {Error::bad_value, 0};
    if (count == 0 || count > MOST_VALUES || count > POTS - first) return {Error::bad_value, 1};
    if (!sampler_answers()) return {Error::no_readings, 0};
    bulk_wipers(frame.seq, first, count);
    return FINE;
}

static Outcome scan(const Frame &frame) {
    const uint16_t first = u16_at(frame.payload), count = u16_at(frame.payload + 2);
    const uint16_t threshold = u16_at(frame.payload + 4), most = threshold ? MOST_BITS : MOST_VALUES;
    if (first >= CELLS) return {Error::bad_value, 0};
    if (count == 0 || count > most || count > CELLS - first) return {Error::bad_value, 1};
    if (threshold > FULL) return {Error::bad_value, 2};
    if (!sampler_answers()) return {Error::no_readings, 0};
    bulk_scan(frame.seq, first, count, threshold);
    return FINE;
}

// Whether no bit is set beyond the last of n lamps.
static bool is_within(const uint8_t *lamps, uint8_t n) { return n % 8 == 0 || lamps[n / 8] >> n % 8 == 0; }

static Outcome lamps(const Frame &frame) {
    const uint8_t *a_lamps = frame.payload, *r_lamps = a_lamps + A_BYTES;
    if (!is_within(a_lamps, A_LAMPS)) return {Error::bad_value, 0};
    if (!is_within(r_lamps, R_LAMPS)) return {Error::bad_value, 1};
    outputs_lamps(a_lamps, r_lamps);
    return FINE;
}

// ---- the table

constexpr uint8_t ACK_ROOM = 18, HEAD_ROOM = 24;
constexpr uint8_t HELLO_ROOM = 2 * 35 + 2, PING_ROOM = 2 * 12 + 2, STATUS_ROOM = 2 * (18 + 4 * POT_BYTES + 4) + 2;

static const Command COMMANDS[] = {
    {Code::hello, ALWAYS, 3, 3, 1, true, HELLO_ROOM, hello},
    {Code::ping, ALWAYS, 0, 8, 1, true, PING_ROOM, ping},
    {Code::status, ALWAYS, 0, 0, 1, true, STATUS_ROOM, status},
    {Code::arm, ALWAYS, 2, 2, 1, false, ACK_ROOM, arm},
    {Code::disarm, ALWAYS, 0, 0, 1, false, ACK_ROOM, disarm},
    {Code::stop, ALWAYS, 1, 1, 1, false, ACK_ROOM, stop},
    {Code::pulse, PULSE, ENTRY, MOST_POTS *ENTRY, ENTRY, false, ACK_ROOM, pulse},
    {Code::seek, SEEK, SEEK_HEAD + ENTRY, SEEK_HEAD + MOST_POTS *ENTRY, ENTRY, false, ACK_ROOM, seek},
    {Code::wipers, WIPERS, 2, 2, 1, true, HEAD_ROOM, wipers},
    {Code::scan, SCAN_VALUES, 6, 6, 1, true, HEAD_ROOM, scan},
    {Code::lamps, LAMPS, A_BYTES + R_BYTES, A_BYTES + R_BYTES, 1, false, ACK_ROOM, lamps},
};

const Command *command_of(uint8_t type) {
    for (const Command &command : COMMANDS)
        if (uint8_t(command.code) == type) return &command;
    return nullptr;
}

static bool is_length(const Command &command, uint8_t length) {
    return length >= command.shortest && length <= command.longest && (length - command.shortest) % command.unit == 0;
}

Outcome command_do(const Command *command, const Frame &frame) {
    if (!command) return {Error::unknown_type, 0};
    if (command->capability != ALWAYS && !(CAPABILITIES >> command->capability & 1)) return {Error::absent, 0};
    if (!is_length(*command, frame.length)) return {Error::bad_length, frame.length};
    return command->done(frame);
}
