"""The wall without a browser: what it sends are the machine's arrays; what it is sent are the panel's lines."""

import asyncio
import json
import re
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from virtual_rig import VirtualRig

import mark1
from mark1.errors import ConfigError
from mark1.machine.state import capture
from mark1.notebook import browser_module, line_runner
from mark1.notebook.live_wall import LiveWall
from mark1.page import modules, page

KINDS = dict(re.findall(r"^  (\w+): (\w+)Array,$", modules.source("wall/mirror.js"), re.MULTILINE))
Made = Callable[..., tuple[LiveWall, "Browser"]]


class Browser:
    """Sends what a view sends, and keeps what it hears."""

    def __init__(self, wall: LiveWall) -> None:
        self.wall, self.heard, self.sent = wall, list[Any](), 0
        wall.send = lambda content, buffers=None: self.heard.append(content)  # type: ignore[method-assign]

    def send(self, **content: object) -> None:
        self.sent += 1
        self.wall._handle_msg(  # as ipywidgets calls it for a message of the comm
            {"content": {"data": {"method": "custom", "content": {"id": str(self.sent), **content}}}, "buffers": []}
        )

    def lines(self, *lines: str) -> None:
        for line in lines:
            self.send(line=line)

    def array(self, name: str) -> Any:
        """The array that JavaScript makes of the bytes."""
        return np.frombuffer(getattr(self.wall, name), KINDS[name].lower())


@pytest.fixture
def made() -> Iterator[Made]:
    """Makes walls, and closes them."""
    walls: list[LiveWall] = []

    def make(*words: Any, **options: Any) -> tuple[LiveWall, Browser]:
        walls.append(LiveWall(*words, **options))
        return walls[-1], Browser(walls[-1])

    yield make
    for wall in walls:
        wall.close()


def bits(machine: mark1.MarkI) -> tuple[str, dict[str, bytes]]:
    plain, arrays = capture(machine)
    return json.dumps(plain, default=str), {name: array.tobytes() for name, array in arrays.items()}


def drawing(*cells: int) -> str:
    light = np.zeros(400, np.uint8)
    light[list(cells)] = 255
    return f"draw {light.tobytes().hex()}"


LINES = ("present letter K", "train letters", drawing(*range(100, 160)), "teach T", "damage a 10%", "set 17 -3.25")


def test_what_is_sent_is_the_machine_and_lines_are_those_of_the_panel(made: Made) -> None:
    wall, browser = made()
    browser.lines(*LINES)
    panel = mark1.ControlPanel()
    for line in LINES:
        panel.execute(line)
    assert bits(panel.machine) == bits(wall.machine)
    assert panel.history == wall.panel.history
    assert browser.heard == [{"done": str(number)} for number in range(1, len(LINES) + 1)]
    bank, seen = panel.machine.potentiometers, panel.observation
    assert seen is not None
    a = panel.machine.activity(seen.light)
    for name, array in {
        "light": seen.light.reshape(-1),
        "s": seen.s,
        "a": a,
        "sum_v": bank.sum(a),
        "wiper": bank.wiper,
        "direction": bank.direction,
        "start_of_r": bank.start_of_r,
        "dead_a": panel.machine.association.dead,
        "dead_s": panel.machine.retina.dead,
        "stuck_s": panel.machine.retina.stuck,
        "stuck_pots": bank.stuck,
        "responses": panel.machine.response.answer(bank.sum(a)),
    }.items():
        assert np.array_equal(browser.array(name), array), name
    assert set(KINDS) == {name for name in wall.keys if type(wall.traits()[name]).__name__ == "Bytes"}
    answer = panel.execute("present again").data
    assert {name: answer[name] for name in ("label", "margin_v", "tied")}.items() <= wall.facts["answer"].items()


def test_after_a_cell_the_wall_shows_what_the_machine_answers_now(made: Made) -> None:
    machine = mark1.MarkI(mark1.MachineConfig.of(noise=0.2))
    wall, browser = made(machine, classes=tuple("ABCDEFGHIJKLMNOPQRSTUVWXYZ"))
    assert wall.machine is machine
    letters = mark1.load_stimuli("letters", machine.optics)
    browser.lines("present letter R")
    assert wall.facts["answer"]["label"] is None and wall.facts["answer"]["reason"] == "tie"
    mark1.train(machine, letters, epochs=3)
    before = bits(machine)
    wall.refresh()
    assert bits(machine) == before
    a = browser.array("a")
    by_hand = [sum(w for w, on in zip(row, a, strict=True) if on and w == w) for row in machine.weights]
    assert browser.array("sum_v") == pytest.approx(by_hand, abs=1e-6)
    assert wall.facts["corrections"] == machine.corrections > 0
    assert np.array_equal(browser.array("wiper"), machine.potentiometers.wiper)


def test_it_follows_the_cells_of_ipython(made: Made, monkeypatch: pytest.MonkeyPatch) -> None:
    from IPython.core.interactiveshell import InteractiveShell

    shell = InteractiveShell()
    monkeypatch.setattr("IPython.get_ipython", lambda: shell)
    wall, _ = made()
    shell.user_ns["panel"] = wall.panel
    assert shell.run_cell("panel.execute('theta 3');").success
    assert wall.teletype == [("theta 3", "", False)]
    wall.close()
    assert shell.run_cell("panel.execute('theta 4');").success
    assert wall.teletype == [("theta 3", "", False)]
    shell.restore_sys_module_state()


def test_an_error_is_one_line_and_changes_nothing(made: Made, tmp_path: Path) -> None:
    wall, browser = made()
    browser.lines("present letter K", "train letters")
    before = bits(wall.machine)
    for line in (
        "presnt letter K",
        "draw ff",
        "teach ??",
        f"load {tmp_path / 'none.mark1'}",
        "set 9999 1",
        "x" * 300_000,
    ):
        browser.lines(line)
        said_of, said, is_trouble = wall.teletype[-1]
        assert is_trouble and said and "\n" not in said and len(said_of) <= 400, line
    assert bits(wall.machine) == before
    assert len(browser.heard) == browser.sent


def test_what_is_no_message_of_ours_is_ignored(made: Made) -> None:
    wall, browser = made()
    for content in ("text", None, [1], {}, {"id": 3, "line": "reset"}, {"line": "theta 9"}):
        wall._handle_msg({"content": {"data": {"method": "custom", "content": content}}, "buffers": []})
    browser.send(line=["theta 9"])
    assert wall.panel.history == [] and wall.teletype == []
    assert browser.heard == [{"done": "1"}]


def test_a_stroke_is_one_line_of_the_log_and_one_undo(made: Made) -> None:
    wall, browser = made()
    browser.lines("present letter A", drawing(3), *(f"amend {drawing(*range(3, n))}" for n in range(5, 30)))
    assert len(wall.teletype) == 2 and "drawing: 26 S-units" in wall.teletype[-1][1]
    assert browser.array("light").sum() == 26
    browser.lines("undo")
    assert wall.facts["name"] == "letter A"


def in_slices(monkeypatch: pytest.MonkeyPatch, work: Callable[[], Any]) -> Any:
    """As in a kernel: an event loop runs, and a slice is one step of the work."""
    monkeypatch.setattr(line_runner, "SLICE_S", 0.0)
    monkeypatch.setattr(line_runner, "PAUSE_S", 0.0)
    return asyncio.run(work())


def test_long_work_lets_others_in_and_can_be_stopped(made: Made, monkeypatch: pytest.MonkeyPatch) -> None:
    wall, browser = made()
    browser.lines("machine a-units 100 seed 4")

    _, of_another_wall = made(wall.panel)

    async def work() -> list[Any]:
        seen: list[Any] = [signal.getsignal(signal.SIGINT)]
        browser.lines("train letters epochs 1000")
        while wall._runner.under_way is None or wall.facts["course"]["epochs"] < 2:
            await asyncio.sleep(0)
        seen += [wall.facts["under_way"], signal.getsignal(signal.SIGINT)]
        with pytest.raises(mark1.Mark1Error, match="is still running; stop it or wait"):
            wall.panel.execute("reset")  # a cell
        browser.lines("theta 7", "why 3")
        seen += [wall.teletype[-2][2], wall.teletype[-1][2]]
        of_another_wall.send(stop=True)
        while wall._runner.under_way is not None:
            await asyncio.sleep(0)
        return seen

    handler, under_way, handler_meanwhile, theta_is_trouble, why_is_trouble = in_slices(monkeypatch, work)
    assert handler == handler_meanwhile  # signals remain the kernel's
    assert (under_way, theta_is_trouble, why_is_trouble) == ("train letters epochs 1000", True, False)
    line, said, is_trouble = wall.teletype[-1]
    assert line == "train letters epochs 1000" and "stopped" in said and not is_trouble
    assert browser.heard[-1] == {"done": "2"} and wall.facts["under_way"] == ""
    panel = mark1.ControlPanel()
    for done in wall.panel.history:
        panel.execute(done)
    assert bits(panel.machine) == bits(wall.machine)


def test_a_wall_that_is_closed_has_changed_nothing(made: Made, monkeypatch: pytest.MonkeyPatch) -> None:
    wall, browser = made()
    browser.lines("machine a-units 100 seed 4")
    before = bits(wall.machine)

    async def work() -> None:
        browser.lines("train letters epochs 1000")
        while wall._runner.under_way is None:
            await asyncio.sleep(0)
        wall.close()
        await asyncio.sleep(0.01)

    in_slices(monkeypatch, work)
    assert bits(wall.machine) == before and wall.panel.under_way == ""
    wall.panel.execute("theta 3")


def test_an_interrupted_line_changes_nothing(made: Made, monkeypatch: pytest.MonkeyPatch) -> None:
    wall, browser = made()
    before = bits(wall.machine)

    def interrupted(*told: object) -> None:
        raise KeyboardInterrupt

    wall.panel.on_progress = interrupted
    browser.lines("train letters")
    assert wall.teletype[-1] == ("train letters", "interrupted: nothing was changed", True)
    wall.panel.on_progress = lambda *told: 1 / 0
    browser.lines("train letters")
    assert wall.teletype[-1][1].startswith("internal error: ZeroDivisionError")
    assert bits(wall.machine) == before


def test_drawing_moves_no_motor_of_a_rig(made: Made) -> None:
    virtual, panel = VirtualRig(pots=8, noise=0.0), mark1.ControlPanel()
    panel.rig = virtual.rig()
    panel.join_rig()
    wall, browser = made(panel)
    there = virtual.world.shaft.copy()
    browser.lines(drawing(*range(90, 200)), f"amend {drawing(*range(90, 220))}", "present again")
    wall.refresh()
    virtual.wait(5)
    assert np.array_equal(virtual.world.shaft, there) and not virtual.world.velocity.any()
    browser.lines("teach A")
    assert not np.array_equal(virtual.world.shaft, there)
    browser.send(stop=True)
    assert virtual.board.stopped
    virtual.session.plugged = False
    wall.refresh()
    browser.send(stop=True)
    assert len(browser.heard) == browser.sent


def test_another_machine_and_another_back_end(made: Made) -> None:
    wall, browser = made(mark1.ControlPanel())
    browser.lines(
        "present letter A", "machine rows 12 cols 12 a-units 40 r-units 4 excitatory 4 inhibitory 3 pots shared"
    )
    assert (wall.facts["rows"], wall.facts["shared"], wall.facts["name"]) == (12, True, None)
    assert browser.array("start_of_r").tolist() == [0, 40, 80, 120, 160] and len(browser.array("wiper")) == 160
    wall.panel.execute("backend logistic")
    wall.refresh()
    assert wall.facts["other_backend"] == "logistic"
    with pytest.raises(
        ConfigError, match="expected a Mark I, got the back end logistic: execute 'backend mark1' first"
    ):
        LiveWall(wall.panel)
    with pytest.raises(ConfigError, match="expected a ControlPanel or a MarkI, got 3"):
        LiveWall(3)  # type: ignore[arg-type]
    with pytest.raises(mark1.Mark1Error, match="at least two classes"):
        LiveWall(mark1.MarkI(), classes=["A"])


def test_without_anywidget_one_line_says_what_to_install() -> None:
    code = "import sys; sys.modules['anywidget'] = None\nimport mark1; mark1.MarkI\nmark1.LiveWall"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert re.search(
        r"^ImportError: mark1\.LiveWall needs anywidget \(.*\): pip install '.*\[notebook\]'$", ran.stderr, re.M
    )


def test_all_walls_of_a_panel_follow_it(made: Made) -> None:
    wall, browser = made()
    other, at_other = made(wall.panel)
    browser.lines("present letter K", "train letters epochs 2")
    at_other.lines("teach K")
    assert np.array_equal(browser.array("wiper"), wall.machine.potentiometers.wiper)
    for name in KINDS:
        assert getattr(wall, name) == getattr(other, name), name
    assert [line for line, *_ in wall.teletype] == ["present letter K", "train letters epochs 2", "teach K"]
    assert [line for line, *_ in other.teletype] == [line for line, *_ in wall.teletype]
    other.close()
    browser.lines("set 3 1")
    assert other.wiper != wall.wiper


# ---- the part in the browser


def test_the_module_is_one_script_that_asks_for_nothing(node: str, tmp_path: Path) -> None:
    text = browser_module.written()
    assert len(text.encode()) < 130 * 1024
    code = re.sub(r"/\*\*.*?\*/", "", text, flags=re.DOTALL)  # without the types, which name modules
    assert not re.search(r"https?://|@import|^import |\bimport\(|\beval\(|new Function", code, re.MULTILINE)
    (tmp_path / "wall.mjs").write_text(text, "utf-8")
    subprocess.run([node, "--check", tmp_path / "wall.mjs"], check=True)


def test_every_text_is_there_in_every_language() -> None:
    known = page.texts(browser_module.TABLES)
    used = set(re.findall(r'data-(?:t|label)="([^"]+)"', modules.source("wall/wall.html")))
    for name in ("wall_controls", "kernel", "mirror", "wall"):
        used |= set(re.findall(r'"((?:page|page_wall)\.[a-z_]+)"', modules.source(f"wall/{name}.js")))
    assert len(used) > 30 and used - set(known["en"]) == set() and set(known["en"]) == set(known["it"])
    own = {key for key in known["en"] if key.startswith("page_wall.")}
    assert own <= used


STROKES = """
const sent = [];
const model = { on() {}, off() {}, send(content) { sent.push(content); } };
const kernel = new $wall_kernel.Kernel(model, () => {});
const done = (k) => kernel.hear({ done: sent[k].id });
kernel.connect();
kernel.hear({ done: "of another view" });
const before = kernel.state;
done(0);
kernel.draw("a", true);
for (const line of ["b", "c", "d"]) kernel.draw(line, false);
kernel.draw("e", true);
kernel.draw("f", false);
const drawing = kernel.is_drawing;
done(1); done(2); done(3);
console.log(JSON.stringify([before, kernel.state, drawing, kernel.is_drawing, sent.slice(1).map(({ line }) => line)]));
process.exit(0);
"""


def test_only_the_last_state_of_a_stroke_waits_for_the_kernel(node: str, tmp_path: Path) -> None:
    (tmp_path / "one.js").write_text(modules.joined("wall/kernel.js") + STROKES)
    ran = subprocess.run([node, tmp_path / "one.js"], capture_output=True, text=True, check=True)
    assert json.loads(ran.stdout) == ["connecting", "ready", True, False, ["a", "d", "f"]]
