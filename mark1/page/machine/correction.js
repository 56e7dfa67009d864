// A correction: the motors of one R-unit that run together, pulse by pulse. See mark1/machine/correction.py.

import { rint } from "./elementary.js";

/** @typedef {import("./potentiometers.js").Potentiometers} Potentiometers */

/** Motors of an R-unit that run together. ``answer`` is reinforced; ``sum_v`` V was shown. */
export class Correction {
  /** @param {Potentiometers} bank @param {import("./reinforcement.js").Reinforcement} rule
   * @param {import("./reinforcement.js").Run} run @param {number[]} active @param {number} r @param {number} answer
   * @param {number} sum_v */
  constructor(bank, rule, run, active, r, answer, sum_v) {
    this.bank = bank;
    this.rule = rule;
    this.run = run;
    this.active = active;
    this.r = r;
    this.answer = answer;
    this.sum_v = sum_v;
    this.direction = run.share > 0 ? 1 : -1;
    this.came_from = run.pots.map((pot) => bank.wiper[pot]);
    this.counts = bank.counts_of(active);
    this.pulses = 0;
    this.shaft = run.pots.map((pot) => bank.shaft[pot]); // before the last pulse
  }

  /** Switch the motors on. In the log of moves the pots come from where they were before the first pulse. */
  begin_pulse() {
    const { bank, run } = this;
    this.pulses += 1;
    this.shaft = run.pots.map((pot) => bank.shaft[pot]);
    bank.start(run.pots, this.direction, run.pulse_s);
    run.pots.forEach((pot, i) => (bank.came_from[pot] = this.came_from[i]));
  }

  /** The sum as far as the motors have brought it, with the noise it was read with. @returns {number} */
  get now_v() {
    const was = rint(this.sum_v * this.bank.counts_per_v);
    return (was + this.bank.counts_of(this.active) - this.counts) / this.bank.counts_per_v;
  }

  /** Whether another pulse is due: still wrong, the last one moved something, and the rule allows it.
   * @param {number} undecided_v @returns {boolean} */
  goes_on(undecided_v) {
    const moved = this.run.pots.some((pot, i) => this.bank.shaft[pot] !== this.shaft[i]);
    return moved && this.pulses < this.rule.max_pulses && this.direction * this.now_v <= undecided_v;
  }
}
