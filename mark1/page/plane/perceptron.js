// The perceptron algorithm: Rosenblatt's rule on paper. See mark1/plane/perceptron.py.
//
//     phi = (1, x, y),  t = -1 or +1  -->  [t w . phi <= 0: a mistake]  -->  w += t phi

/** @typedef {import("./gates.js").Matrix} Matrix */

export class Perceptron {
  /** @param {number[]} w (3,) drawn by Python @param {number[]} order in which the points are shown */
  constructor(w, order) {
    this.w = Float64Array.from(w);
    this.order = order;
    this.epochs = 0;
    this.corrections = 0;
  }

  /** w . phi. @param {ArrayLike<number>} xy @returns {number} */
  sum(xy) {
    return this.w[0] + this.w[1] * xy[0] + this.w[2] * xy[1];
  }

  /** One sum for each class, the largest is the answer. @param {Matrix} x @returns {Matrix} */
  scores(x) {
    return x.map((xy) => Float64Array.of(-this.sum(xy), this.sum(xy)));
  }

  /** E_P(w): how far all mistakes together are on the wrong side. @param {Matrix} x @param {number[]} class_of */
  criterion(x, class_of) {
    return x.reduce((total, xy, n) => total + Math.max(0, (1 - 2 * class_of[n]) * this.sum(xy)), 0);
  }

  /** Every point once; mistakes are corrected at once: E_P after it. @param {Matrix} x @param {number[]} class_of */
  epoch(x, class_of) {
    this.corrections = 0;
    for (const i of this.order) if (this.show(x[i], class_of[i])) this.corrections += 1;
    this.epochs += 1;
    return this.criterion(x, class_of);
  }

  /** Show one point, and correct a mistake. @param {ArrayLike<number>} xy @param {number} k @returns {boolean} */
  show(xy, k) {
    const t = 2 * k - 1;
    if (t * this.sum(xy) > 0) return false;
    [1, xy[0], xy[1]].forEach((phi, i) => (this.w[i] += t * phi));
    return true;
  }
}
