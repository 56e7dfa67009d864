// The patch board: the wires from the photocells to the A-units. See mark1/machine/patch_board.py.

import { MachineError } from "../errors.js";

/** Wires as data, in the order of the A-units: each joins one S-unit to one A-unit, and excites or inhibits it.
 *
 *     s (n_s,) on / off  -->  [wires]  -->  excitation (n_a,) = excitatory - inhibitory on
 *
 * The page draws no wires: they come with the machine's file.
 */
export class PatchBoard {
  /** @param {number} n_s @param {number} n_a */
  constructor(n_s, n_a) {
    this.n_s = n_s;
    this.n_a = n_a;
    this.sockets = 40;
    /** @type {Int32Array} */
    this.s_of_wire = new Int32Array(0);
    /** @type {Int32Array} */
    this.a_of_wire = new Int32Array(0);
    /** @type {Int8Array} */
    this.sign_of_wire = new Int8Array(0);
  }

  /** Excitatory minus inhibitory signals at each A-unit, (n_a,). @param {Uint8Array} s (n_s,) @returns {Int32Array} */
  carry(s) {
    const excitation = new Int32Array(this.n_a);
    const { s_of_wire, a_of_wire, sign_of_wire } = this;
    for (let i = 0; i < s_of_wire.length; i++) {
      if (s[s_of_wire[i]]) excitation[a_of_wire[i]] += sign_of_wire[i];
    }
    return excitation;
  }

  /** The wires of one A-unit: their numbers. @param {number} a @returns {number[]} */
  wires_of(a) {
    return [...this.a_of_wire.keys()].filter((i) => this.a_of_wire[i] === a);
  }

  /** Plug one wire in. Throws if it is there already, or the S-unit has no socket left.
   * @param {number} s @param {number} a @param {number} sign +1 or -1 */
  plug(s, a, sign) {
    this.check(s, a);
    if (this.find(s, a) >= 0) throw new MachineError("wire_exists", { s, a });
    if (this.s_of_wire.filter((unit) => unit === s).length >= this.sockets) {
      throw new MachineError("sockets_taken", { s, n: this.sockets });
    }
    const after = this.a_of_wire.findIndex((unit) => unit > a);
    const at = after < 0 ? this.a_of_wire.length : after;
    const grown = (/** @type {any} */ of, /** @type {number} */ value) =>
      of.constructor.of(...of.subarray(0, at), value, ...of.subarray(at));
    this.rewire(grown(this.s_of_wire, s), grown(this.a_of_wire, a), grown(this.sign_of_wire, sign));
  }

  /** Pull one wire out. Throws if there is none. @param {number} s @param {number} a */
  unplug(s, a) {
    this.check(s, a);
    const at = this.find(s, a);
    if (at < 0) throw new MachineError("no_wire", { s, a });
    this.cut([at]);
  }

  /** Remove wires by their index. @param {number[]} wires */
  cut(wires) {
    const out = new Set(wires);
    const kept = (/** @type {any} */ of) =>
      of.filter((/** @type {number} */ _, /** @type {number} */ i) => !out.has(i));
    this.rewire(kept(this.s_of_wire), kept(this.a_of_wire), kept(this.sign_of_wire));
  }

  /** Replace all wires, in the order of the A-units; the old arrays are not written.
   * @param {Int32Array} s @param {Int32Array} a @param {Int8Array} sign */
  rewire(s, a, sign) {
    [this.s_of_wire, this.a_of_wire, this.sign_of_wire] = [s, a, sign];
  }

  /** @param {number} s @param {number} a @returns {number} below 0 if there is none */
  find(s, a) {
    return this.s_of_wire.findIndex((unit, i) => unit === s && this.a_of_wire[i] === a);
  }

  /** @param {number} s @param {number} a */
  check(s, a) {
    if (!(s >= 0 && s < this.n_s)) throw new MachineError("no_unit", { unit: `S-unit ${s}`, n: this.n_s - 1 });
    if (!(a >= 0 && a < this.n_a)) throw new MachineError("no_unit", { unit: `A-unit ${a}`, n: this.n_a - 1 });
  }
}
