"""The identity and state of a board in words, as reported by HELLO."""

from typing import Any

from mark1.rig.wire.protocol import Capability, Hello, State, StopReason

STATES: dict[int, str] = {
    State.SAFE: "safe: motors are off until they are armed",
    State.ARMED: "armed: motors may run",
    State.STOPPED: "stopped: motors are off, and stay off until they are armed again",
}
REASONS: dict[int, str] = {
    StopReason.NONE: "",
    StopReason.RESET: "it was reset, or switched on",
    StopReason.STOP_BYTE: "a stop byte was received",
    StopReason.SILENCE: "no frames from its host",
    StopReason.STOP_INPUT: "its stop input is open",
    StopReason.WATCHDOG: "its watchdog reset it",
    StopReason.BROWN_OUT: "its 5 V supply sagged, and it was reset",
    StopReason.HOST_USER: "requested by the user",
    StopReason.HOST_RETRIES: "its host gave up on a request",
    StopReason.HOST_ENDED: "its host's program ended",
    StopReason.HOST_DISAGREES: "simulator and board diverged",
}
CAPABILITIES = {bit.value: str(bit.name).lower() for bit in Capability}


def standing(state: int, reason: int) -> str:
    """A state and its reason; unknown numbers of newer boards are given as numbers."""
    why = REASONS.get(reason, f"reason {reason}")
    return STATES.get(state, f"state {state}") + (f" ({why})" if why else "")


def state_name(state: int) -> str:
    return State(state).name.lower() if state in STATES else f"state {state}"


def reason_name(reason: int) -> str:
    return StopReason(reason).name.lower() if reason in REASONS else f"reason {reason}"


def capabilities(board: Hello) -> list[str]:
    """Names of its capabilities; unknown ones of newer boards by number."""
    bits = (1 << place for place in range(16) if board.capabilities >> place & 1)
    return [CAPABILITIES.get(bit, f"capability {bit}") for bit in bits]


def absent(board: Hello) -> list[str]:
    """Names of the capabilities it lacks."""
    return [name for bit, name in CAPABILITIES.items() if not bit & board.capabilities]


def facts(board: Hello) -> dict[str, Any]:
    """The fields for programs: numbers as they are, names for what has names."""
    return {
        **board._asdict(),
        "firmware": firmware(board),
        "capabilities": capabilities(board),
        "state": state_name(board.state),
        "reason": reason_name(board.reason),
        "reset": reason_name(board.reset),
    }


def firmware(board: Hello) -> str:
    return f"{board.major}.{board.minor}.{board.patch}"


def in_words(board: Hello) -> dict[str, str]:
    """The fields of HELLO as text, by label."""
    return {
        "firmware": f"{firmware(board)}, protocol {board.protocol}",
        "board": f"number {board.board_id:08x}" if board.board_id else "no number",
        "photocells": f"{board.rows} x {board.cols}" if board.rows * board.cols else "none",
        "potentiometers": str(board.pots) if board.pots else "none",
        "lamps": f"{board.a_lamps} A, {board.r_lamps} R",
        "wipers": f"{board.adc_bits} bits: 0 to {(1 << board.adc_bits) - 1}",
        "wiring": f"{board.wiring:08x}",
        "line": f"{board.rx_buffer} bytes of requests at a time, at most {board.window} requests",
        "can": ", ".join(capabilities(board)) or "nothing",
        "cannot": ", ".join(absent(board)) or "nothing known",
        "state": standing(board.state, board.reason),
        "last reset": REASONS.get(board.reset, f"reason {board.reset}"),
    }
