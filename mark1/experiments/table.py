"""The table of the experiments, in the order of their years; then those of no year, and those of plug-ins."""

from dataclasses import replace

from mark1 import plugins
from mark1.errors import CommandError, PluginError, expected, unknown
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
from mark1.experiments.experiment import Experiment, ExperimentResult, RunRequest
from mark1.plugins import Plugin

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


def names() -> list[str]:
    """The names of all experiments: those of mark1, then those of plug-ins."""
    return [*EXPERIMENTS, *plugins.names(plugins.EXPERIMENTS, EXPERIMENTS)]


def experiment(name: str) -> Experiment:
    """The experiment of this name. Raises CommandError that names the nearest, PluginError for one of a plug-in."""
    plugin = None if name in EXPERIMENTS else plugins.named(plugins.EXPERIMENTS, name, EXPERIMENTS)
    if plugin:
        return _of_plugin(plugin)
    if name not in EXPERIMENTS:
        raise CommandError(unknown("experiment", name, names(), "see 'mark1 experiment list'"))
    return EXPERIMENTS[name]


def _of_plugin(plugin: Plugin) -> Experiment:
    wanted = f"an Experiment whose name is {plugin.name!r}"
    offer: Experiment = plugin.load(wanted, lambda each: isinstance(each, Experiment) and each.name == plugin.name)

    def run_and_check(order: RunRequest, **sizes: object) -> ExperimentResult:
        result = plugins.guarded(plugin, offer.run)(order, **sizes)
        if not isinstance(result, ExperimentResult):
            raise PluginError(expected(str(plugin), "an ExperimentResult", result))
        return result

    return replace(offer, run=run_and_check)
