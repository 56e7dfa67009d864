// The teacher: knows the wanted answer, and says when to reinforce, and which way. See mark1/machine/teacher.py.

import { MachineError } from "../errors.js";

/** Says which R-units are reinforced, and which way.
 *
 *     sum_v, answer, wanted (n_r,)  -->  [rule]  -->  way (n_r,)  +1, -1, or 0: left alone
 *
 *     quantized, nonquantized   wanted, where the answer is wrong; else 0       error correction
 *     forced                    +1 where +1 is wanted, else 0                   whatever the answer was
 *     bivalent                  +wanted (positive) or -wanted (negative)        whatever the answer was
 *     spontaneous               the machine's own answer                        whatever was wanted
 */
export class Teacher {
  /** @param {number} undecided_v @param {string} rule @param {string} sign */
  constructor(undecided_v, rule, sign) {
    this.undecided_v = undecided_v;
    this.rule = rule;
    this.sign = sign === "positive" ? 1 : -1;
    this.corrects = rule === "quantized" || rule === "nonquantized";
  }

  /** Whether an R-unit is wrong; a sum of exactly 0 is. @param {number} sum_v @param {number} wanted */
  wrong(sum_v, wanted) {
    return wanted !== 0 && wanted * sum_v <= this.undecided_v;
  }

  /** Which R-units are reinforced, +1 up or -1 down, (n_r,); 0: left alone.
   * @param {Float64Array} sum_v @param {Int8Array} answer @param {Int8Array} wanted @returns {Int8Array} */
  directions(sum_v, answer, wanted) {
    if (this.corrects) return wanted.map((side, r) => (this.wrong(sum_v[r], side) ? side : 0));
    if (this.rule === "spontaneous") return answer.slice();
    if (this.rule === "forced") return wanted.map((side) => Math.max(side, 0));
    return wanted.map((side) => side * this.sign);
  }
}

/** What the R-units must answer for each class, and back: ``words`` (n_classes) of (n_r,) +1 / -1, 0 not asked. */
export class AnswerCode {
  /** @param {string} name binary or onehot @param {string[]} classes @param {number} n_r */
  constructor(name, classes, n_r) {
    const needed = name === "onehot" ? classes.length : Math.max(1, 32 - Math.clz32(classes.length - 1));
    if (needed > n_r) throw new MachineError("too_many_classes", { classes: classes.length, needed, n: n_r });
    this.name = name;
    this.classes = classes;
    this.words = name === "onehot" ? onehot(classes.length, n_r) : binary(classes.length, n_r, needed);
  }

  /** The wanted answer for a class, (n_r,). @param {string} label @returns {Int8Array} */
  word(label) {
    const index = this.classes.indexOf(label);
    if (index < 0) throw new MachineError("no_class", { label, classes: this.classes.slice(0, 40).join(" ") });
    return this.words[index];
  }

  /** The class whose word is nearest to the sums; among equals, that with the most lamps in common, then the first.
   * @param {Float64Array} counts sums (n_r,) in whole counts @returns {number} */
  nearest(counts) {
    const lamps = counts.map((sum) => (sum >= 0 ? 1 : -1));
    const score = this.words.map((word) => [product(word, counts), product(word, lamps)]);
    const better = (/** @type {number} */ i, /** @type {number} */ j) =>
      score[i][0] - score[j][0] || score[i][1] - score[j][1];
    return score.reduce((best, _, i) => (better(i, best) > 0 ? i : best), 0);
  }

  /** How far the least certain R-unit is on the side of the word, V; below 0 on the other side.
   * @param {Float64Array} sum_v @param {number} index @returns {number} */
  margin_v(sum_v, index) {
    return Math.min(...[...this.words[index]].flatMap((side, r) => (side ? [side * sum_v[r]] : [])));
  }
}

/** @param {Int8Array} word @param {ArrayLike<number>} values @returns {number} */
export function product(word, values) {
  return word.reduce((total, side, r) => total + side * values[r], 0);
}

/** @param {number} n_classes @param {number} n_r @returns {Int8Array[]} */
function onehot(n_classes, n_r) {
  return Array.from({ length: n_classes }, (_, i) =>
    Int8Array.from({ length: n_r }, (_, r) => (r >= n_classes ? 0 : r === i ? 1 : -1)),
  );
}

/** The number, most significant digit first, then parities of the digits picked by 3, 5, 6, 7, 9, ... in binary.
 * @param {number} n_classes @param {number} n_r @param {number} n_digits @returns {Int8Array[]} */
function binary(n_classes, n_r, n_digits) {
  const several = Array.from({ length: 2 ** n_digits }, (_, i) => i).filter((i) => i >= 3 && bit_count(i) > 1);
  if (!several.length) several.push(1);
  const side = (/** @type {number} */ i, /** @type {number} */ r) => {
    if (r < n_digits) return (i >> (n_digits - 1 - r)) & 1;
    return bit_count(i & several[((r - n_digits) * 7) % several.length]) & 1;
  };
  return Array.from({ length: n_classes }, (_, i) => Int8Array.from({ length: n_r }, (_, r) => 2 * side(i, r) - 1));
}

/** @param {number} i @returns {number} */
function bit_count(i) {
  return i.toString(2).replaceAll("0", "").length;
}
