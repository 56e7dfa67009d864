#include "link.h"

#include "bulk.h"      // bulk_step
#include "commands.h"  // command_of, command_do, command_stop
#include "frame.h"     // frame_receive; frame_begin, frame_put, frame_end, frame_error
#include "line.h"      // line_take, line_room
#include "protocol.h"  // Code, Error, PROTOCOL, REPLY
#include "safety.h"    // safety_heard, safety_barred, safety_stop_news, the state in every ack
#include "session.h"   // which request is new

constexpr uint8_t REMEMBERED = 4, NOTICE_ROOM = 20;
enum : uint8_t { BANNER = 1, STOPPED = 2 };

// A request that was done, and what was replied: an error if there was one, else an ack.
struct Past {
    bool known;
    uint16_t fcs;
    uint8_t type;
    Outcome outcome;
    uint8_t state, reason;
};

static Past past[REMEMBERED];  // of sequence s: past[s % REMEMBERED]
static Frame request;
static bool held;              // request has come and is not done yet

static void forget() {
    for (Past &one : past) one.known = false;
}

void link_reset() {
    session_reset();
    held = false;
    forget();
}

// ---- replies

static void put_error(uint8_t seq, uint8_t type, Outcome outcome) {
    frame_error(seq, type, outcome.error, outcome.detail);
}

static void put_ack(uint8_t seq, const Past &one) {
    frame_begin(seq, one.type | REPLY);
    frame_put(one.state);
    frame_put(one.reason);
    frame_end();
}

static void reply(uint8_t seq, const Past &one) {
    one.outcome.error == Error::none ? put_ack(seq, one) : put_error(seq, one.type, one.outcome);
}

static void put_notice(uint8_t notice) {
    frame_begin(0, uint8_t(Code::notice));
    frame_put(notice);
    frame_put(uint8_t(safety_reason()));
    frame_put(uint8_t(safety_state()));
    frame_put(PROTOCOL);
    frame_end();
}

void link_ready() { put_notice(BANNER); }

// ---- requests

static Outcome do_request(const Command *command, Past &one) {
    const Outcome outcome = command_do(command, request);
    one = {true, request.fcs, request.type, outcome, uint8_t(safety_state()), uint8_t(safety_reason())};
    return outcome;
}

static void do_new(const Command *command) {
    Past &one = past[request.seq % REMEMBERED];
    session_advance();
    const Outcome outcome = do_request(command, one);
    if (outcome.error != Error::none || !command->replies) reply(request.seq, one);
}

static void do_again(const Command *command, const Past &one) {
    session_repeated();
    if (one.outcome.error != Error::none || !command->replies) return reply(request.seq, one);
    const Outcome outcome = command_do(command, request);
    if (outcome.error != Error::none) put_error(request.seq, request.type, outcome);
}

// HELLO is done in any case; a good one opens a session, in which nothing has been replied yet.
static void do_hello(const Command *command) {
    const Outcome outcome = command_do(command, request);
    if (outcome.error != Error::none) return put_error(request.seq, request.type, outcome);
    forget();
}

static void refuse(Error error) {
    if (request.type == uint8_t(Code::stop)) command_stop(request);
    put_error(request.seq, request.type, {error, error == Error::no_hello ? uint16_t(0) : uint16_t(session_expected())});
}

static void do_held(const Command *command) {
    const uint8_t age = session_expected() - request.seq;
    const Past &one = past[request.seq % REMEMBERED];
    if (request.type == uint8_t(Code::hello)) return do_hello(command);
    if (session_current().number == 0) return refuse(Error::no_hello);
    if (age == 0) return do_new(command);
    if (age > REMEMBERED) return refuse(Error::bad_sequence);
    if (!one.known || one.type != request.type || one.fcs != request.fcs) return refuse(Error::bad_repeat);
    do_again(command, one);
}

static void receive() {
    uint8_t byte;
    while (!held && line_take(byte)) held = frame_receive(byte, request);
    if (held) safety_heard();
}

// The frame in hand is dropped if a stop byte came after it: an ARM must not arm then.
void link_step() {
    if (bulk_step()) return;
    if (line_room() >= NOTICE_ROOM && safety_stop_news()) put_notice(STOPPED);
    if (!held) receive();
    if (!held) return;
    const Command *command = command_of(request.type);
    const uint8_t room = command ? command->room : NOTICE_ROOM;
    if (line_room() < room) return;
    held = false;
    if (!safety_barred()) do_held(command);
    bulk_step();
}
