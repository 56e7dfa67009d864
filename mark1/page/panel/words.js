// The words of a line as numbers and options. See mark1/panel/commands/words.py.

import { MachineError } from "../errors.js";

/** @param {string[]} words @param {number} n @param {string} usage */
export function exactly(words, n, usage) {
  if (words.length !== n) throw new MachineError("usage", { usage });
  return words;
}

/** @param {string} word @param {string} what @param {number} low @param {number} high @param {boolean} [whole] */
export function to_number(word, what, low, high, whole = false) {
  const value = /^[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$/i.test(word) ? Number(word) : NaN;
  if (value >= low && value <= high && !(whole && !Number.isInteger(value))) return value;
  if (low === -Infinity) throw new MachineError("not_a_number", { what, got: word });
  throw new MachineError("expected", {
    what,
    allowed: high === Infinity ? `${low}, ...` : `${low} - ${high}`,
    got: word,
  });
}

/** @param {string[]} words name value name value @param {string[]} names @returns {Record<string, string>} */
export function to_options(words, names) {
  /** @type {Record<string, string>} */
  const options = {};
  for (let i = 0; i < words.length; i += 2) {
    if (!names.includes(words[i]) || i + 1 === words.length) {
      throw new MachineError("expected", { what: "option", allowed: names.join(", "), got: words[i] });
    }
    options[words[i]] = words[i + 1];
  }
  return options;
}
