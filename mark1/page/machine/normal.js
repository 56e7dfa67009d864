// Normal deviates: the inverse of the normal distribution at a uniform number, as in mark1/machine/normal.py.
//
// Algorithm AS 241 (M. Wichura, Applied Statistics 37, 1988) from + - x /, a square root, and our own logarithm.

import { log } from "./elementary.js";

const MIDDLE = 0.425; // u within 0.5 +- this is the middle
const FAR = 5.0; // root of -ln(tail) beyond which the far tail begins
const LEAST = 2 ** -54; // in place of u = 0
const MIDDLE_OVER = [
  2509.0809287301226727, 33430.575583588128105, 67265.770927008700853, 45921.953931549871457, 13731.693765509461125,
  1971.5909503065514427, 133.14166789178437745, 3.387132872796366608,
];
const MIDDLE_UNDER = [
  5226.495278852854561, 28729.085735721942674, 39307.89580009271061, 21213.794301586595867, 5394.1960214247511077,
  687.1870074920579083, 42.313330701600911252, 1.0,
];
const TAIL_OVER = [
  7.7454501427834140764e-4, 0.0227238449892691845833, 0.24178072517745061177, 1.27045825245236838258,
  3.64784832476320460504, 5.7694972214606914055, 4.6303378461565452959, 1.42343711074968357734,
];
const TAIL_UNDER = [
  1.05075007164441684324e-9, 5.475938084995344946e-4, 0.0151986665636164571966, 0.14810397642748007459,
  0.68976733498510000455, 1.6763848301838038494, 2.05319162663775882187, 1.0,
];
const FAR_OVER = [
  2.01033439929228813265e-7, 2.71155556874348757815e-5, 1.2426609473880784386e-3, 0.026532189526576123093,
  0.29656057182850489123, 1.7848265399172913358, 5.4637849111641143699, 6.6579046435011037772,
];
const FAR_UNDER = [
  2.04426310338993978564e-15, 1.4215117583164458887e-7, 1.8463183175100546818e-5, 7.868691311456132591e-4,
  0.0148753612908506148525, 0.13692988092273580531, 0.59983220655588793769, 1.0,
];

/** One polynomial over another, coefficients from the highest power on.
 * @param {number} x @param {number[]} over @param {number[]} under @returns {number} */
function ratio(x, over, under) {
  let above = over[0] * x;
  let below = under[0] * x;
  const last = over.length - 1;
  for (let i = 1; i < last; i++) {
    above = (above + over[i]) * x;
    below = (below + under[i]) * x;
  }
  return (above + over[last]) / (below + under[last]);
}

/** How far out a deviate is that leaves ``tail``, from 2^-54 to 0.075, beyond it. @param {number} tail */
function outer(tail) {
  const root = Math.sqrt(-log(tail));
  return root > FAR ? ratio(root - FAR, FAR_OVER, FAR_UNDER) : ratio(root - 1.6, TAIL_OVER, TAIL_UNDER);
}

/** The normal deviate at a uniform number, 0 <= u < 1. @param {number} u @returns {number} */
export function normal_at(u) {
  const q = u - 0.5;
  if (Math.abs(q) <= MIDDLE) return q * ratio(MIDDLE * MIDDLE - q * q, MIDDLE_OVER, MIDDLE_UNDER);
  const out = outer(Math.max(Math.min(u, 1 - u), LEAST));
  return q < 0 ? -out : out;
}
