// A line's text as its words, quoted as in a shell, and back. See mark1/panel/quoting.py.

import { MachineError } from "../errors.js";

const MOST_CHARACTERS = 1 << 18;
const PIECE = /[ \t\r\n]+|'([^']*)'|"((?:[^"\\]|\\.)*)"|\\(.)|([^\s'"\\]+|\s)/gsy;

/** Throws MachineError for an open quote, or too many characters. @param {string} line @returns {string[]} */
export function words_of(line) {
  if (line.length > MOST_CHARACTERS) throw new MachineError("line_too_long", { most: MOST_CHARACTERS });
  const words = [];
  let apart = true;
  let place = 0;
  for (const match of line.matchAll(PIECE)) {
    const [piece, single, double, escaped, plain] = match;
    place = match.index + piece.length;
    const text = single ?? double?.replace(/\\(["\\])/g, "$1") ?? escaped ?? plain;
    if (text === undefined) {
      apart = true;
      continue;
    }
    if (apart && plain?.startsWith("#")) return words;
    if (apart) words.push(text);
    else words[words.length - 1] += text;
    apart = false;
  }
  if (place < line.length) throw new MachineError("open_quote");
  return words;
}

/** The line that has these words. @param {string[]} words @returns {string} */
export function line_of(words) {
  return words.map((word) => (/^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'"'"'`)}'`)).join(" ");
}

/** @param {Float32Array} light @returns {string} two hexadecimal digits per cell */
export function hex_of(light) {
  return Array.from(light, (level) =>
    Math.round(level * 255)
      .toString(16)
      .padStart(2, "0"),
  ).join("");
}
