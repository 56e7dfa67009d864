"""Deprecated: the import paths of version 0.1.0, which stay for one version.

An old path gives the module that took its place, and a DeprecationWarning that names it. The CHANGELOG has the list.
"""

import sys
import warnings
from collections.abc import Callable
from importlib import import_module
from importlib.machinery import ModuleSpec
from types import ModuleType
from typing import Any

FOLDERS = (
    "mark1.lab",
    "mark1.lab.experiments",
    "mark1.rig.checks",
)  # what is left of them: a place in which old paths are looked up
MOVED = {
    "mark1.lab.bench": "mark1.experiments.bench",
    "mark1.lab.experiment": "mark1.experiments.experiment",
    "mark1.lab.experiment_figure": "mark1.experiments.figure",
    "mark1.lab.experiment_page": "mark1.experiments.page",
    "mark1.lab.faces": "mark1.experiments.faces",
    "mark1.lab.experiments.table": "mark1.experiments.table",
    "mark1.lab.experiments.alphabet_1960": "mark1.experiments.catalogue.alphabet_1960",
    "mark1.lab.experiments.convergence": "mark1.experiments.catalogue.convergence",
    "mark1.lab.experiments.damage": "mark1.experiments.catalogue.damage",
    "mark1.lab.experiments.decay": "mark1.experiments.catalogue.decay",
    "mark1.lab.experiments.expectation_1957": "mark1.experiments.catalogue.expectation_1957",
    "mark1.lab.experiments.generalisation_1958": "mark1.experiments.catalogue.generalisation_1958",
    "mark1.lab.experiments.left_right_1958": "mark1.experiments.catalogue.left_right_1958",
    "mark1.lab.experiments.minute_of_1960": "mark1.experiments.catalogue.minute_of_1960",
    "mark1.lab.experiments.motors": "mark1.experiments.catalogue.motors",
    "mark1.lab.experiments.non_separable": "mark1.experiments.catalogue.non_separable",
    "mark1.lab.experiments.pa_curves_1958": "mark1.experiments.catalogue.pa_curves_1958",
    "mark1.lab.experiments.pc_curves_1958": "mark1.experiments.catalogue.pc_curves_1958",
    "mark1.lab.experiments.size": "mark1.experiments.catalogue.size",
    "mark1.lab.experiments.spontaneous_1958": "mark1.experiments.catalogue.spontaneous_1958",
    "mark1.lab.experiments.two_figures": "mark1.experiments.catalogue.two_figures",
    "mark1.lab.experiments.wiring": "mark1.experiments.catalogue.wiring",
    "mark1.lab.experiments.worked_example_1957": "mark1.experiments.catalogue.worked_example_1957",
    "mark1.lab.plane_experiment": "mark1.plane.experiment",
    "mark1.lab.plane_ground": "mark1.plane.ground",
    "mark1.lab.plane_panel": "mark1.plane.panel",
    "mark1.lab.plane_record": "mark1.plane.record",
    "mark1.lab.plane_report": "mark1.plane.report",
    "mark1.lab.plane_space": "mark1.plane.space",
    "mark1.backends.perceptron": "mark1.plane.perceptron",
    "mark1.backends.features": "mark1.plane.features",
    "mark1.lab.paper": "mark1.paper",
    "mark1.lab.report": "mark1.figures.report",
    "mark1.lab.pages": "mark1.figures.pages",
    "mark1.lab.training_record": "mark1.figures.training_record",
    "mark1.lab.retina_panel": "mark1.figures.retina_panel",
    "mark1.lab.learning_panel": "mark1.figures.learning_panel",
    "mark1.lab.dial_panel": "mark1.figures.dial_panel",
    "mark1.lab.r_unit_panel": "mark1.figures.r_unit_panel",
    "mark1.lab.graph_drawing": "mark1.figures.graph",
    "mark1.lab.graph_layout": "mark1.backprop.drawing.layout",
    "mark1.lab.schematic": "mark1.rig.workshop.schematic.drawing",
    "mark1.lab.schematic_motors": "mark1.rig.workshop.schematic.motors",
    "mark1.lab.schematic_retina": "mark1.rig.workshop.schematic.retina",
    "mark1.lab.schematic_symbols": "mark1.rig.workshop.schematic.symbols",
    "mark1.panel.commands.brain": "mark1.panel.commands.backend",
    "mark1.panel.training": "mark1.training.training_run",
    "mark1.rig.arduinos": "mark1.rig.workshop.arduinos",
    "mark1.rig.bill_of_materials": "mark1.rig.workshop.bill_of_materials",
    "mark1.rig.build": "mark1.rig.workshop.build",
    "mark1.rig.calibration": "mark1.rig.board.calibration",
    "mark1.rig.checks.check": "mark1.rig.selftest.check",
    "mark1.rig.checks.expectations": "mark1.rig.selftest.expectations",
    "mark1.rig.checks.frames": "mark1.rig.selftest.frames",
    "mark1.rig.checks.hello": "mark1.rig.selftest.hello",
    "mark1.rig.checks.motions": "mark1.rig.selftest.motions",
    "mark1.rig.checks.pulses": "mark1.rig.selftest.pulses",
    "mark1.rig.checks.raw_host": "mark1.rig.selftest.raw_host",
    "mark1.rig.checks.readings": "mark1.rig.selftest.readings",
    "mark1.rig.checks.requests": "mark1.rig.selftest.requests",
    "mark1.rig.checks.safety": "mark1.rig.selftest.safety",
    "mark1.rig.checks.seeks": "mark1.rig.selftest.seeks",
    "mark1.rig.computer": "mark1.rig.doctor.computer",
    "mark1.rig.examination": "mark1.rig.doctor.examination",
    "mark1.rig.framing": "mark1.rig.wire.framing",
    "mark1.rig.identity": "mark1.rig.doctor.identity",
    "mark1.rig.link": "mark1.rig.wire.link",
    "mark1.rig.measuring": "mark1.rig.board.measuring",
    "mark1.rig.monitor": "mark1.rig.doctor.monitor",
    "mark1.rig.opening": "mark1.rig.wire.opening",
    "mark1.rig.ports": "mark1.rig.wire.ports",
    "mark1.rig.potentiometers": "mark1.rig.board.potentiometers",
    "mark1.rig.protocol": "mark1.rig.wire.protocol",
    "mark1.rig.replies": "mark1.rig.wire.replies",
    "mark1.rig.rig": "mark1.rig.board.joined",
    "mark1.rig.rig_file": "mark1.rig.workshop.rig_file",
    "mark1.rig.stopping": "mark1.rig.wire.stopping",
    "mark1.rig.wiring": "mark1.rig.workshop.wiring",
    "mark1.rig.wiring_tables": "mark1.rig.workshop.wiring_tables",
    "firmware_sim.cable": "firmware_sim.virtual_board.cable",
    "firmware_sim.console": "firmware_sim.virtual_board.console",
    "firmware_sim.deeds": "firmware_sim.virtual_board.commands",
    "firmware_sim.faults": "firmware_sim.virtual_board.faults",
    "firmware_sim.line": "firmware_sim.virtual_board.line",
    "firmware_sim.motors": "firmware_sim.virtual_board.motors",
    "firmware_sim.options": "firmware_sim.virtual_board.options",
    "firmware_sim.orders": "firmware_sim.virtual_board.requests",
    "firmware_sim.physics": "firmware_sim.virtual_board.physics",
    "firmware_sim.pictures": "firmware_sim.virtual_board.pictures",
    "firmware_sim.ports": "firmware_sim.virtual_board.ports",
    "firmware_sim.recording": "firmware_sim.virtual_board.recording",
    "firmware_sim.session": "firmware_sim.virtual_board.session",
    "firmware_sim.session_port": "firmware_sim.virtual_board.session_port",
    "firmware_sim.sizes": "firmware_sim.virtual_board.sizes",
    "firmware_sim.soak": "firmware_sim.virtual_board.soak",
    "firmware_sim.typist": "firmware_sim.virtual_board.stdin_lines",
    "mark1.machine.corrections": "mark1.machine.correction_log",
    "mark1.machine.lapse": "mark1.machine.simulated_time",
    "mark1.machine.figure_ground": "mark1.machine.camera.figure_ground",
    "mark1.machine.sampling": "mark1.machine.camera.sampling",
    "mark1.machine.kernels": "mark1.machine.compiled.kernels",
    "mark1.machine.passes": "mark1.machine.learning",
    "mark1.machine.plain": "mark1.machine.compiled.plain",
    "mark1.machine.chosen": "mark1.machine.compiled.chosen",
    "mark1.lab.sweep": "mark1.sweep.run",
    "mark1.lab.sweep_cells": "mark1.sweep.jobs",
    "mark1.lab.sweep_cluster": "mark1.sweep.cluster",
    "mark1.lab.sweep_curves": "mark1.sweep.curves",
    "mark1.lab.sweep_parquet": "mark1.sweep.parquet",
    "mark1.lab.sweep_plot": "mark1.sweep.plot",
    "mark1.lab.sweep_row": "mark1.sweep.row",
    "mark1.lab.sweep_scheduler": "mark1.sweep.scheduler",
    "mark1.lab.sweep_settings": "mark1.sweep.settings",
    "mark1.lab.sweep_spec": "mark1.sweep.spec",
    "mark1.lab.sweep_table": "mark1.sweep.table",
    "mark1.lab.sweep_together": "mark1.sweep.batch_rows",
    "mark1.lab.sweep_workers": "mark1.sweep.workers",
}


def names_of(new: str) -> Callable[[str], Any]:
    """The ``__getattr__`` of a package that was a module: its old names are in ``new`` now."""

    def old_name(name: str) -> Any:
        from importlib.util import find_spec  # only where an old name is asked for

        package = new.rpartition(".")[0]
        submodule = not name.startswith("__") and find_spec(f"{package}.{name}")
        if submodule or name.startswith("__") or not hasattr(import_module(new), name):
            raise AttributeError(f"module {package!r} has no attribute {name!r}")
        warnings.warn(f"{package}.{name} is deprecated: use {new}.{name}", DeprecationWarning, stacklevel=2)
        return getattr(import_module(new), name)

    return old_name


class Moved:
    """The import system's finder and loader of old paths."""

    @staticmethod
    def find_spec(name: str, path: object = None, target: object = None) -> ModuleSpec | None:
        if name not in MOVED and name not in FOLDERS:
            return None
        return ModuleSpec(name, Moved(), is_package=name in FOLDERS)  # type: ignore[arg-type]  # its two methods suffice

    def create_module(self, spec: ModuleSpec) -> ModuleType | None:
        """The module in its new place, or an empty folder."""
        if spec.name not in MOVED:
            return None
        new = MOVED[spec.name]
        warnings.warn(f"{spec.name} is deprecated: use {new}", DeprecationWarning, stacklevel=2)
        module = import_module(new)
        spec.loader_state = module.__spec__
        return module

    def exec_module(self, module: ModuleType) -> None:
        """Nothing is run again; the module goes on with the name of its new place."""
        if module.__spec__ is not None and module.__spec__.loader_state is not None:
            module.__spec__ = module.__spec__.loader_state


def install() -> None:
    """Look old paths up after all others."""
    if Moved not in sys.meta_path:
        sys.meta_path.append(Moved)
