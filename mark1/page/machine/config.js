// The settings of a machine, as a .mark1 file has them: see mark1/machine/config.py. Types, and the limits of a page.

import { MachineError } from "../errors.js";

/** @typedef {{rows: number, cols: number, threshold: number, gain_spread: number, noise: number, lag_s: number}} RetinaConfig */
/** @typedef {{n_a: number, theta: number}} AssociationConfig */
/** @typedef {{pots: string, ideal: boolean, stop_v: number, speed_v_per_s: number, speed_spread: number, coast_s: number,
 * backlash_v: number, noise_v: number, decay_per_s: number}} PotentiometerConfig */
/** @typedef {{n_r: number, undecided_v: number}} ResponseConfig */
/** @typedef {{rule: string, gain: string, feed: number, sign: string, code: string, pulse_s: number,
 * exposure_s: number}} TeacherConfig */
/** @typedef {{optics: Record<string, any>, retina: RetinaConfig, patch_board: Record<string, any>,
 * association: AssociationConfig, potentiometers: PotentiometerConfig, response: ResponseConfig,
 * teacher: TeacherConfig, seed: number | bigint, draw: number}} MachineConfig */

/** @type {Record<string, [number, number]>} */
export const RANGES = {
  "retina.rows": [1, 256],
  "retina.cols": [1, 256],
  "retina.threshold": [0, 1],
  "retina.noise": [0, 10],
  "association.n_a": [1, 100_000],
  "association.theta": [-10_000, 10_000],
  "potentiometers.stop_v": [0.001, 500],
  "potentiometers.speed_v_per_s": [0.001, 1000],
  "potentiometers.coast_s": [0, 60],
  "potentiometers.backlash_v": [0, 100],
  "potentiometers.noise_v": [0, 100],
  "potentiometers.decay_per_s": [0, 1],
  "response.n_r": [1, 1024],
  "response.undecided_v": [0, 10_000],
  "teacher.feed": [0.001, 100_000],
  "teacher.pulse_s": [0.001, 3600],
  "teacher.exposure_s": [0, 3600],
};
const WHOLE = ["retina.rows", "retina.cols", "association.n_a", "response.n_r"];
/** @type {Record<string, any[]>} */
const ALLOWED = {
  "potentiometers.pots": ["disjoint", "shared"],
  "potentiometers.ideal": [true, false],
  "teacher.rule": ["quantized", "nonquantized", "forced", "bivalent", "spontaneous"],
  "teacher.gain": ["alpha", "beta", "gamma"],
  "teacher.sign": ["positive", "negative"],
  "teacher.code": ["binary", "onehot"],
};

/** The settings, checked. Throws MachineError for one that is missing or out of its range, or an impossible rule.
 * @param {any} plain @returns {MachineConfig} */
export function config_from(plain) {
  const at = (/** @type {string} */ path) => path.split(".").reduce((part, name) => part?.[name], plain);
  for (const [path, [low, high]] of Object.entries(RANGES)) {
    const value = at(path);
    const fits = typeof value === "number" && value >= low && value <= high;
    if (!fits || (WHOLE.includes(path) && !Number.isInteger(value))) refuse(path, `${low} - ${high}`, value);
  }
  for (const [path, allowed] of Object.entries(ALLOWED)) {
    if (!allowed.includes(at(path))) refuse(path, allowed.join(", "), at(path));
  }
  check_rule(plain.teacher, plain.potentiometers);
  return plain;
}

/** Throws for a gain or a sign that the rule, or an ideal bank, does not have.
 * @param {TeacherConfig} teacher @param {PotentiometerConfig} potentiometers */
function check_rule(teacher, potentiometers) {
  const corrects = teacher.rule.endsWith("quantized");
  if (teacher.gain !== "alpha" && (corrects || potentiometers.ideal)) refuse("teacher.gain", "alpha", teacher.gain);
  if (teacher.sign !== "positive" && teacher.rule !== "bivalent") refuse("teacher.sign", "positive", teacher.sign);
  const restless = potentiometers.decay_per_s || potentiometers.noise_v;
  if (potentiometers.ideal && restless) refuse("potentiometers.ideal", "false", true);
}

/** @param {string} what @param {string} allowed @param {any} got */
function refuse(what, allowed, got) {
  throw new MachineError("expected", { what, allowed, got: String(got) });
}

/** A copy of the settings with one value changed, checked. @param {MachineConfig} config
 * @param {Record<string, any>} values by path, such as "retina.noise" @returns {MachineConfig} */
export function with_values(config, values) {
  /** @type {any} */
  const changed = { ...config };
  for (const [path, value] of Object.entries(values)) {
    const [part, name] = path.split(".");
    changed[part] = { ...changed[part], [name]: value };
  }
  return config_from(changed);
}
