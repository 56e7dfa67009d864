// The response units: comparators at the end of the line. See mark1/machine/response.py.

/** R-units: +1 when the sum of the wiper voltages of their active A-units is not below 0, else -1.
 *
 *     sum_v (n_r,) volts  -->  [>= 0 ?]  -->  r (n_r,)  +1 / -1   (0: undecided, only with a band)
 */
export class ResponseUnits {
  /** @param {import("./config.js").ResponseConfig} config */
  constructor(config) {
    this.n_r = config.n_r;
    this.undecided_v = config.undecided_v;
  }

  /** The sides taken, (n_r,). @param {Float64Array} sum_v (n_r,) @returns {Int8Array} */
  answer(sum_v) {
    return Int8Array.from(sum_v, (sum) => (Math.abs(sum) < this.undecided_v ? 0 : sum >= 0 ? 1 : -1));
  }
}
