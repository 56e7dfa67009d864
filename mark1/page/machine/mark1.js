// MarkI: the machine, its parts wired in signal order. See mark1/machine/mark1.py.

import { AssociationUnits } from "./association.js";
import { CorrectionLog } from "./correction_log.js";
import { rint } from "./elementary.js";
import { PatchBoard } from "./patch_board.js";
import { Pcg64 } from "./pcg64.js";
import { MICROVOLTS as MICROSECONDS, Potentiometers } from "./potentiometers.js";
import { Reinforcement } from "./reinforcement.js";
import { ResponseUnits } from "./response.js";
import { Retina } from "./retina.js";
import { Teacher } from "./teacher.js";

/** @typedef {import("./config.js").MachineConfig} MachineConfig */
/** @typedef {import("./pcg64.js").GeneratorState} GeneratorState */

/** The machine: light in, answer out, and a teacher who turns the motors. ``state.js`` fills its arrays. */
export class MarkI {
  /** @param {MachineConfig} config @param {Record<string, GeneratorState>} generators */
  constructor(config, generators) {
    const { retina, association, response, potentiometers } = config;
    this.generators = new Map(Object.entries(generators).map(([name, saved]) => [name, new Pcg64(saved)]));
    this.config = config;
    this.retina = new Retina(retina, this.chance("retina.rng"));
    this.patch_board = new PatchBoard(this.retina.n_s, association.n_a);
    this.association = new AssociationUnits(association);
    this.potentiometers = new Potentiometers(
      potentiometers,
      association.n_a,
      response.n_r,
      this.chance("potentiometers.rng"),
    );
    this.response = new ResponseUnits(response);
    const [teacher, reinforcement] = trainer_of(config);
    this.teacher = teacher;
    this.reinforcement = reinforcement;
    this.log = new CorrectionLog(this.potentiometers.moved_by);
    this.presentations = 0;
    this.corrections = 0;
    this.time_us = 0;
  }

  /** One of the machine's generators. @param {string} name @returns {Pcg64} */
  chance(name) {
    const generator = this.generators.get(name);
    if (!generator) throw new RangeError(name);
    return generator;
  }

  /** Another rule, gain or undecided band for the trainer. @param {MachineConfig} config */
  instruct(config) {
    this.config = config;
    [this.teacher, this.reinforcement] = trainer_of(config);
  }

  /** Everything learned is forgotten; wires, tolerances and faults stay. */
  reset() {
    for (const part of [this.retina, this.potentiometers, this.log]) part.reset();
    [this.presentations, this.corrections, this.time_us] = [0, 0, 0];
  }

  /** Count it, in whole microseconds. @param {number} presentations @param {number} corrections
   * @param {number} motor_us */
  spend(presentations, corrections, motor_us) {
    this.time_us += presentations * rint(this.config.teacher.exposure_s * MICROSECONDS) + motor_us;
    this.presentations += presentations;
    this.corrections += corrections;
  }

  // ---- the signal

  /** The answer of the machine to light (n_s,): (n_r,) +1 / -1 (0: undecided). @param {Float32Array} light */
  respond(light) {
    const s = this.retina.sense(light); // (n_s,) on / off
    const excitation = this.patch_board.carry(s); // (n_a,) excitatory - inhibitory
    const a = this.association.fire(excitation); // (n_a,) on / off
    const sum_v = this.potentiometers.sum(a); // (n_r,) volts
    return this.response.answer(sum_v); // (n_r,) +1 / -1
  }

  /** Which A-units are on for light (n_s,): (n_a,). @param {Float32Array} light @returns {Uint8Array} */
  activity(light) {
    return this.association.fire(this.patch_board.carry(this.retina.sense(light)));
  }

  /** What R-unit ``r`` has come to look for: its weights carried back through the wires, (n_s,) V.
   * @param {number} r @returns {Float64Array} */
  looks_for(r) {
    const { potentiometers: bank, patch_board: board } = this;
    const [lo, hi, first] = [bank.start_of_r[r], bank.start_of_r[r + 1], bank.first_a[r]];
    const carried = new Float64Array(board.n_s);
    for (let i = 0; i < board.s_of_wire.length; i++) {
      const pot = lo + board.a_of_wire[i] - first;
      if (pot >= lo && pot < hi)
        carried[board.s_of_wire[i]] += (board.sign_of_wire[i] * bank.wiper[pot]) / bank.counts_per_v;
    }
    return carried;
  }
}

/** @param {MachineConfig} config @returns {[Teacher, Reinforcement]} */
function trainer_of({ teacher, response, potentiometers }) {
  const coast_s = potentiometers.ideal ? 0 : potentiometers.coast_s;
  return [new Teacher(response.undecided_v, teacher.rule, teacher.sign), new Reinforcement(teacher, coast_s)];
}
