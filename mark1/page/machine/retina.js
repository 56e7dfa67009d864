// The retina: a square of cadmium sulphide photocells, the machine's S-units. See mark1/machine/retina.py.

/** @typedef {import("./pcg64.js").Pcg64} Pcg64 */

/** Photocells behind the camera; each is on or off, nothing between.
 *
 *     light (n_s,) 0..1  -->  [x gain + noise >= threshold]  -->  s (n_s,) on / off
 */
export class Retina {
  /** @param {import("./config.js").RetinaConfig} config @param {Pcg64} rng */
  constructor(config, rng) {
    this.config = config;
    this.rng = rng;
    this.n_s = config.rows * config.cols;
    this.gain = new Float32Array(this.n_s).fill(1);
    this.dead = new Uint8Array(this.n_s);
    this.stuck = new Uint8Array(this.n_s);
    this.level = new Float32Array(this.n_s);
  }

  /** Forget all light seen; the cells and their faults stay. */
  reset() {
    this.level.fill(0);
  }

  /** On or off of every cell, (n_s,). @param {Float32Array} light (n_s,) 0..1 @returns {Uint8Array} */
  sense(light) {
    const { noise } = this.config;
    const threshold = Math.fround(this.config.threshold);
    const s = new Uint8Array(this.n_s);
    for (let i = 0; i < this.n_s; i++) {
      let seen = Math.fround(light[i] * this.gain[i]);
      if (noise) seen = Math.fround(seen + noise * this.rng.standard_normal());
      s[i] = (seen >= threshold && !this.dead[i]) || this.stuck[i] ? 1 : 0;
    }
    return s;
  }
}
