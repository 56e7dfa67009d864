// The answer to one picture: a class, or the reason why there is none. See mark1/backends/mark1.py.

import { rint } from "../machine/elementary.js";
import { product } from "../machine/teacher.js";

/** @typedef {import("../machine/mark1.js").MarkI} MarkI */
/** @typedef {import("../machine/teacher.js").AnswerCode} AnswerCode */
/** What the machine made of a picture. @typedef {{name: string, light: Float32Array, s: Uint8Array, a: Uint8Array,
 * sum_v: Float64Array, responses: Int8Array, chance?: import("../machine/pcg64.js").GeneratorState}} Observation */
/** ``reason``: a key of the catalogue. @typedef {{label: string | null, margin_v: number, reason: string,
 * tied: string[]}} Answer */

/** Send a picture through the machine, and keep what each part answers. @param {MarkI} machine @param {string} name
 * @param {Float32Array} light @returns {Observation} */
export function look(machine, name, light) {
  const s = machine.retina.sense(light);
  const a = machine.association.fire(machine.patch_board.carry(s));
  const sum_v = machine.potentiometers.sum(a);
  return { name, light, s, a, sum_v, responses: machine.response.answer(sum_v) };
}

/** @param {MarkI} machine @param {AnswerCode | null} code @param {Observation} observation @returns {Answer} */
export function answer(machine, code, observation) {
  const { a, responses } = observation;
  if (!code) return silence("no_classes");
  if (!a.some((on) => on)) return silence("no_a_unit");
  const counts = in_counts(machine, observation.sum_v);
  const index = code.nearest(counts);
  const decided = counts.map((sum, r) => (responses[r] ? sum : 0));
  const fit = code.words.map((word) => product(word, decided));
  const tied = [...fit.keys()].filter((i) => fit[i] >= fit[index] || i === index);
  if (tied.length > 1)
    return silence(
      why_tied(machine, code, observation, tied),
      tied.map((i) => code.classes[i]),
    );
  return { label: code.classes[index], margin_v: code.margin_v(observation.sum_v, index), reason: "", tied: [] };
}

/** The class nearest to some sums, as an index. @param {MarkI} machine @param {AnswerCode} code
 * @param {Float64Array} sum_v @returns {number} */
export function nearest(machine, code, sum_v) {
  return code.nearest(in_counts(machine, sum_v));
}

/** @param {MarkI} machine @param {Float64Array} sum_v @returns {Float64Array} */
function in_counts(machine, sum_v) {
  return sum_v.map((sum) => rint(sum * machine.potentiometers.counts_per_v));
}

/** What is missing at the R-units whose answer would distinguish these classes. @param {MarkI} machine
 * @param {AnswerCode} code @param {Observation} observation @param {number[]} tied @returns {string} */
function why_tied(machine, code, { a, responses }, tied) {
  const deciding = [...responses.keys()].filter((r) => new Set(tied.map((i) => code.words[i][r])).size > 1);
  if (!deciding.some((r) => machine.potentiometers.active_pots(a, r).length)) return "no_deciding_a_unit";
  return deciding.some((r) => responses[r] === 0) ? "undecided" : "tie";
}

/** @param {string} reason @param {string[]} [tied] @returns {Answer} */
function silence(reason, tied = []) {
  return { label: null, margin_v: 0, reason, tied };
}
