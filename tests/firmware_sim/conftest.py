"""Boards under a script: the firmware on this PC, and the image for each chip in simavr. Built once a run."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from scripted_board import MCUS, ScriptedBoard, make_once, need, need_header


@pytest.fixture(scope="session")
def pc_build(run_folder: Path) -> Path:
    need("g++", "make")
    return make_once(run_folder / "firmware", "pc")


@pytest.fixture(scope="session")
def fuzz_build(pc_build: Path) -> Path:
    return make_once(pc_build, str(pc_build / "fuzz_frames"))


@pytest.fixture(scope="session")
def avr_build(run_folder: Path) -> Path:
    need("avr-g++", "make")
    return make_once(run_folder / "firmware", "avr")


@pytest.fixture(scope="session")
def simavr_build(avr_build: Path) -> Path:
    need("g++")
    need_header("simavr/sim_avr.h", "libsimavr-dev")
    need_header("libelf.h", "libelf-dev")
    return make_once(avr_build, "simavr")


@pytest.fixture(params=MCUS)
def simulated(request: pytest.FixtureRequest, simavr_build: Path) -> Iterator[tuple[ScriptedBoard, Path]]:
    """A board in simavr just after its banner, and its image."""
    image = simavr_build / f"mark1_rig_{request.param}.elf"
    with ScriptedBoard(simavr_build / f"rig_simavr_{request.param}", image) as board:
        board.run(10)
        yield board, image


@pytest.fixture(params=("pc", *MCUS))
def new_board(request: pytest.FixtureRequest) -> Iterator[Callable[[], ScriptedBoard]]:
    """Starts a board that has just been switched on."""
    boards: list[ScriptedBoard] = []

    def start() -> ScriptedBoard:
        if request.param == "pc":
            boards.append(ScriptedBoard(request.getfixturevalue("pc_build") / "rig_pc"))
        else:
            build = request.getfixturevalue("simavr_build")
            boards.append(
                ScriptedBoard(build / f"rig_simavr_{request.param}", build / f"mark1_rig_{request.param}.elf")
            )
        return boards[-1]

    yield start
    for board in boards:
        board.__exit__()


@pytest.fixture
def board(new_board: Callable[[], ScriptedBoard]) -> ScriptedBoard:
    """A board that has said its banner and hello."""
    board = new_board()
    board.run(10)
    board.hello()
    return board


@pytest.fixture
def armed(board: ScriptedBoard) -> ScriptedBoard:
    board.arm()
    return board
