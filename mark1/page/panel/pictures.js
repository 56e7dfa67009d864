// Commands that put a picture before the camera, or keep it. See mark1/panel/commands/camera.py, album.py.

import { MachineError } from "../errors.js";
import { exactly } from "./words.js";

/** @typedef {import("./session.js").Session} Session */
/** @typedef {import("./commands.js").Reply} Reply */

const MOST_ALBUM = 10_000;

/** @param {Session} session @param {string} word @returns {Float32Array} */
function from_hex(session, word) {
  const { n_s } = session.machine.retina;
  if (!new RegExp(`^[0-9a-f]{${2 * n_s}}$`, "i").test(word ?? "")) throw new MachineError("light_size", { n: 2 * n_s });
  return Float32Array.from({ length: n_s }, (_, i) => parseInt(word.slice(2 * i, 2 * i + 2), 16) / 255);
}

/** @param {Session} session @param {string[]} words @returns {Reply} */
export function present(session, words) {
  const { observation } = session;
  const again = words[0] === "again" ? observation : null;
  const [kind, ...rest] = words[0] === "again" && words.length > 1 ? words.slice(1) : words;
  const [light, name] = picture(session, kind, rest);
  session.look(light, name, again);
  return { key: "presented" };
}

/** Light on the retina, and the picture's name. @param {Session} session @param {string} kind @param {string[]} rest
 * @returns {[Float32Array, string]} */
function picture(session, kind, rest) {
  const { machine, observation } = session;
  if (kind === "dark") return [new Float32Array(machine.retina.n_s), "dark"];
  if (kind === "light") return [from_hex(session, exactly(rest, 1, "present light HEX")[0]), "light on the photocells"];
  if (kind === "letter" || kind === "digit") {
    return [session.library.picture(kind, rest, machine.config), [kind, ...rest].join(" ")];
  }
  if (kind !== "again") throw new MachineError("usage", { usage: "present letter A" });
  if (!observation) throw new MachineError("no_picture");
  return [observation.light, observation.name];
}

/** @param {Session} session @param {string[]} words @returns {Reply} */
export function draw(session, words) {
  session.look(from_hex(session, exactly(words, 1, "draw HEX")[0]), "drawing");
  return { key: "presented" };
}

/** @param {Session} session @param {string[]} words @returns {Reply} */
export function keep(session, words) {
  const [label] = exactly(words, 1, "keep A");
  if (!session.observation) throw new MachineError("no_picture");
  if (!label.trim() || session.album.length >= MOST_ALBUM) throw new MachineError("usage", { usage: "keep A" });
  session.album = [...session.album, [label, session.observation.light]];
  return { key: "kept", values: { label, n: session.album.length } };
}

/** @param {Session} session @param {string[]} words @returns {Reply} */
export function album(session, words) {
  if (words[0] === "clear") session.album = [];
  return { key: "album", values: { n: session.album.length } };
}
