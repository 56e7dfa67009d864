// Share: what was done to the page's machine, as a link. Whoever opens it repeats the lines, and has the same bits.
//
//     lines  -->  packed  -->  base64url after the #  -->  lines, each read as if it had been typed

import { crc32, deflated, inflated } from "../archive/zip.js";
import { MachineError } from "../errors.js";

const MOST_CHARACTERS = 8000; // of a link that messengers and mail pass on whole
const MOST_TEXT = 1 << 20; // bytes of lines
const MOST_LINES = 2000;

/** @param {string[]} lines @param {Uint8Array} page_machine the file of the page's own machine @returns {Promise<string>} */
export async function link_of(lines, page_machine) {
  const text = `${crc32(page_machine)}\n${lines.join("\n")}`;
  const link = `#${base64_of(await deflated(new TextEncoder().encode(text)))}`;
  if (link.length > MOST_CHARACTERS) throw new MachineError("link_too_long");
  return link;
}

/** The lines of a link; none if it is empty. Throws MachineError for a damaged one, or another page's.
 * @param {string} link @param {Uint8Array} page_machine @returns {Promise<string[]>} */
export async function lines_of(link, page_machine) {
  if (link.length < 2) return [];
  let text;
  try {
    text = new TextDecoder("utf-8", { fatal: true }).decode(await inflated(bytes_of(link.slice(1)), MOST_TEXT));
  } catch {
    throw new MachineError("damaged_link");
  }
  const [crc, ...lines] = text.split("\n");
  if (crc !== String(crc32(page_machine))) throw new MachineError("other_page");
  if (lines.length > MOST_LINES) throw new MachineError("damaged_link");
  return lines.filter((line) => line);
}

/** @param {Uint8Array} bytes @returns {string} */
export function base64_of(bytes) {
  const text = Array.from(bytes, (byte) => String.fromCharCode(byte)).join("");
  return btoa(text).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

/** @param {string} text base64, in either alphabet @returns {Uint8Array} */
export function bytes_of(text) {
  const plain = atob(text.trim().replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(plain, (character) => character.charCodeAt(0));
}
