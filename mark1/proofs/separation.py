"""Separation: what is known for certain of a machine and a set of pictures, R-unit by R-unit."""

from dataclasses import dataclass

import numpy as np

from mark1.errors import ConfigError
from mark1.machine.mark1 import MarkI
from mark1.machine.state import same_chance
from mark1.machine.teacher import AnswerCode, index_of
from mark1.proofs.budget import Budget
from mark1.proofs.certificate import Certificate
from mark1.proofs.decision import Decision, decide, shortened
from mark1.proofs.dichotomy import Dichotomy, dichotomies
from mark1.proofs.ideal_training import IdealTraining, ideal_training
from mark1.proofs.lookalikes import Lookalikes, lookalikes
from mark1.proofs.margin import Margin, margin_of
from mark1.proofs.stops import Stops, stops_of
from mark1.stimuli.stimulus_set import StimulusSet

LARGEST = 64_000_000  # pictures x A-units of an R-unit
BYTES_EACH = 55  # of memory: measured with 8,000 x 5,000


@dataclass(frozen=True, eq=False)
class RUnitProof:
    """What is known of one R-unit. ``separable``: None if it is not known.

    If separable: ``margin`` (with the weights) and ``stops``; ``epochs`` and ``corrections`` that ideal training from
    zero took, -1 epochs if it did not converge. If not: the ``certificate``. ``seconds``: how long it took.
    """

    dichotomy: Dichotomy
    separable: bool | None
    margin: Margin | None
    stops: Stops | None
    certificate: Certificate | None
    epochs: int
    corrections: int
    seconds: float

    @property
    def r(self) -> int:
        """The number of the R-unit."""
        return self.dichotomy.r


@dataclass(frozen=True, eq=False)
class Separability:
    """What is known of all R-units that some class uses. ``idle``: the others, by number.

    ``retina``: pictures that are alike on the photocells; ``a_units``: those that differ there, but turn on the same
    A-units.
    """

    stimuli: StimulusSet
    r_units: tuple[RUnitProof, ...]
    idle: tuple[int, ...]
    retina: Lookalikes
    a_units: Lookalikes

    @property
    def separable(self) -> bool | None:
        """Whether all R-units can learn their part; None if that is not known."""
        answers = {proof.separable for proof in self.r_units}
        return False if False in answers else None if None in answers else True


def separability(
    machine: MarkI, stimuli: StimulusSet, code: AnswerCode | None = None, budget: Budget | None = None
) -> Separability:
    """Whether this machine, taught from zero, can learn these pictures: proofs for every R-unit.

    ``code``: what the R-units must answer; by default the machine's own for the classes of the set. ``budget``: by
    default two minutes. Photocells with noise are read once. The machine is not changed.

    Raises ConfigError for too many classes or a set that is too large, StimulusError for a set of one class.
    """
    stimuli.require_trainable()
    budget = Budget() if budget is None else budget
    code = code or AnswerCode(machine.config.teacher.code, stimuli.classes, machine.response.n_r)
    class_of = np.array([index_of(label, code.classes) for label in stimuli.classes])[stimuli.class_of]
    require_size(machine, len(stimuli))
    with same_chance(machine):
        s = machine.retina.sense_all(stimuli.light)
    activity, wanted = machine.fire_all(s), code.words[class_of]
    on = machine.units_on(activity)
    training = ideal_training(machine, activity, wanted, np.random.Generator(np.random.PCG64(0)), budget)
    asked = list(dichotomies(machine, on, wanted))
    proofs = tuple(_proof(machine, dichotomy, training, budget) for dichotomy in asked if dichotomy.used)
    idle = tuple(dichotomy.r for dichotomy in asked if not dichotomy.used)
    retina = lookalikes(s, stimuli.class_of)
    return Separability(stimuli, proofs, idle, retina, _beyond(lookalikes(on, stimuli.class_of), retina))


def require_size(machine: MarkI, n: int) -> None:
    """Raises ConfigError if ``n`` pictures are too many to prove anything about this machine."""
    k = int(np.diff(machine.potentiometers.start_of_r).max())
    if n * k > LARGEST:
        raise ConfigError(
            f"prove: {n:,} pictures x {k:,} A-units per R-unit are more than {LARGEST:,}: that would take about "
            f"{n * k * BYTES_EACH / 2**30:.0f} GiB, and hours: fewer pictures, or a smaller machine"
        )


def _proof(machine: MarkI, dichotomy: Dichotomy, training: IdealTraining, budget: Budget) -> RUnitProof:
    began_s, r = budget.seconds, dichotomy.r
    bank = machine.potentiometers
    weights = training.weights[bank.start_of_r[r] + dichotomy.a_units - bank.first_a[r]]
    trained = dichotomy.separated_by(weights)
    decision = Decision(weights) if trained else decide(dichotomy, training.corrections[dichotomy.picture, r], budget)
    margin, stops, certificate = None, None, decision.certificate
    if decision.weights is not None:
        margin = margin_of(dichotomy, decision.weights, budget)
        stops = stops_of(machine, dichotomy, decision.weights, budget)
    elif certificate is not None:
        certificate = shortened(certificate, budget)
    epochs, corrections = int(training.epochs[r]), int(training.corrections[:, r].sum())
    return RUnitProof(
        dichotomy, decision.separable, margin, stops, certificate, epochs, corrections, budget.seconds - began_s
    )


def _beyond(found: Lookalikes, retina: Lookalikes) -> Lookalikes:
    """The groups that are not groups on the retina already."""
    known = [*retina.duplicates, *retina.contradictions]
    return Lookalikes(*([group for group in groups if group not in known] for groups in found))
