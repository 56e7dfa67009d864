// The page's own pictures, as mark1/page/pictures.py packs them: a zip of arrays, and a table of contents.

import { array_from } from "../archive/npy.js";
import { unzipped } from "../archive/zip.js";
import { Library } from "./stimuli.js";

/** @param {Uint8Array} bytes @returns {Promise<Library>} */
export async function library_from(bytes) {
  const entries = await unzipped(bytes);
  const contents = JSON.parse(new TextDecoder().decode(entries.get("pictures.json")));
  const sets = new Map();
  for (const { name, classes, class_of, sources } of contents.sets) {
    const values = array_from(name, entries.get(`${name}.npy`) ?? new Uint8Array());
    const n_s = values.length / class_of.length;
    const light = class_of.map((/** @type {number} */ _, /** @type {number} */ i) =>
      values.slice(i * n_s, (i + 1) * n_s),
    );
    sets.set(name, { name, classes, class_of, sources, light });
  }
  return new Library(sets, contents.seen_with);
}
