// Gates: each knows its forward and, beside it, its backward. See mark1/backprop/gates.py, activations.py, losses.py.
//
//     inputs  -->  forward  -->  value
//     gradients of the inputs  <--  backward  <--  gradient of the value
//
// A value is a matrix: rows of numbers, one row an example.

/** @typedef {Float64Array[]} Matrix */

/** @param {number} rows @param {number} cols @param {(row: number, col: number) => number} at @returns {Matrix} */
export function matrix(rows, cols, at) {
  return Array.from({ length: rows }, (_, row) => Float64Array.from({ length: cols }, (_, col) => at(row, col)));
}

/** z = x W + b.    dx = dz W',  dW = x' dz,  db = sum of dz. */
export class Linear {
  /** @param {Matrix} w @param {Float64Array} b */
  constructor(w, b) {
    this.w = w;
    this.b = b;
    this.dw = matrix(w.length, b.length, () => 0);
    this.db = new Float64Array(b.length);
    /** @type {Matrix} */
    this.x = [];
  }

  /** @param {Matrix} x @returns {Matrix} */
  forward(x) {
    this.x = x;
    return matrix(
      x.length,
      this.b.length,
      (row, col) => this.w.reduce((sum, w, i) => sum + x[row][i] * w[col], 0) + this.b[col],
    );
  }

  /** @param {Matrix} dz @returns {Matrix} */
  backward(dz) {
    const { x, w } = this;
    this.dw = matrix(w.length, this.b.length, (i, col) => dz.reduce((sum, row, n) => sum + x[n][i] * row[col], 0));
    this.db = Float64Array.from(this.b, (_, col) => dz.reduce((sum, row) => sum + row[col], 0));
    return matrix(x.length, w.length, (n, i) => dz[n].reduce((sum, d, col) => sum + d * w[i][col], 0));
  }
}

/** z = tanh x.    dx = dz (1 - z^2). */
export class Tanh {
  constructor() {
    /** @type {Matrix} */
    this.z = [];
  }

  /** @param {Matrix} x @returns {Matrix} */
  forward(x) {
    this.z = x.map((row) => row.map(Math.tanh));
    return this.z;
  }

  /** @param {Matrix} dz @returns {Matrix} */
  backward(dz) {
    return dz.map((row, n) => row.map((d, i) => (1 - this.z[n][i] * this.z[n][i]) * d));
  }
}

/** z = mean of -ln p_right,  p = e^s / (sum of e^s over the row).    ds = (p - [right]) / n. */
export class SoftmaxCrossEntropy {
  constructor() {
    /** @type {Matrix} */
    this.p = [];
    /** @type {number[]} */
    this.class_of = [];
  }

  /** @param {Matrix} scores @param {number[]} class_of @returns {number} */
  forward(scores, class_of) {
    this.class_of = class_of;
    let cost = 0;
    this.p = scores.map((row, n) => {
      const largest = Math.max(...row);
      const e = row.map((score) => Math.exp(score - largest));
      const sum = e.reduce((total, part) => total + part, 0);
      cost += Math.log(sum) - (row[class_of[n]] - largest);
      return e.map((part) => part / sum);
    });
    return cost / scores.length;
  }

  /** @returns {Matrix} */
  backward() {
    return this.p.map((row, n) => row.map((p, k) => (p - Number(k === this.class_of[n])) / this.p.length));
  }
}
