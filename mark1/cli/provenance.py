"""Provenance: which program, seed and settings a result comes from."""

import dataclasses
from typing import TYPE_CHECKING

from mark1.version import __version__

if TYPE_CHECKING:
    from mark1.machine.config import MachineConfig
    from mark1.panel.control_panel import ControlPanel


def provenance(panel: "ControlPanel | None" = None) -> dict[str, object]:
    """The program, and of a panel's machine the seed and the settings that are not standard."""
    config = panel and panel.machine.config
    return {"program": f"mark1 {__version__}"} | ({"seed": config.seed, "settings": unusual(config)} if config else {})


def unusual(config: "MachineConfig") -> dict[str, object]:
    """Settings that differ from the standard machine's, by ``part.name``."""
    from mark1.machine.config import MachineConfig

    settings = {}
    for part in dataclasses.fields(config):
        mine, usual = getattr(config, part.name), getattr(MachineConfig(), part.name)
        if dataclasses.is_dataclass(mine):
            for setting in dataclasses.fields(mine):
                value = getattr(mine, setting.name)
                if value != getattr(usual, setting.name):
                    settings[f"{part.name}.{setting.name}"] = value
    return settings
