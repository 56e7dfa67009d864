// The association units: relays that fire when enough of their wires agree. See mark1/machine/association.py.

/** A-units: on if the excitatory signals outweigh the inhibitory ones by theta.
 *
 *     excitation (n_a,) = excitatory - inhibitory  -->  [>= theta + trim]  -->  a (n_a,) on / off
 */
export class AssociationUnits {
  /** @param {import("./config.js").AssociationConfig} config */
  constructor(config) {
    this.n_a = config.n_a;
    this.theta = config.theta;
    this.trim = new Float64Array(this.n_a);
    this.dead = new Uint8Array(this.n_a);
  }

  /** The least whole excitation that fires a unit. @param {number} a @returns {number} */
  least(a) {
    return Math.ceil(this.theta + this.trim[a]);
  }

  /** Which units are on, (n_a,). @param {Int32Array} excitation (n_a,) @returns {Uint8Array} */
  fire(excitation) {
    const a = new Uint8Array(this.n_a);
    for (let i = 0; i < this.n_a; i++) a[i] = excitation[i] >= this.least(i) && !this.dead[i] ? 1 : 0;
    return a;
  }
}
