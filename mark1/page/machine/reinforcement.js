// Reinforcement: which potentiometers turn, which way, and how long. See mark1/machine/reinforcement.py.

import { ACTIVE, INACTIVE, OUTSIDE } from "./correction_log.js";

/** Motors that are switched on together: which, how far in pulses (below 0: down), how long, and of which part.
 * @typedef {{pots: number[], share: number, pulse_s: number, part: number}} Run */

/** @typedef {import("./config.js").TeacherConfig} TeacherConfig */

const CORRECTING = ["quantized", "nonquantized"];
/** @type {Record<string, number>} */
const MAX_PULSES = { nonquantized: 1000 };

/** What one unit of reinforcement does to the pots of a source set.
 *
 *     active units of R-unit r, way +1 / -1  -->  [error correction, or alpha, beta, gamma]  -->  runs of motors
 *
 * Table 1 of R58, in pulses; N_ar units of the set are on, N_Ar are in it, K is ``feed``:
 *
 *                                           alpha       beta        gamma
 *     active unit of the set                  +1          K / N_ar    +1
 *     inactive unit of the reinforced set      0           0          -N_ar / (N_Ar - N_ar)
 *     unit of a set that is not reinforced     0          K / N_Ar     0
 */
export class Reinforcement {
  /** @param {TeacherConfig} config @param {number} coast_s */
  constructor(config, coast_s) {
    this.pulse_s = config.pulse_s;
    this.coast_s = coast_s;
    this.feed = config.feed;
    this.gain = config.gain;
    this.corrects = CORRECTING.includes(config.rule);
    this.max_pulses = MAX_PULSES[config.rule] ?? 1;
    this.feeds_all = config.gain === "beta";
  }

  /** Table 1 for a set of ``n_set`` units, ``n_active`` of them on: pulses up, ACTIVE, INACTIVE, OUTSIDE.
   * @param {number} n_active @param {number} n_set @returns {number[]} */
  shares(n_active, n_set) {
    if (this.gain === "alpha") return [1, 0, 0];
    if (this.gain === "beta") return [n_active > 0 ? this.feed / n_active : 0, 0, this.feed / n_set];
    const payers = n_set - n_active;
    return payers > 0 ? [1, -(n_active / payers), 0] : [0, -0, 0];
  }

  /** How long a motor runs to go a ``share`` of a pulse and the coasting after it; 0 where that cannot be.
   * @param {number} share @returns {number} */
  length_s(share) {
    if (share === 0) return 0;
    return Math.max(this.pulse_s + (Math.abs(share) - 1) * (this.pulse_s + this.coast_s), 0);
  }

  /** The R-units whose pots may move: the reinforced ones; with a constant feed all, if any is reinforced.
   * @param {Int8Array} directions @returns {number[]} */
  sets(directions) {
    const all = [...directions.keys()];
    const any = directions.some((direction) => direction !== 0);
    return this.feeds_all && any ? all : all.filter((r) => directions[r] !== 0);
  }

  /** The motors to run in one source set, reinforced one way (0: not reinforced).
   * @param {number[]} active_pots @param {number[]} inactive_pots @param {number} direction @returns {Run[]} */
  runs(active_pots, inactive_pots, direction) {
    if (this.corrects) return [{ pots: active_pots, share: direction, pulse_s: this.pulse_s, part: ACTIVE }];
    const every = [...active_pots, ...inactive_pots].sort((p, q) => p - q);
    const shares = this.shares(active_pots.length, every.length);
    /** @type {[number, number[]][]} */
    const groups = direction
      ? [
          [ACTIVE, active_pots],
          [INACTIVE, inactive_pots],
        ]
      : [[OUTSIDE, every]];
    return groups
      .map(([part, pots]) => ({
        pots,
        share: (direction || 1) * shares[part],
        pulse_s: this.length_s(shares[part]),
        part,
      }))
      .filter((run) => run.pots.length > 0 && run.pulse_s > 0);
  }
}
