"""The worked example of 1957: 64 A-units, six stimuli, two responses, on paper.

32 A-units belong to each response. Forced learning adds 1 to each active unit of the forced response's set, once for
each stimulus. Run A forces S1 S2 S3 to R1 and S4 S5 S6 to R2, run B the reverse. The report prints the final values,
the active units, and the bias of each response: the sum of the values of its active units.
"""

import numpy as np
from numpy.typing import NDArray

from mark1.experiments.agreement import EXACT, JudgedValue
from mark1.experiments.experiment import Chart, Comparison, Experiment, ExperimentResult, RunRequest, Series

RUNS, RESPONSES, STIMULI = "AB", ("R1", "R2"), ("S1", "S2", "S3", "S4", "S5", "S6")
FINAL_VALUES = {
    ("A", "R1"): "2110 0020 2211 0021 0310 2002 2020 0210",
    ("A", "R2"): "2020 1212 0022 0101 0120 0211 1101 1102",
    ("B", "R1"): "1112 0012 1111 0112 0022 1102 1011 0110",
    ("B", "R2"): "2120 0212 0210 0021 0111 1211 3001 0020",
}
ACTIVE = {  # six blocks of twelve; rows 1 and 2 of S3, R2 are derived, for the scan has them mirrored
    ("S1", "R1"): "OXOO OOOO XOXX OOXO OXOO OOOX XOXO OXOO",
    ("S1", "R2"): "OXOO OXXO OXOO OOXO OXOX XOXO XOOO OOOO",
    ("S2", "R1"): "XOXO OOXO OXOO OOOX OXXO XOOO OOOO OXXO",
    ("S2", "R2"): "XOXO OXOX OOOO OOXX OOOO OXOX XOOO OOXO",
    ("S3", "R1"): "XOOO OOXO XXOO OOXO OXOO XOOX XOXO OOOO",
    ("S3", "R2"): "XOXO OOOX OXXO OOOO OOXO OXOO XOOX OOXO",
}
PUBLISHED: dict[str, tuple[tuple[int, int], ...]] = {  # biases of R1 and R2, stimulus by stimulus
    "A": ((18, 6), (17, 13), (21, 14), (12, 14), (9, 15), (10, 18)),
    "B": ((10, 15), (11, 19), (10, 18), (14, 10), (14, 13), (14, 10)),
}
FORCED_R1 = {"A": ("S1", "S2", "S3"), "B": ("S4", "S5", "S6")}


def values(run: str, response: str) -> NDArray[np.int64]:
    """The printed final values of a response's A-units: ndarray of shape (32,)."""
    return np.array([int(digit) for digit in FINAL_VALUES[run, response].replace(" ", "")])


def units_on(stimulus: str, response: str) -> NDArray[np.int64]:
    """Which A-units of a response's set the stimulus turns on: ndarray of shape (32,), 0 or 1."""
    return np.array([int(mark == "X") for mark in ACTIVE[stimulus, response].replace(" ", "")])


def bias(run: str, stimulus: str, response: str) -> int:
    """The sum of the values of the active units."""
    return int(values(run, response) @ units_on(stimulus, response))


def run(order: RunRequest) -> ExperimentResult:
    """Recompute what can be read; there is no chance in it, so one seed is as good as many."""
    rows = [_row(stimulus, response) for stimulus, response in ACTIVE]
    kept = sum((first > second) == (s in FORCED_R1[run]) for run in RUNS for s, (first, second) in _biases(run))
    why = "by the printed biases; from values and activity alone it can be recomputed for S1 to S3, in both runs"
    rows.append(Comparison("forced associations kept", "all 12", f"{kept} of 12", "R57", "P", EXACT(12 - kept), why))
    rows += [_repeated("A", "R1"), _repeated("B", "R2"), *map(_cross_sum, RESPONSES)]
    rows += [_squares("B", "R1"), _squares("A", "R2")]
    missing = "S4 to S6 do not close as printed, so their blocks are not completed: cannot be recomputed"
    rows += [
        Comparison(
            f"bias of {response} for {stimulus}, runs A and B", _printed(stimulus, r), "-", "R57", "P", None, missing
        )
        for stimulus in STIMULI
        for r, response in enumerate(RESPONSES)
        if (stimulus, response) not in ACTIVE
    ]
    legible = (
        "Legible: all 128 final values, S1 to S3 whole (6 of 12 blocks of active units, two rows of S3, R2 derived), "
        "all 24 biases."
    )
    repeat = (
        "What S1 to S3 were taught can be repeated: the units they turn on add up to the final values of run A, R1 and "
        f"run B, R2. S4 to S6 do not close: the values of run B, R1 add up to {values('B', 'R1').sum()}, and three "
        "stimuli of ten active units would give 30. A slip, in the print or the scan."
    )
    return ExperimentResult(tuple(rows), tuple(_chart(run) for run in RUNS), (legible, repeat))


def _biases(run: str) -> list[tuple[str, tuple[int, int]]]:
    return list(zip(STIMULI, PUBLISHED[run], strict=True))


def _printed(stimulus: str, r: int) -> str:
    return ", ".join(str(PUBLISHED[run][STIMULI.index(stimulus)][r]) for run in RUNS)


def _row(stimulus: str, response: str) -> Comparison:
    """One bias of both runs, printed and recomputed."""
    ours = tuple(bias(run, stimulus, response) for run in RUNS)
    printed, text = _printed(stimulus, RESPONSES.index(response)), ", ".join(map(str, ours))
    what = f"bias of {response} for {stimulus}, runs A and B"
    return Comparison(what, printed, text, "R57", "P", _exactly(ours, printed), "to the last digit", ours)


def _exactly(ours: tuple[int, ...], printed: str) -> JudgedValue:
    return EXACT(max(abs(one - int(other)) for one, other in zip(ours, printed.split(", "), strict=True)))


def _repeated(run: str, response: str) -> Comparison:
    """What S1 to S3 add, one for each active unit, and the final values printed for the run that forced them."""
    learned = np.sum([units_on(stimulus, response) for stimulus in STIMULI[:3]], axis=0)
    differ = int((learned != values(run, response)).sum())
    what, why = f"final values of run {run}, {response}, from S1 to S3", "the learning itself, repeated"
    return Comparison(what, "32 values", f"{32 - differ} of 32 equal", "R57", "P", EXACT(differ), why)


def _cross_sum(response: str) -> Comparison:
    """Final values of one run times those of the other: the biases of three stimuli, added, in either run."""
    r = RESPONSES.index(response)
    other, taught = [sum(pair[r] for pair in PUBLISHED[run][of]) for run, of in _crossings(response)]
    ours = int(values("A", response) @ values("B", response))
    differ, what = max(abs(ours - other), abs(ours - taught)), f"cross sum of {response}, run A with run B"
    return Comparison(
        what, f"{other}, {taught}", str(ours), "R57", "P", EXACT(differ), "three biases, added, either way"
    )


def _crossings(response: str) -> tuple[tuple[str, slice], ...]:
    """Where the biases are of stimuli that were forced to this response in the other run."""
    first, then = ("B", "A") if response == "R1" else ("A", "B")
    return (first, slice(0, 3)), (then, slice(3, 6))


def _squares(run: str, response: str) -> Comparison:
    """Final values times themselves: the biases of S4 to S6 in the run that forced them, added."""
    needed = sum(pair[RESPONSES.index(response)] for pair in PUBLISHED[run][3:])
    ours = int(values(run, response) @ values(run, response))
    what, why = f"squares of run {run}, {response}, from S4 to S6", "S4 to S6 do not close: a slip in print or scan"
    return Comparison(what, str(needed), str(ours), "R57", "P", EXACT(abs(ours - needed)), why)


def _chart(run: str) -> Chart:
    """Printed and recomputed biases of a run."""
    lines = []
    for r, response in enumerate(RESPONSES):
        legible = [stimulus for stimulus, of in ACTIVE if of == response]
        lines += [
            Series(f"{response}: printed", STIMULI, [pair[r] for pair in PUBLISHED[run]], "published"),
            Series(f"{response}: recomputed", legible, [bias(run, s, response) for s in legible]),
        ]
    forced = f"{' '.join(FORCED_R1[run])} were forced to R1"
    return Chart(f"Run {run}: {forced}", "stimulus", "bias", tuple(lines))


EXPERIMENT = Experiment(
    name="worked-example-1957",
    title="Six stimuli, two responses, on paper",
    machine="paper and pencil",
    about=(
        "Appendix II of the report of 1957 works one perceptron of 64 A-units through by hand. The values it ended "
        "with are multiplied by the activity it prints, as far as the scan can be read, and compared with the printed "
        "biases."
    ),
    seeds=1,
    run=run,
    rules=(EXACT,),
)
