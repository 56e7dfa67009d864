"""The slow machine: the obvious reference. Plain loops over plain numbers, one cell, one wire, one pot at a time.

It takes over what a machine drew at random (gains, wires, motor speeds) and its generators as they stand, and then
does everything again the long way round. Nothing here is shared with the code it checks but the config.
"""

import copy
import math

import numpy as np

from mark1.machine.config import PotentiometerConfig
from mark1.machine.mark1 import MarkI

MICROVOLTS = 1_000_000


class SlowPot:
    """One potentiometer. Positions are whole microvolts; whole volts when ideal."""

    def __init__(self, config: PotentiometerConfig, a: int, r: int, speed_v_per_s: float, stuck: bool = False) -> None:
        self.config, self.a, self.r, self.speed_v_per_s, self.stuck = config, a, r, speed_v_per_s, stuck
        self.wiper = self.shaft = 0

    def pulse(self, way: int, pulse_s: float) -> bool:
        """Run the motor for a pulse and let it coast to rest; whether the shaft moved."""
        old = self.shaft
        if self.stuck:
            return False
        if self.config.ideal:
            self.wiper = self.shaft = old + way
            return True
        self.shaft += way * round(self.speed_v_per_s * (pulse_s + self.config.coast_s) * MICROVOLTS)
        half_play = round(self.config.backlash_v * MICROVOLTS / 2)
        farthest = round(self.config.stop_v * MICROVOLTS) + half_play
        if self.shaft > farthest:
            self.shaft = farthest
        if self.shaft < -farthest:
            self.shaft = -farthest
        if self.wiper < self.shaft - half_play:
            self.wiper = self.shaft - half_play
        if self.wiper > self.shaft + half_play:
            self.wiper = self.shaft + half_play
        return self.shaft != old

    def decay(self, dt_s: float) -> None:
        lost = round(self.wiper * (1 - math.exp(-self.config.decay_per_s * dt_s)))
        self.wiper -= lost
        self.shaft -= lost


class SlowMachine:
    """A whole machine beside a MarkI that was just made (and damaged, if it is to be)."""

    def __init__(self, machine: MarkI) -> None:
        self.config = machine.config
        self.gain = [np.float32(gain) for gain in machine.retina.gain]
        self.dead_s, self.stuck_s = machine.retina.dead.tolist(), machine.retina.stuck.tolist()
        board = machine.patch_board
        self.wires = list(
            zip(board.s_of_wire.tolist(), board.a_of_wire.tolist(), board.sign_of_wire.tolist(), strict=True)
        )
        self.theta, self.trim = machine.association.theta, machine.association.trim.tolist()
        self.dead_a = machine.association.dead.tolist()
        self.retina_rng = copy.deepcopy(machine.retina.rng)
        self.pot_rng = copy.deepcopy(machine.potentiometers.rng)
        self.pots = self._pots(machine)
        self.machine_time_s = 0.0
        self.corrections = 0

    def _pots(self, machine: MarkI) -> list[SlowPot]:
        config, bank = self.config.potentiometers, machine.potentiometers
        n_a, n_r = self.config.association.n_a, self.config.response.n_r
        joints = []
        for r in range(n_r):
            for a in range(n_a):
                if config.pots == "shared" or r * n_a // n_r <= a < (r + 1) * n_a // n_r:
                    joints.append((a, r))
        return [
            SlowPot(config, a, r, float(bank.speed_v_per_s[pot]), bool(bank.stuck[pot]))
            for pot, (a, r) in enumerate(joints)
        ]

    # ---- the signal

    def sense(self, light: np.ndarray) -> list[bool]:
        """S-units: the light a cell sees, in single precision, against the threshold."""
        config, s = self.config.retina, []
        for cell, lit in enumerate(light.reshape(-1)):
            seen = lit * self.gain[cell]
            if config.noise:
                seen = np.float32(float(seen) + config.noise * self.retina_rng.standard_normal())
            on = bool(seen >= np.float32(config.threshold))
            s.append(self.stuck_s[cell] or (on and not self.dead_s[cell]))
        return s

    def carry(self, s: list[bool]) -> list[int]:
        excitation = [0] * self.config.association.n_a
        for from_s, to_a, sign in self.wires:
            if s[from_s]:
                excitation[to_a] += sign
        return excitation

    def fire(self, excitation: list[int]) -> list[bool]:
        return [
            signals >= self.theta + trim and not dead
            for signals, trim, dead in zip(excitation, self.trim, self.dead_a, strict=True)
        ]

    def activity(self, light: np.ndarray) -> list[bool]:
        return self.fire(self.carry(self.sense(light)))

    def active(self, a: list[bool], r: int) -> list[SlowPot]:
        return [pot for pot in self.pots if pot.r == r and a[pot.a]]

    def counts(self, a: list[bool]) -> list[int]:
        """The sums in counts, with the noise of each wiper in proportion to the root of their number."""
        sums = []
        for r in range(self.config.response.n_r):
            active = self.active(a, r)
            total = sum(pot.wiper for pot in active)
            if self.config.potentiometers.noise_v:
                noise = self.pot_rng.standard_normal() * (self.config.potentiometers.noise_v * MICROVOLTS)
                total += round(noise * math.sqrt(len(active)))
            sums.append(total)
        return sums

    def volts(self, counts: int) -> float:
        return counts if self.config.potentiometers.ideal else counts / MICROVOLTS

    def answer(self, counts: list[int]) -> list[int]:
        answers = []
        for count in counts:
            if abs(self.volts(count)) < self.config.response.undecided_v:
                answers.append(0)
            else:
                answers.append(1 if count >= 0 else -1)
        return answers

    def respond(self, light: np.ndarray) -> list[int]:
        return self.answer(self.counts(self.activity(light)))

    # ---- the teacher

    def teach(self, light: np.ndarray, wanted: list[int]) -> int:
        """Reinforce by the rule on the dial; how many R-units were."""
        a = self.activity(light)
        sums = self.counts(a)
        if self.config.teacher.rule in ("quantized", "nonquantized"):
            done, longest_s = self.correct_errors(a, sums, wanted)
        else:
            done, longest_s = self.reinforce(a, sums, wanted)
        time_s = self.config.teacher.exposure_s + longest_s
        self.machine_time_s += time_s
        self.corrections += done
        if self.config.potentiometers.decay_per_s:
            for pot in self.pots:
                pot.decay(time_s)
        return done

    def correct_errors(self, a: list[bool], sums: list[int], wanted: list[int]) -> tuple[int, float]:
        wrong, longest = 0, 0
        for r, total in enumerate(sums):
            if wanted[r] != 0 and wanted[r] * self.volts(total) <= self.config.response.undecided_v:
                wrong += 1
                longest = max(longest, self.correct(a, r, wanted[r], total))
        return wrong, longest * self.config.teacher.pulse_s

    def reinforce(self, a: list[bool], sums: list[int], wanted: list[int]) -> tuple[int, float]:
        """Every set that the rule names gains or loses, whatever the answer was; the sets, and the longest run."""
        answers, ways = self.answer(sums), []
        for r in range(len(sums)):
            if self.config.teacher.rule == "forced":
                ways.append(1 if wanted[r] == 1 else 0)
            elif self.config.teacher.rule == "spontaneous":
                ways.append(answers[r])
            elif self.config.teacher.sign == "positive":
                ways.append(wanted[r])
            else:
                ways.append(-wanted[r])
        reinforced, longest_s = sum(1 for way in ways if way != 0), 0.0
        for r, way in enumerate(ways):
            members = [pot for pot in self.pots if pot.r == r]
            n_active = sum(1 for pot in members if a[pot.a])
            for pot in members if reinforced else []:
                pulses = self.pulses(a[pot.a], way, len(members), n_active)
                longest_s = max(longest_s, self.run(pot, pulses))
        return reinforced, longest_s

    def pulses(self, active: bool, way: int, n_set: int, n_active: int) -> float:
        """Table 1 of R58 for one pot of a set that is reinforced one way, or (0) is not."""
        gain, feed = self.config.teacher.gain, self.config.teacher.feed
        if gain == "alpha":
            return way if active else 0
        if gain == "beta":
            if way == 0:
                return feed / n_set
            return way * (feed / n_active) if active else 0
        if n_active == n_set:
            return 0
        return way if active else -way * (n_active / (n_set - n_active))

    def run(self, pot: SlowPot, pulses: float) -> float:
        """Run a motor so long that it goes so many pulses, its coasting counted in; how long, or 0 if it cannot."""
        coast_s = 0.0 if self.config.potentiometers.ideal else self.config.potentiometers.coast_s
        pulse_s = self.config.teacher.pulse_s
        length_s = pulse_s + (abs(pulses) - 1) * (pulse_s + coast_s)
        if pulses == 0 or length_s <= 0:
            return 0.0
        pot.pulse(1 if pulses > 0 else -1, length_s)
        return length_s

    def correct(self, a: list[bool], r: int, wanted: int, total: int) -> int:
        """Pulses given to the active pots of R-unit r; the noise of this look at the picture stays as it is."""
        active, pulses = self.active(a, r), 0
        noise = total - sum(pot.wiper for pot in active)
        most = 1 if self.config.teacher.rule == "quantized" else 1000
        while pulses < most and wanted * self.volts(total) <= self.config.response.undecided_v:
            pulses += 1
            moved = [pot.pulse(wanted, self.config.teacher.pulse_s) for pot in active]
            if not any(moved):
                break
            total = sum(pot.wiper for pot in active) + noise
        return pulses


def follow(
    config: PotentiometerConfig, speed_v_per_s: float, moves: list[tuple[int, float]], run_s: float, dt_s: float
) -> tuple[float, float]:
    """Wiper and shaft of one pot, in volts, after ``moves`` (way, pulse_s) of ``run_s`` each, in steps of ``dt_s``.

    Full speed while the pulse lasts; then each step takes its share of the speed away. The shaft drags the wiper when
    the play is used up, and slips at the stop. Euler's method: the answer is off by about one step.
    """
    wiper_v = shaft_v = 0.0
    half_play_v = config.backlash_v / 2
    for way, pulse_s in moves:
        speed = speed_v_per_s
        for step in range(round(run_s / dt_s)):
            if step * dt_s >= pulse_s:
                speed = speed * (1 - dt_s / config.coast_s) if config.coast_s else 0.0
            shaft_v += way * speed * dt_s
            shaft_v = max(-config.stop_v - half_play_v, min(config.stop_v + half_play_v, shaft_v))
            wiper_v = max(shaft_v - half_play_v, min(shaft_v + half_play_v, wiper_v))
    return wiper_v, shaft_v
