// Labelled pictures, as light on the photocells: the page's own, and those that were kept in the album.

import { MachineError } from "../errors.js";

/** @typedef {{name: string, classes: string[], class_of: number[], light: Float32Array[], sources: string[] | null}} StimulusSet */

/** What a picture is called in reports: its source, or its number in the set, and its label.
 * @param {StimulusSet} stimuli @param {number} i @returns {string} */
export function name_of(stimuli, i) {
  const source = stimuli.sources ? stimuli.sources[i] : `${stimuli.name} number ${i}`;
  return `${source} (${stimuli.classes[stimuli.class_of[i]]})`;
}

/** The set whose classes are the distinct labels in natural order, 2 before 10.
 * @param {string} name @param {[string, Float32Array][]} pictures @returns {StimulusSet} */
export function labelled(name, pictures) {
  const classes = [...new Set(pictures.map(([label]) => label))].sort(in_natural_order);
  if (classes.length < 2) throw new MachineError("one_class");
  const class_of = pictures.map(([label]) => classes.indexOf(label));
  return { name, classes, class_of, light: pictures.map(([, light]) => light), sources: null };
}

/** @param {string} a @param {string} b @returns {number} */
function in_natural_order(a, b) {
  const [left, right] = [a, b].map((name) => name.toLowerCase().split(/([0-9]{1,18})/));
  for (let i = 0; i < Math.min(left.length, right.length); i++) {
    const by = i % 2 ? Number(left[i]) - Number(right[i]) : compared(left[i], right[i]);
    if (by) return by;
  }
  return left.length - right.length || compared(a, b);
}

/** @param {string} a @param {string} b @returns {number} */
const compared = (a, b) => (a < b ? -1 : Number(a > b));

/** The pictures that a page has of its own, by the name of their set; they fit one camera and one retina. */
export class Library {
  /** @param {Map<string, StimulusSet>} sets @param {string} seen_with what ``camera_of`` gives for the machine they fit */
  constructor(sets, seen_with) {
    this.sets = sets;
    this.seen_with = seen_with;
  }

  /** @param {string} name @param {import("../machine/config.js").MachineConfig} config @returns {StimulusSet} */
  set(name, config) {
    const found = this.sets.get(name);
    if (!found) throw new MachineError("no_set", { name, names: [...this.sets.keys(), "album"].join(", ") });
    if (camera_of(config) !== this.seen_with) throw new MachineError("other_camera");
    return found;
  }

  /** One picture: ``letter A``, ``letter A roman``, ``digit 7``. @param {string} kind @param {string[]} words
   * @param {import("../machine/config.js").MachineConfig} config @returns {Float32Array} */
  picture(kind, [label, face], config) {
    const stimuli = this.set(`${kind}s${face ? `:${face}` : ""}`, config);
    const index = stimuli.class_of.findIndex((of) => stimuli.classes[of] === label?.toUpperCase());
    if (index < 0) throw new MachineError("no_class", { label: label ?? "", classes: stimuli.classes.join(" ") });
    return stimuli.light[index];
  }
}

/** All that decides how a picture falls on the photocells, in one text.
 * @param {import("../machine/config.js").MachineConfig} config @returns {string} */
export function camera_of({ optics, retina }) {
  const settings = Object.entries(optics).sort(([a], [b]) => compared(a, b));
  return JSON.stringify([settings, retina.rows, retina.cols]);
}
