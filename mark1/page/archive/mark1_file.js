// A .mark1 file: the machine, its code and its history, as mark1/archive.py writes and reads it.

import { MachineError } from "../errors.js";
import { from_json, to_json } from "./json.js";
import { array_from, npy_of } from "./npy.js";
import { unzipped, zipped } from "./zip.js";

const META = "mark1.json";
const VERSION = 2;

/** What a file holds. @typedef {{machine: import("../machine/state.js").State, code: {name: string, classes: string[]} | null,
 * asked_r_units: boolean, history: string[]}} Saved */

/** Read a ``.mark1``. Throws MachineError, in words for people, for anything else. @param {Uint8Array} bytes
 * @returns {Promise<Saved>} */
export async function read_mark1(bytes) {
  const entries = await unzipped(bytes);
  const meta = meta_of(entries);
  if (meta.backend !== "mark1") throw new MachineError("other_backend", { backend: String(meta.backend) });
  /** @type {Record<string, any>} */
  const arrays = {};
  for (const [name, data] of entries) {
    const match = /^arrays\/(.+)\.npy$/.exec(name);
    // The pictures it was taught, by which Python knows strange ones, are not needed here.
    if (match && !match[1].startsWith("memory.")) arrays[match[1]] = array_from(match[1], data);
  }
  const { machine, code, history } = meta;
  if (typeof machine !== "object" || !machine) throw new MachineError("damaged");
  if (!Array.isArray(history)) throw new MachineError("damaged");
  return {
    machine: { plain: machine, arrays },
    code: code_of(code),
    asked_r_units: meta.asked_r_units === true,
    history,
  };
}

/** @param {Map<string, Uint8Array>} entries @returns {any} */
function meta_of(entries) {
  const data = entries.get(META);
  if (!data) throw new MachineError("no_mark1");
  let meta;
  try {
    meta = from_json(new TextDecoder("utf-8", { fatal: true }).decode(data));
  } catch {
    throw new MachineError("damaged");
  }
  if (meta?.format !== "mark1" || !Number.isInteger(meta.version)) throw new MachineError("no_mark1");
  if (meta.version > VERSION) throw new MachineError("newer", { version: meta.version, known: VERSION });
  if (meta.version < VERSION && typeof meta.machine?.config === "object") meta.machine.config.draw ??= 1;
  return meta;
}

/** @param {any} code @returns {Saved["code"]} */
function code_of(code) {
  if (code === null) return null;
  const names =
    Array.isArray(code?.classes) && code.classes.every((/** @type {any} */ label) => typeof label === "string");
  if (!["binary", "onehot"].includes(code?.name) || !names || code.classes.length < 2)
    throw new MachineError("damaged");
  if (new Set(code.classes).size < code.classes.length) throw new MachineError("damaged");
  return code;
}

/** Write a ``.mark1``. @param {Saved} saved @returns {Promise<Uint8Array>} */
export function write_mark1({ machine, code, asked_r_units, history }) {
  const meta = {
    format: "mark1",
    version: VERSION,
    backend: "mark1",
    machine: machine.plain,
    code,
    asked_r_units,
    history,
    course: null,
  };
  /** @type {Map<string, Uint8Array>} */
  const entries = new Map([[META, new TextEncoder().encode(to_json(meta))]]);
  for (const [name, values] of Object.entries(machine.arrays)) entries.set(`arrays/${name}.npy`, npy_of(name, values));
  return zipped(entries);
}
