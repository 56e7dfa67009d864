// A lesson: points, a learner, its curve; one epoch after the other, or one example gate by gate.

import { EPOCHS, Network } from "./network.js";
import { Perceptron } from "./perceptron.js";

/** @typedef {import("./gates.js").Matrix} Matrix */
/** @typedef {{name: string, xy: number[][], class_of: number[], classes: string[]}} Points */
/** What Python has drawn. @typedef {{sets: Points[], perceptron: Record<string, {w: number[], order: number[]}>,
 * networks: Record<string, import("./network.js").Start>}} Drawn */
/** A gate with what goes into it and comes back: names, formula, values above and gradients below.
 * @typedef {{name: string, formula: string, value: number[], gradient: number[]}} Gate */

export class Lesson {
  /** @param {Drawn} drawn @param {string} set @param {string} model @param {number} hidden @param {number} l2 */
  constructor(drawn, set, model, hidden, l2) {
    const points = drawn.sets.find(({ name }) => name === set);
    if (!points) throw new RangeError(set);
    this.points = points;
    this.model = model;
    this.class_of = points.class_of;
    const raw = points.xy.map((xy) => Float64Array.from(xy));
    const widths = model === "mlp" ? [2, hidden, 2] : [2, 2];
    this.network =
      model === "perceptron" ? null : new Network(widths, l2, drawn.networks[model === "mlp" ? hidden : 0]);
    const { w, order } = drawn.perceptron[set];
    this.learner = this.network ?? new Perceptron(w, order);
    this.scaled = this.network ? scaling(raw) : (/** @type {Matrix} */ xy) => xy;
    this.x = this.scaled(raw);
    /** @type {number[]} */
    this.curve = [];
  }

  /** Whether nothing is left to learn. */
  get over() {
    const settled = this.learner instanceof Perceptron && this.learner.epochs > 0 && this.learner.corrections === 0;
    return settled || this.learner.epochs >= EPOCHS;
  }

  /** Learn one epoch. The curve has the data loss of a network, or E_P of a perceptron, after it. */
  epoch() {
    if (this.over) return;
    const criterion = this.learner.epoch(this.x, this.class_of);
    this.curve.push(this.network ? this.network.data_loss(this.x, this.class_of) : criterion);
  }

  /** Scores at places of the plane. @param {Matrix} xy @returns {Matrix} */
  scores(xy) {
    return this.learner.scores(this.scaled(xy));
  }

  /** How many points are taken for another class. @returns {number} */
  get wrong() {
    return this.learner.scores(this.x).filter((row, n) => Number(row[1] > row[0]) !== this.class_of[n]).length;
  }

  /** One example through the gates, and back; nothing is learned. @param {number} i @returns {Gate[]} */
  gates(i) {
    if (!this.network) return this.of_perceptron(i);
    const { network } = this;
    const loss = network.forward([this.x[i]], [this.class_of[i]]);
    network.backward();
    const ds = network.loss.backward()[0];
    const [first, second] = network.layers;
    const scores = network.loss.p[0];
    /** @type {Gate[]} */
    const gates = [{ name: "x", formula: "", value: [...this.x[i]], gradient: [] }];
    if (second) {
      const dh = second.backward([ds])[0];
      const dz = network.tanh.backward([dh])[0];
      const z = first.forward([this.x[i]])[0];
      gates.push({ name: "z", formula: "x W1 + b1", value: [...z], gradient: [...dz] });
      gates.push({ name: "h", formula: "tanh z", value: [...network.tanh.z[0]], gradient: [...dh] });
    }
    const s = network.scores([this.x[i]])[0];
    gates.push({ name: "s", formula: second ? "h W2 + b2" : "x W + b", value: [...s], gradient: [...ds] });
    gates.push({
      name: "p",
      formula: "e^s / sum e^s",
      value: [...scores],
      gradient: [...scores].map((p, k) => (k === this.class_of[i] ? -1 / p : 0)),
    });
    gates.push({ name: "E", formula: network.l2 ? "-ln p + l2 sum w^2" : "-ln p", value: [loss], gradient: [1] });
    gates[0].gradient = [...first.backward([second ? network.tanh.backward(second.backward([ds]))[0] : ds])[0]];
    return gates;
  }

  /** @param {number} i @returns {Gate[]} */
  of_perceptron(i) {
    const learner = /** @type {Perceptron} */ (this.learner);
    const [t, sum] = [2 * this.class_of[i] - 1, learner.sum(this.x[i])];
    const wrong = t * sum <= 0;
    return [
      { name: "phi", formula: "1, x, y", value: [1, ...this.x[i]], gradient: [] },
      {
        name: "w",
        formula: wrong ? "w += t phi" : "",
        value: [...learner.w],
        gradient: [1, ...this.x[i]].map((phi) => (wrong ? -t * phi : 0)),
      },
      { name: "s", formula: "w . phi", value: [sum], gradient: [wrong ? -t : 0] },
      { name: "E", formula: "max(0, -t s)", value: [Math.max(0, -t * sum)], gradient: [1] },
    ];
  }
}

/** Moves and stretches places so that these points have mean 0 and spread 1. @param {Matrix} points
 * @returns {(xy: Matrix) => Matrix} */
function scaling(points) {
  const [mean, spread] = [
    [0, 0],
    [0, 0],
  ];
  for (const k of [0, 1]) {
    mean[k] = points.reduce((sum, xy) => sum + xy[k], 0) / points.length;
    spread[k] = Math.sqrt(points.reduce((sum, xy) => sum + (xy[k] - mean[k]) ** 2, 0) / points.length) || 1;
  }
  return (xy) => xy.map((place) => place.map((value, k) => (value - mean[k]) / spread[k]));
}
