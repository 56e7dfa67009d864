// Elementary functions from + - x / and exact powers of two: the same bits as mark1/machine/elementary.py.
//
//     x  -->  x = k ln 2 + r, |r| <= ln 2 / 2  -->  series in r  -->  times 2^k, exactly
//
// A browser's own exp and log differ from each other in the last place, so nothing that decides a bit uses them.

const LOWEST = -708; // e^x below this is 0 here
const PER_LN2 = 1.4426950408889634;
const LN2_HIGH = 6.9314718036912381649e-1; // ln 2 in two parts: k times the first, of 32 bits, is exact
const LN2_LOW = 1.90821492927058770002e-10;
const EXP_TERMS = [
  1 / 87178291200,
  1 / 6227020800,
  1 / 479001600,
  1 / 39916800,
  1 / 3628800,
  1 / 362880,
  1 / 40320,
  1 / 5040,
  1 / 720,
  1 / 120,
  1 / 24,
  1 / 6,
  1 / 2,
]; // 1 / 14!, ..., 1 / 2!
const LOG_TERMS = [23, 21, 19, 17, 15, 13, 11, 9, 7, 5, 3].map((n) => 2 / n);
const ROOT_HALF = 0.7071067811865476;
const float64 = new Float64Array(1);
const halves = new Uint32Array(float64.buffer); // low word first: every computer that runs a browser today

/** 2^k, exactly, for k from -1022 to 1023. @param {number} k @returns {number} */
export function power_of_two(k) {
  halves[0] = 0;
  halves[1] = (k + 1023) << 20;
  return float64[0];
}

/** Mantissa from 0.5 to 1 and exponent of a normal number above 0. @param {number} x @returns {[number, number]} */
export function frexp(x) {
  float64[0] = x;
  const k = ((halves[1] >>> 20) & 0x7ff) - 1022;
  halves[1] = (halves[1] & 0x800fffff) | (1022 << 20);
  return [float64[0], k];
}

/** The exponent k, and the series of e^r - 1. @param {number} x from -708 to 0 @returns {[number, number]} */
function reduced(x) {
  const k = Math.floor(x * PER_LN2 + 0.5);
  const r = x - k * LN2_HIGH - k * LN2_LOW;
  let series = EXP_TERMS[0] * r;
  for (const term of EXP_TERMS.slice(1)) series = (series + term) * r;
  return [k, series * r + r];
}

/** e^x - 1 of a number up to 0, also minus infinity. @param {number} x @returns {number} */
export function expm1(x) {
  const [k, series] = reduced(Math.max(x, LOWEST));
  const power = power_of_two(k);
  return power * series + (power - 1);
}

/** e^x of a number up to 0; 0 below -708. @param {number} x @returns {number} */
export function exp(x) {
  const [k, series] = reduced(Math.max(x, LOWEST));
  return x < LOWEST ? 0 : (1 + series) * power_of_two(k);
}

/** The natural logarithm of a normal number above 0. @param {number} x @returns {number} */
export function log(x) {
  let [m, k] = frexp(x);
  if (m < ROOT_HALF) [m, k] = [2 * m, k - 1];
  const z = (m - 1) / (m + 1);
  const square = z * z;
  let series = LOG_TERMS[0] * square;
  for (const term of LOG_TERMS.slice(1)) series = (series + term) * square;
  return k * LN2_HIGH + (z * (series + 2) + k * LN2_LOW);
}

/** The nearest whole number, the even one of two. @param {number} x @returns {number} */
export function rint(x) {
  const below = Math.floor(x);
  const above = x - below;
  if (above !== 0.5) return above < 0.5 ? below : below + 1;
  return below % 2 === 0 ? below : below + 1;
}
