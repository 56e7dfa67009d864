"""The doctor and this computer: each finding on a computer that is made up. No port is opened."""

import platform
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

import mark1
from mark1.rig.doctor.computer import Computer, Owner, Program
from mark1.rig.doctor.doctor import Doctor, Finding, Severity, fine
from mark1.rig.wire.serial_port import ListedPort

NAME = "/dev/ttyUSB0"
CLONE = ListedPort(NAME, 0x1A86, 0x7523)
UNO = ListedPort("/dev/ttyACM0", 0x2341, 0x0043)
BUILT_IN = ListedPort("/dev/ttyS0")


class MadeUp(Computer):
    """A computer without trouble; a test changes what it is about."""

    def __init__(self) -> None:
        super().__init__(platform="linux", may_open=lambda path: True, user=lambda: "ada")
        self.owned = Owner("dialout", True, True, True)
        self.file, self.pseudo = "device", False
        self.made_by: list[Program] | None = None
        self.held: tuple[list[Program], bool] = ([], True)
        self.ruled: dict[str, list[Path]] = {}
        self.runs: dict[str, list[Program]] = {}

    def kind(self, device: str) -> str:
        return self.file

    def is_pseudo(self, device: str) -> bool:
        return self.pseudo

    def makers(self, device: str) -> list[Program] | None:
        return self.made_by

    def owner(self, device: str) -> Owner:
        return self.owned

    def holders(self, device: str) -> tuple[list[Program], bool]:
        return self.held

    def rules(self, package: str, pattern: str) -> list[Path]:
        return [path for chip, paths in self.ruled.items() if chip in pattern for path in paths]

    def running(self, name: str) -> list[Program]:
        return self.runs.get(name, [])


@pytest.fixture
def computer() -> MadeUp:
    return MadeUp()


def doctor(computer: Computer, *listed: ListedPort) -> Doctor:
    def examined(name: str) -> Iterator[Finding]:
        yield fine("opens", name)

    return Doctor(computer, lambda: listed, examined)


def found(findings: Iterator[Finding]) -> dict[str, Finding]:
    return {finding.check: finding for finding in findings}


def at(computer: Computer, name: str = NAME, listed: Sequence[ListedPort] = (CLONE,)) -> dict[str, Finding]:
    return found(doctor(computer, *listed).look_at(name))


def around(computer: Computer, *listed: ListedPort, named: bool = False) -> dict[str, Finding]:
    return found(doctor(computer, *listed).look_around(named))


def test_a_healthy_computer_is_told_check_by_check(computer):
    seen = {**around(computer, CLONE), **at(computer)}
    assert list(seen) == ["versions", "ports", "brltty", "ModemManager", "there", "allowed", "free", "opens"]
    assert {finding.verdict for finding in seen.values()} == {Severity.fine}
    assert not any(finding.todo or finding.side for finding in seen.values())


# ---- all ports


def test_no_candidate(computer):
    finding = around(computer, BUILT_IN)["ports"]
    assert (finding.verdict, finding.side) == (Severity.wrong, "the cable")
    assert "none of 1 ports" in finding.found and "with a data cable" in finding.todo


def test_a_named_port_needs_no_candidate(computer):
    assert "ports" not in around(computer, named=True)


def test_a_report_says_what_runs_here(computer):
    finding = around(computer, CLONE)["versions"]
    assert finding.facts["Python"] == platform.python_version() and finding.facts["mark1"] == mark1.__version__
    assert all(f"{name} {version}" in finding.found for name, version in finding.facts.items())


def wsl() -> MadeUp:
    computer = MadeUp()
    computer.is_in_windows = True
    return computer


def test_wsl_has_no_board_until_windows_hands_it_over():
    finding = around(wsl())["WSL"]
    assert (finding.verdict, finding.side) == (Severity.wrong, "this computer")
    assert "usbipd bind --busid BUSID" in finding.todo and "usbipd attach --wsl --busid BUSID" in finding.todo


def test_wsl_with_a_board_or_a_named_port_is_well(computer):
    assert around(wsl(), CLONE)["WSL"].verdict == around(wsl(), named=True)["WSL"].verdict == Severity.fine
    assert "WSL" not in around(computer)


@pytest.mark.parametrize(
    ("platform", "release", "so"),
    [
        ("linux", "5.15.167.4-microsoft-standard-WSL2", True), ("linux", "4.4.0-19041-Microsoft", True),
        ("linux", "6.1.0-28-amd64", False), ("darwin", "23.4.0", False), ("win32", "10", False),
    ],
)  # fmt: skip
def test_wsl_is_known_by_its_kernel(platform, release, so):
    assert Computer(platform=platform, release=release).is_in_windows is so


# ---- names of ports on other systems: lists as pyserial gives them there

CU = ListedPort("/dev/cu.usbmodem1101", 0x2341, 0x0043, "A1", "Arduino Uno", "USB VID:PID=2341:0043")
MAC = (ListedPort("/dev/cu.Bluetooth-Incoming-Port"), ListedPort("/dev/cu.debug-console"), CU)
WINDOWS = (
    ListedPort("COM1", description="Communications Port (COM1)", hardware="ACPI\\PNP0501\\1"),
    ListedPort("COM10", 0x1A86, 0x7523, "", "USB-SERIAL CH340 (COM10)", "USB VID:PID=1A86:7523"),
)


def of_system(platform: str, *listed: ListedPort) -> Doctor:
    return doctor(Computer(platform=platform), *listed)


def test_macos_lists_the_name_that_does_not_wait_for_a_modem():
    mac = of_system("darwin", *MAC)
    assert mac.candidates() == [CU.device]
    assert found(mac.look_at(CU.device))["there"] == fine("there", "Arduino Uno")


def test_macos_and_the_name_that_waits_for_a_modem():
    seen = found(of_system("darwin", *MAC).look_at("/dev/tty.usbmodem1101"))
    assert (seen["there"].verdict, seen["there"].todo) == (Severity.doubtful, f"--port {CU.device}")
    assert "opens" in seen  # it is tried all the same
    assert "does not list it" in found(of_system("darwin", *MAC).look_at("/dev/tty.other"))["there"].found


@pytest.mark.parametrize("name", ["COM10", "com10", "\\\\.\\COM10"])
def test_windows_names_above_com9(name):
    windows = of_system("win32", *WINDOWS)
    assert windows.candidates() == ["COM10"]
    assert "CH340" in found(windows.look_at(name))["there"].found


def test_elsewhere_names_are_exact(computer):
    computer.file = ""
    assert at(computer, "/DEV/TTYUSB0")["there"].verdict == Severity.wrong


@pytest.mark.parametrize("chip", ["1a86/7523/", "10c4/ea60/", "403/6001/"])
def test_brltty_may_be_why_there_is_no_port(computer, chip):
    computer.ruled[chip] = [Path("/rules/85-brltty.rules")]
    finding = around(computer)["brltty"]
    assert (finding.verdict, finding.side) == (Severity.wrong, "this computer")
    assert "is installed; its rules in /rules/85-brltty.rules" in finding.found
    assert "sudo apt-get remove brltty" in finding.todo
    assert around(computer, named=True)["brltty"].verdict == Severity.doubtful


def test_brltty_whose_rules_do_not_name_the_chip_that_is_there(computer):
    computer.ruled["10c4/ea60/"] = [Path("/rules/85-brltty.rules")]
    assert around(computer, CLONE)["brltty"].verdict == Severity.fine
    assert around(computer, UNO)["brltty"].verdict == Severity.fine
    computer.ruled["1a86/7523/"] = [Path("/rules/85-brltty.rules")]
    assert around(computer, CLONE)["brltty"].verdict == Severity.doubtful


def test_brltty_that_runs(computer):
    computer.runs["brltty"] = [Program(77, "brltty")]
    finding = around(computer, CLONE)["brltty"]
    assert finding.verdict == Severity.doubtful and "is running as process 77" in finding.found


def test_modem_manager(computer):
    computer.runs["ModemManager"] = [Program(78, "ModemManager")]
    finding = around(computer, CLONE)["ModemManager"]
    assert finding.verdict == Severity.doubtful and "process 78" in finding.found
    assert "sudo systemctl stop ModemManager" in finding.todo


@pytest.mark.parametrize("platform", ["darwin", "win32"])
def test_elsewhere_what_cannot_be_told_is_left_out_and_said(computer, platform):
    elsewhere = Computer(platform=platform)
    assert list(around(elsewhere, CLONE)) == ["versions", "ports", "computer"]
    assert around(elsewhere, CLONE)["computer"].verdict == Severity.untold
    assert platform in around(elsewhere, CLONE)["computer"].found
    how = {"darwin": "sudo lsof PORT names the program", "win32": "Process Explorer (Find Handle)"}[platform]
    assert how in around(elsewhere, CLONE)["computer"].todo
    assert list(at(elsewhere)) == ["there", "opens"]
    assert at(elsewhere, "COM9")["there"].verdict == Severity.doubtful


# ---- one port


def test_no_such_port(computer):
    computer.file = ""
    seen = at(computer, "/dev/ttyUSB7")
    assert list(seen) == ["there"]
    assert (seen["there"].verdict, seen["there"].side) == (Severity.wrong, "the cable")
    assert "/dev/ttyUSB7: no such port" in seen["there"].found and "mark1 rig ports" in seen["there"].todo


@pytest.mark.parametrize("kind", ["file", "folder"])
def test_what_is_no_port(computer, kind):
    computer.file = kind
    seen = at(computer, "/tmp")
    assert list(seen) == ["there"]
    assert seen["there"] == Finding(
        "there", Severity.wrong, f"/tmp is a {kind}, not a port", "our message", "mark1 rig ports"
    )


def test_a_device_that_is_not_listed_is_opened(computer):
    computer.pseudo = True
    seen = at(computer, "/dev/pts/3")
    assert {finding.verdict for finding in seen.values()} == {Severity.fine}
    assert "pseudo-terminal" in seen["free"].found and "opens" in seen


def test_a_pseudo_terminal_is_held_by_who_made_it_and_by_nobody_else(computer):
    board, other = Program(20, "python"), Program(31, "minicom")
    computer.pseudo, computer.made_by, computer.held = True, [board], ([board], True)
    seen = at(computer, "/dev/pts/3")
    assert seen["free"].verdict == Severity.fine and "opens" in seen
    assert seen["free"].found == ("a pseudo-terminal of python (process 20); no other program has it open")
    computer.held = ([board, other], True)
    seen = at(computer, "/dev/pts/3")
    assert list(seen) == ["there", "allowed", "free"] and seen["free"].verdict == Severity.wrong
    assert seen["free"].found == "in use by minicom (process 31)"
    assert "kill 31" in seen["free"].todo and "doctor" not in seen["free"].todo


def test_a_url_is_opened_at_once(computer):
    assert list(at(computer, "socket://127.0.0.1:9")) == ["opens"]


def denied(computer: MadeUp, owned: Owner) -> Finding:
    computer.may_open, computer.owned = lambda path: False, owned
    seen = at(computer)
    assert list(seen) == ["there", "allowed", "free"]
    assert (seen["allowed"].verdict, seen["allowed"].side) == (Severity.wrong, "this computer")
    return seen["allowed"]


def test_a_user_who_is_not_in_the_group(computer):
    finding = denied(computer, Owner("dialout", True, False, False))
    assert finding.found == "this user is not in group dialout, which owns the port"
    assert finding.todo == "sudo usermod -aG dialout ada, then log out and in again"


def test_a_user_who_joined_the_group_after_logging_in(computer):
    assert denied(computer, Owner("uucp", True, True, False)).todo == "log out and in again"


@pytest.mark.parametrize(
    "owned",
    [Owner("root", True, False, False), Owner("dialout", False, False, False), Owner("dialout", True, True, True)],
)
def test_a_port_that_no_group_is_made_for(computer, owned):
    assert f"sudo chmod a+rw {NAME}" in denied(computer, owned).todo


def test_a_port_that_goes_away_meanwhile(tmp_path):
    seen = at(Computer(tmp_path, "linux"))
    assert list(seen) == ["there", "allowed", "free"]
    assert (seen["allowed"].side, seen["allowed"].found) == ("the cable", "the port is gone: No such file or directory")


def test_a_busy_port_is_not_opened_and_who_has_it_is_told(computer):
    computer.held = ([Program(12, "minicom"), Program(40, "ModemManager")], True)
    seen = at(computer)
    assert list(seen) == ["there", "allowed", "free"]
    assert seen["free"].verdict == Severity.wrong
    assert "in use by minicom (process 12), ModemManager (process 40)" in seen["free"].found
    assert "kill 12 40" in seen["free"].todo


def test_programs_of_others_that_are_hidden_are_said(computer):
    computer.held = ([], False)
    seen = at(computer)
    assert seen["free"].verdict == Severity.untold and "opens" in seen
    assert NAME in seen["free"].todo and "doctor" not in seen["free"].todo
