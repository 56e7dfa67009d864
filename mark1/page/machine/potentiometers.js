// The potentiometers: rotary resistors turned by motors. They are the weights. See mark1/machine/potentiometers.py.

import { MachineError } from "../errors.js";
import { expm1, rint } from "./elementary.js";

/** @typedef {import("./pcg64.js").Pcg64} Pcg64 */

export const MICROVOLTS = 1_000_000;
const REST_AFTER = 16; // time constants after which a coasting motor has less than a count to go
export const [NEVER, BY_HAND, BY_MOTOR] = [-1, -2, -3];

/** A bank of motor-driven potentiometers; each joins one A-unit to one R-unit.
 *
 *     a (n_a,) on / off  -->  [wipers of active units, -11 V .. +11 V]  -->  sum_v (n_r,) volts
 *                                     ^ gear with play
 *                          pulse  -->  motor  (runs, then coasts)
 *
 * ``wiper`` and ``shaft`` (n_pots,) are whole counts of 1 microvolt (in an ideal bank, of steps), so sums are exact.
 */
export class Potentiometers {
  /** @param {import("./config.js").PotentiometerConfig} config @param {number} n_a @param {number} n_r
   * @param {Pcg64} rng */
  constructor(config, n_a, n_r, rng) {
    this.config = config;
    this.rng = rng;
    this.n_a = n_a;
    this.n_r = n_r;
    const shared = config.pots === "shared";
    this.start_of_r = Array.from({ length: n_r + 1 }, (_, r) => (shared ? r * n_a : Math.floor((r * n_a) / n_r)));
    this.first_a = this.start_of_r.slice(0, -1).map((start) => (shared ? 0 : start));
    this.n_pots = this.start_of_r[n_r];
    this.counts_per_v = config.ideal ? 1 : MICROVOLTS;
    this.half_lash = config.ideal ? 0 : rint((config.backlash_v * MICROVOLTS) / 2);
    this.limit = config.ideal ? 2 ** 30 : rint(config.stop_v * MICROVOLTS) + this.half_lash;
    this.coast_s = config.ideal ? 0 : config.coast_s;
    this.speed_v_per_s = new Float32Array(this.n_pots).fill(config.speed_v_per_s);
    this.stuck = new Uint8Array(this.n_pots);
    this.wiper = new Int32Array(this.n_pots);
    this.shaft = new Int32Array(this.n_pots);
    this.came_from = new Int32Array(this.n_pots);
    this.moved_by = new Int32Array(this.n_pots).fill(NEVER);
    this.direction = new Int8Array(this.n_pots);
    this.run_s = new Float64Array(this.n_pots);
    this.pulse_s = new Float64Array(this.n_pots);
    this.run_from = new Int32Array(this.n_pots);
  }

  /** All wipers to the middle, motors at rest; tolerances and faults stay. */
  reset() {
    for (const positions of [this.wiper, this.shaft, this.came_from]) positions.fill(0);
    this.moved_by.fill(NEVER);
    for (let pot = 0; pot < this.n_pots; pot++) this.rest(pot);
  }

  /** The R-unit of a pot. @param {number} pot @returns {number} */
  r_of(pot) {
    return this.start_of_r.findIndex((start, r) => start <= pot && pot < this.start_of_r[r + 1]);
  }

  /** The A-unit of a pot. @param {number} pot @returns {number} */
  a_of(pot) {
    const r = this.r_of(pot);
    return pot - this.start_of_r[r] + this.first_a[r];
  }

  // ---- the signal

  /** Sum of the wiper voltages of active A-units at each R-unit, (n_r,) V. @param {Uint8Array} a (n_a,) */
  sum(a) {
    const { noise_v } = this.config;
    const sum_v = new Float64Array(this.n_r);
    for (let r = 0; r < this.n_r; r++) {
      const active = this.active_pots(a, r);
      let counts = this.counts_of(active);
      if (noise_v) {
        const noise_counts = noise_v * this.counts_per_v;
        counts += rint(this.rng.standard_normal() * noise_counts * Math.sqrt(active.length));
      }
      sum_v[r] = counts / this.counts_per_v;
    }
    return sum_v;
  }

  /** The sum of some wipers, in counts. @param {number[]} pots @returns {number} */
  counts_of(pots) {
    let counts = 0;
    for (const pot of pots) counts += this.wiper[pot];
    return counts;
  }

  /** The pots of R-unit ``r`` whose A-unit is ``on`` (1; or off, 0): their numbers.
   * @param {Uint8Array} a (n_a,) @param {number} r @param {number} on @returns {number[]} */
  active_pots(a, r, on = 1) {
    const [lo, hi, first] = [this.start_of_r[r], this.start_of_r[r + 1], this.first_a[r]];
    const pots = [];
    for (let pot = lo; pot < hi; pot++) if (a[first + pot - lo] === on) pots.push(pot);
    return pots;
  }

  // ---- by hand, and through years

  /** Turn one wiper to ``volts``: in an ideal bank whole ones. @param {number} pot @param {number} volts */
  set_by_hand(pot, volts) {
    const stop_v = this.config.ideal ? this.limit : this.config.stop_v;
    this.check(pot);
    if (!(Math.abs(volts) <= stop_v)) throw new MachineError("pot_range", { pot, stop: stop_v, volts });
    if (this.config.ideal && volts !== rint(volts)) throw new MachineError("pot_steps", { pot, volts });
    this.settle();
    this.came_from[pot] = this.wiper[pot];
    this.moved_by[pot] = BY_HAND;
    this.wiper[pot] = this.shaft[pot] = rint(volts * this.counts_per_v);
  }

  /** Throws if there is no pot of this number. @param {number} pot */
  check(pot) {
    if (!(pot >= 0 && pot < this.n_pots)) throw new MachineError("no_unit", { unit: `pot ${pot}`, n: this.n_pots - 1 });
  }

  /** Every wiper loses the share 1 - exp(-decay_per_s dt_s) of its voltage, and the shaft goes with it.
   * @param {number} dt_s */
  decay(dt_s) {
    const rate = this.config.decay_per_s;
    if (!rate) return;
    const share = -expm1(-rate * dt_s);
    for (let pot = 0; pot < this.n_pots; pot++) {
      const lost = rint(this.wiper[pot] * share);
      this.wiper[pot] -= lost;
      this.shaft[pot] -= lost;
      if (this.direction[pot]) {
        const gone = this.travelled(pot, this.pulse_s[pot], this.run_s[pot]);
        this.run_from[pot] = this.shaft[pot] - this.direction[pot] * gone;
      }
    }
  }

  // ---- through time

  /** Switch motors on, one way (+1 or -1), for ``pulse_s`` seconds, and note that they moved these pots.
   * @param {number[]} pots @param {number} direction @param {number} pulse_s */
  start(pots, direction, pulse_s) {
    for (const pot of pots) {
      this.came_from[pot] = this.wiper[pot];
      this.moved_by[pot] = BY_MOTOR;
      this.pulse_s[pot] = pulse_s;
      this.run_s[pot] = 0;
      this.run_from[pot] = this.shaft[pot];
      this.direction[pot] = direction;
    }
  }

  /** Whether any shaft is turning, powered or coasting. @returns {boolean} */
  get moving() {
    return this.direction.some((direction) => direction !== 0);
  }

  /** Move all running motors on by ``dt_s`` seconds. Exact, so the size of the steps does not matter.
   * @param {number} dt_s */
  step(dt_s) {
    for (let pot = 0; pot < this.n_pots; pot++) {
      if (!this.direction[pot]) continue;
      this.run_s[pot] += dt_s;
      const gone = this.travelled(pot, this.pulse_s[pot], this.run_s[pot]);
      this.move(pot, this.run_from[pot] + this.direction[pot] * gone);
      if (this.run_s[pot] - this.pulse_s[pot] >= REST_AFTER * this.coast_s) this.rest(pot);
    }
  }

  /** Let every running motor finish its pulse and come to rest. */
  settle() {
    this.step(Infinity);
  }

  // ---- inside

  /** This motor stands still, and remembers nothing of how it ran. @param {number} pot */
  rest(pot) {
    this.direction[pot] = this.run_s[pot] = this.pulse_s[pot] = this.run_from[pot] = 0;
  }

  /** Counts travelled ``run_s`` after a pulse of ``pulse_s`` began; at rest, exactly the whole way.
   * @param {number} pot @param {number} pulse_s @param {number} run_s @returns {number} */
  travelled(pot, pulse_s, run_s) {
    if (this.stuck[pot]) return 0;
    const powered_s = Math.min(run_s, pulse_s);
    const counts = this.config.ideal
      ? Math.floor(powered_s / pulse_s)
      : rint(this.speed_v_per_s[pot] * (powered_s + this.rolled(run_s - powered_s)) * MICROVOLTS);
    return Math.min(counts, 2 * this.limit);
  }

  /** Time at full speed that would take a motor as far as ``coasting_s`` seconds of coasting did.
   * @param {number} coasting_s @returns {number} */
  rolled(coasting_s) {
    const { coast_s } = this;
    if (coast_s === 0) return 0;
    return -coast_s * expm1(-(coasting_s >= REST_AFTER * coast_s ? Infinity : coasting_s) / coast_s);
  }

  /** A shaft to ``place``, no further than the stops; the wiper follows once the play is taken up.
   * @param {number} pot @param {number} place */
  move(pot, place) {
    const shaft = Math.max(-this.limit, Math.min(this.limit, place));
    const wiper = Math.max(shaft - this.half_lash, Math.min(shaft + this.half_lash, this.wiper[pot]));
    this.shaft[pot] = shaft;
    this.wiper[pot] = wiper;
  }
}
