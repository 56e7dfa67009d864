# ruff: noqa: N803 - X is scikit-learn's name
"""KeepsMachine: an estimator that draws its samples as pictures and owns a Mark I to look at them."""

from dataclasses import dataclass, replace
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray
from sklearn.utils.validation import check_is_fitted

from mark1.deprecated import OldAttribute
from mark1.estimators.encoder import MOST_CELLS, make_encoder
from mark1.estimators.parameters import DEPRECATED, require_epochs, require_whole, require_word
from mark1.estimators.sample_classifier import SampleClassifier, Samples
from mark1.machine.config import MachineConfig
from mark1.machine.mark1 import MarkI
from mark1.machine.retina import Light


@dataclass(kw_only=True, eq=False, repr=False)
class KeepsMachine(SampleClassifier):
    """``machine_`` and ``encoder_``, and how they are kept: saved whole, loaded whole, bit for bit.

    ::

        X (n, n_features)  -->  encoder_  -->  pictures (n, height, width)  -->  camera  -->  light (n, rows, cols)

    ``n_association`` A-units; ``retina`` and ``levels`` say how numbers become light; ``config``, a MachineConfig, has
    all other settings.
    """

    n_association: int = 512
    retina: str = "auto"
    levels: int = 16
    config: MachineConfig | None = None
    max_passes: int | str = DEPRECATED
    _deprecated: ClassVar = ("slides_", "criterion_per_pass_")
    slides_ = OldAttribute("encoder_")

    def _most_epochs(self) -> int:
        return require_epochs(self.max_epochs, self.max_passes)

    def _build(self, config: MachineConfig, X: NDArray[Any]) -> None:
        """An encoder for a training set, and a machine with the retina they need. Raises ConfigError.

        The camera takes the pictures as they are: framing and exposure were chosen when they were drawn.
        """
        retina = require_word("retina", self.retina, ("auto", "light", "thermometer"))
        fan_in = config.patch_board.excitatory + config.patch_board.inhibitory
        levels = max(require_whole("levels", self.levels, 1, MOST_CELLS), -(-fan_in // X.shape[1]))
        self.encoder_ = make_encoder(retina, X, levels)
        self.machine_ = MarkI(
            replace(
                config,
                optics=replace(config.optics, framing="whole", polarity="light", exposure=1.0),
                retina=replace(config.retina, rows=self.encoder_.rows, cols=self.encoder_.cols),
            )
        )

    def _are_pictures(self) -> bool:
        return self.retina != "thermometer"

    def pictures(self, X: Samples) -> NDArray[np.float64]:
        """What the camera is shown for ``X``: ndarray of shape (n, height, width), 0 dark .. 1 lit."""
        check_is_fitted(self, "encoder_")
        return self.encoder_.pictures(self._table(X))

    def _light(self, X: NDArray[Any]) -> Light:
        """What falls on the retina: ndarray of shape (n, rows, cols)."""
        return self.machine_.optics.project_all(self.encoder_.pictures(X))
