"""Short names of the settings that are used most, on the panel, in studies, and in ``MachineConfig.of``."""

SETTINGS = {
    "a-units": "association.n_a",
    "r-units": "response.n_r",
    "pots": "potentiometers.pots",
    "ideal": "potentiometers.ideal",
    "excitatory": "patch_board.excitatory",
    "inhibitory": "patch_board.inhibitory",
    "wiring": "patch_board.wiring",
    "reach": "patch_board.reach_cells",
    "theta": "association.theta",
    "code": "teacher.code",
    "rule": "teacher.rule",
    "gain": "teacher.gain",
    "framing": "optics.framing",
    "rows": "retina.rows",
    "cols": "retina.cols",
    "seed": "seed",
    "draw": "draw",
}
