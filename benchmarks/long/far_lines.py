"""far_lines: all letters, on a virtual board behind lines of 0 to 300 ms each way; nothing is sent again in vain"""

from typing import Any

from benchmarks.long import Outcome, Say

LATENCIES_MS = (0, 60, 100, 300)
COUNT = len(LATENCIES_MS)
MOST_NEEDLESS = 0.01  # of the frames that were sent
LINES = ("train letters", "expect wrong = 0", "expect train-accuracy = 1")


def run(count: int, seed: int, report: Say) -> Outcome:
    """The first ``count`` lines: seconds of the board's time, frames sent, sent again, and sent again in vain.

    Fails if motors stopped by silence, or more than MOST_NEEDLESS of the frames were needless.
    """
    failures, figures = [], []
    for latency_ms in LATENCIES_MS[:count]:
        told = learned(latency_ms, seed)
        figures.append({"one_way_ms": latency_ms, **told})
        report(str(figures[-1]))
        if told["stops"] or told["needless"] > MOST_NEEDLESS * told["sent"]:
            failures.append(f"{latency_ms} ms each way: {told}")
    return {"failures": failures, "lines": figures}


def learned(latency_ms: int, seed: int) -> dict[str, Any]:
    """What one training took."""
    from firmware_sim.virtual_board.session import new_session
    from firmware_sim.virtual_board.session_port import SessionPort
    from mark1.panel.control_panel import ControlPanel
    from mark1.rig.board.board import Board
    from mark1.rig.board.calibration import Calibration
    from mark1.rig.board.joined import Rig, RigConfig

    session = new_session(seed=seed, latency_ms=latency_ms)
    port = SessionPort(session)
    board = Board(
        lambda: port, now_s=port.now_s, pause=lambda s: void(session.run(max(1, round(s * 1000)))), session=1 + seed
    )
    panel = ControlPanel()
    panel.rig = Rig(RigConfig("virtual"), board, Calibration.assumed(board.hello))
    panel.join_rig()
    for line in LINES:
        panel.execute(line)
    link = board.link.counters
    assert panel.training_run
    return {
        "board_s": round(port.now_s(), 1),
        "epochs": panel.training_run.epochs,
        "motions": board.counters.motions,
        "sent": link.sent,
        "resent": link.retries,
        "needless": link.needless,
        "stops": session.board.stops,
    }


def void(_: bytes) -> None:
    """What comes while nobody reads is lost, as on a port without a buffer."""
