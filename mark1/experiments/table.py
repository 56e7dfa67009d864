"""The table of the experiments, in the order of their years; then those of no year."""

from mark1.errors import CommandError, unknown
from mark1.experiments.catalogue import (
    alphabet_1960,
    convergence,
    damage,
    decay,
    expectation_1957,
    finite_retina_1957,
    forced_1958,
    generalisation_1958,
    left_right_1958,
    minute_of_1960,
    motors,
    non_separable,
    pa_curves_1958,
    pc_curves_1958,
    size,
    spontaneous_1958,
    two_figures,
    wiring,
    worked_example_1957,
)
from mark1.experiments.experiment import Experiment

_TABLE = (
    worked_example_1957.EXPERIMENT,
    expectation_1957.EXPERIMENT,
    finite_retina_1957.EXPERIMENT,
    pa_curves_1958.EXPERIMENT,
    pc_curves_1958.EXPERIMENT,
    forced_1958.EXPERIMENT,
    generalisation_1958.EXPERIMENT,
    left_right_1958.EXPERIMENT,
    spontaneous_1958.EXPERIMENT,
    *two_figures.EXPERIMENTS,
    alphabet_1960.EXPERIMENT,
    minute_of_1960.EXPERIMENT,
    damage.EXPERIMENT,
    decay.EXPERIMENT,
    motors.EXPERIMENT,
    wiring.EXPERIMENT,
    size.EXPERIMENT,
    convergence.EXPERIMENT,
    non_separable.EXPERIMENT,
)

EXPERIMENTS: dict[str, Experiment] = {experiment.name: experiment for experiment in _TABLE}


def experiment(name: str) -> Experiment:
    """The experiment of this name. Raises CommandError that names the nearest."""
    if name not in EXPERIMENTS:
        raise CommandError(unknown("experiment", name, EXPERIMENTS, "see 'mark1 experiment list'"))
    return EXPERIMENTS[name]
