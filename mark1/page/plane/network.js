// A network of gates, and Adam, which moves its weights. See mark1/backprop/network.py, optimizers.py, training.py.
//
//     x (n, 2) --[ x W1 + b1 ]--[ tanh ]--[ x W2 + b2 ]--> scores (n, k) --[ softmax cross entropy ]--> loss
//
// Without hidden units it is logistic regression.

import { Pcg64 } from "../machine/pcg64.js";
import { Linear, matrix, SoftmaxCrossEntropy, Tanh } from "./gates.js";

/** @typedef {import("./gates.js").Matrix} Matrix */
/** The first weights, drawn by Python, and the generator after that.
 * @typedef {{values: number[], state: import("../machine/pcg64.js").GeneratorState}} Start */

const BATCH = 32;
const RATE = 0.05;
const LAST_RATE = 0.01; // the rate sinks to this share of it
export const EPOCHS = 1000;
const [BETA1, BETA2, EPSILON] = [0.9, 0.999, 1e-8];

export class Network {
  /** @param {number[]} widths such as 2, 8, 2 @param {number} l2 @param {Start} start */
  constructor(widths, l2, start) {
    this.l2 = l2;
    /** @type {Linear[]} */
    this.layers = [];
    let at = 0;
    const next = () => start.values[at++];
    for (let i = 1; i < widths.length; i++) {
      const w = matrix(widths[i - 1], widths[i], next);
      this.layers.push(new Linear(w, Float64Array.from({ length: widths[i] }, next)));
    }
    this.tanh = new Tanh();
    this.loss = new SoftmaxCrossEntropy();
    this.rng = new Pcg64(start.state);
    const n = start.values.length;
    this.m = new Float64Array(n);
    this.v = new Float64Array(n);
    this.steps = 0;
    this.epochs = 0;
  }

  /** @param {Matrix} x @returns {Matrix} */
  scores(x) {
    const [first, second] = this.layers;
    return second ? second.forward(this.tanh.forward(first.forward(x))) : first.forward(x);
  }

  /** The loss of some examples; fills every gate. @param {Matrix} x @param {number[]} class_of @returns {number} */
  forward(x, class_of) {
    const squares = this.layers.flatMap(({ w }) => w.flatMap((row) => [...row])).reduce((sum, w) => sum + w * w, 0);
    return this.loss.forward(this.scores(x), class_of) + this.l2 * squares;
  }

  /** The mean loss of all examples, without the penalty. @param {Matrix} x @param {number[]} class_of */
  data_loss(x, class_of) {
    return this.loss.forward(this.scores(x), class_of);
  }

  /** Gradients of the loss by every weight, after ``forward``. */
  backward() {
    const [first, second] = this.layers;
    const ds = this.loss.backward();
    if (second) first.backward(this.tanh.backward(second.backward(ds)));
    else first.backward(ds);
    for (const { w, dw } of this.layers)
      dw.forEach((row, i) => row.forEach((_, j) => (row[j] += 2 * this.l2 * w[i][j])));
  }

  /** One step of Adam. @param {number} rate */
  step(rate) {
    this.steps += 1;
    let at = 0;
    const move = (/** @type {Float64Array} */ values, /** @type {Float64Array} */ gradient) => {
      for (let i = 0; i < values.length; i++, at++) {
        this.m[at] = BETA1 * this.m[at] + (1 - BETA1) * gradient[i];
        this.v[at] = BETA2 * this.v[at] + (1 - BETA2) * gradient[i] ** 2;
        const root = Math.sqrt(this.v[at] / (1 - BETA2 ** this.steps)) + EPSILON;
        values[i] -= (rate / (1 - BETA1 ** this.steps)) * (this.m[at] / root);
      }
    };
    for (const { w, b, dw, db } of this.layers) {
      w.forEach((row, i) => move(row, dw[i]));
      move(b, db);
    }
  }

  /** Every example once, batch by batch, in a fresh order: the mean loss. @param {Matrix} x @param {number[]} class_of */
  epoch(x, class_of) {
    const cosine = (1 + Math.cos(Math.PI * Math.min(this.epochs / EPOCHS, 1))) / 2;
    const rate = RATE * (LAST_RATE + (1 - LAST_RATE) * cosine);
    const order = this.rng.permutation(x.length);
    let total = 0;
    for (let first = 0; first < x.length; first += BATCH) {
      const batch = order.slice(first, first + BATCH);
      total +=
        batch.length *
        this.forward(
          batch.map((i) => x[i]),
          batch.map((i) => class_of[i]),
        );
      this.backward();
      this.step(rate);
    }
    this.epochs += 1;
    return total / x.length;
  }
}
