"""Ctrl-C: once asks, twice interrupts, and what was learned or was there before is kept."""

import signal
import threading
from collections.abc import Callable
from typing import Any

import pytest

from mark1.machine.mark1 import MarkI
from mark1.panel.control_panel import ControlPanel
from mark1.panel.stop_request import StopRequest
from mark1.training.evaluation import evaluation_of


def test_the_first_asks_the_second_interrupts() -> None:
    before = signal.getsignal(signal.SIGINT)
    with StopRequest() as request:
        assert not request.asked
        signal.raise_signal(signal.SIGINT)
        assert request.asked
        with pytest.raises(KeyboardInterrupt):
            signal.raise_signal(signal.SIGINT)
    assert signal.getsignal(signal.SIGINT) is before
    with request:
        assert not request.asked


def test_the_handler_is_put_back_after_an_error() -> None:
    before = signal.getsignal(signal.SIGINT)
    with pytest.raises(ZeroDivisionError), StopRequest():
        raise ZeroDivisionError
    assert signal.getsignal(signal.SIGINT) is before


def test_beside_the_main_thread_signals_are_left_alone() -> None:
    found: list[Any] = []

    def enter() -> None:
        with StopRequest() as request:
            found.append((request.asked, signal.getsignal(signal.SIGINT)))

    before = signal.getsignal(signal.SIGINT)
    thread = threading.Thread(target=enter)
    thread.start()
    thread.join()
    assert found == [(False, before)]


def test_training_stops_after_the_epoch_and_keeps_what_was_learned(
    bits: Callable[..., Any], interrupt_at: Callable[..., Any]
) -> None:
    panel, other = ControlPanel(on_progress=interrupt_at("epochs", 2)), ControlPanel()
    reply = panel.execute("train letters epochs 50")
    assert panel.training_run is not None and panel.training_run.interrupted and panel.training_run.epochs == 3
    assert "stopped on request, what was learned is kept" in reply.text
    other.execute("train letters epochs 3")
    assert bits(panel) == bits(other)
    panel.execute("undo")
    assert panel.machine.presentations == 0


def test_a_request_before_the_first_epoch_is_heard_after_it(monkeypatch: pytest.MonkeyPatch) -> None:
    panel, sense = ControlPanel(), MarkI.sense

    def interrupted(machine: MarkI, light: Any) -> Any:
        monkeypatch.undo()
        signal.raise_signal(signal.SIGINT)
        return sense(machine, light)

    monkeypatch.setattr(MarkI, "sense", interrupted)
    panel.execute("train letters epochs 50")
    assert panel.training_run is not None and panel.training_run.epochs == 1 and panel.training_run.interrupted


def test_a_request_while_the_end_is_judged_loses_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    panel = ControlPanel()

    def interrupted(*given: Any) -> Any:
        signal.raise_signal(signal.SIGINT)
        return evaluation_of(*given)

    monkeypatch.setattr("mark1.panel.commands.course.evaluation_of", interrupted)
    panel.execute("train letters epochs 2")
    assert panel.machine.presentations == 52


def test_the_second_interrupt_takes_the_training_back(
    bits: Callable[..., Any], interrupt_at: Callable[..., Any]
) -> None:
    panel = ControlPanel(on_progress=interrupt_at("epochs", 2, times=2))
    panel.execute("theta 3")
    before, lines = bits(panel), list(panel.journal.lines)
    with pytest.raises(KeyboardInterrupt):
        panel.execute("train letters epochs 50")
    assert bits(panel) == before
    assert panel.journal.lines == lines
    assert panel.training_run is None


def test_an_interrupt_while_pictures_are_read_gives_up_at_once(
    folder: Any, bits: Callable[..., Any], interrupt_at: Callable[..., Any]
) -> None:
    panel = ControlPanel(on_progress=interrupt_at("pictures", 1))
    before = bits(panel)
    with pytest.raises(KeyboardInterrupt):
        panel.execute(f"train {folder}")
    assert bits(panel) == before
