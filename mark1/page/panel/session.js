// The session: the machine, the picture it looks at, what it was taught; and undo. See mark1/panel/session.py, undo.py.

import { MachineError } from "../errors.js";
import { capture, restored } from "../machine/state.js";
import { AnswerCode } from "../machine/teacher.js";
import { answer, look, nearest } from "./answer.js";
import { labelled } from "./stimuli.js";

/** @typedef {import("../archive/mark1_file.js").Saved} Saved */
/** @typedef {import("./answer.js").Observation} Observation */
/** @typedef {import("./training_run.js").TrainingRun} TrainingRun */
/** All that undo must bring back. @typedef {{machine: import("../machine/state.js").State, code: AnswerCode | null,
 * observation: Observation | null, course: TrainingRun | null, history: string[]}} Present */
/** @typedef {{line: string, state: Present}} Change */

const UNDO_STEPS = 50;
const UNDO_POTS = 2_000_000; // of all earlier states together: some 100 MB
export const HISTORY_LINES = 10_000;
const ALBUM = "album";

/** One machine with its code, its observation and its history; ``work`` in ``commands.js`` is the way to change it. */
export class Session {
  /** @param {Saved} saved @param {import("./stimuli.js").Library} library */
  constructor(saved, library) {
    this.library = library;
    this.machine = restored(saved.machine);
    this.code = code_from(saved, this.machine.response.n_r);
    this.asked_r_units = saved.asked_r_units;
    this.history = [...saved.history];
    /** @type {Observation | null} */
    this.observation = null;
    /** @type {TrainingRun | null} */
    this.course = null;
    /** @type {[string, Float32Array][]} */
    this.album = [];
    /** @type {Change[]} */
    this.past = [];
    /** @type {Change[]} */
    this.future = [];
    this.asked_to_stop = false;
    this.under_way = "";
  }

  // ---- pictures

  /** Let the machine see light on its retina. ``again``: with the jitter that the photocells had when they saw that.
   * @param {Float32Array} light @param {string} name @param {Observation | null} [again] @returns {Observation} */
  look(light, name, again = null) {
    const { rng } = this.machine.retina;
    const before = rng.capture();
    const chance = again?.chance ?? before;
    rng.restore(chance);
    this.observation = { ...look(this.machine, name, light), chance };
    if (chance !== before) rng.restore(before);
    return this.observation;
  }

  /** The answer to the picture before the camera. */
  answer() {
    return this.observation && answer(this.machine, this.code, this.observation);
  }

  /** @param {string} data @returns {import("./stimuli.js").StimulusSet} */
  stimuli(data) {
    if (data !== ALBUM) return this.library.set(data, this.machine.config);
    const n_s = this.machine.retina.n_s;
    if (!this.album.length || this.album.some(([, light]) => light.length !== n_s))
      throw new MachineError("empty_album");
    return labelled(ALBUM, this.album);
  }

  /** Make the code for these classes, unless the one in use has them all. @param {string[]} classes */
  adopt(classes) {
    const { code } = this;
    const strange = code && classes.find((label) => !code.classes.includes(label));
    if (code && strange === undefined) return;
    if (code && this.machine.corrections) throw new MachineError("other_classes", { label: String(strange) });
    const { teacher, response } = this.machine.config;
    this.code = new AnswerCode(teacher.code, classes, response.n_r);
  }

  /** The fraction of pictures that are taken for what they are. @param {import("./stimuli.js").StimulusSet} stimuli */
  accuracy(stimuli) {
    const { machine, code } = this;
    if (!code) throw new MachineError("not_trained");
    for (const label of stimuli.classes) code.word(label);
    const activity = stimuli.light.map((light) => machine.activity(light));
    const taken = activity.map((a) => code.classes[nearest(machine, code, machine.potentiometers.sum(a))]);
    return taken.filter((label, i) => label === stimuli.classes[stimuli.class_of[i]]).length / taken.length;
  }

  /** Do something that draws chance as if it had not. @template T @param {() => T} task @returns {T} */
  with_same_chance(task) {
    const before = [...this.machine.generators.values()].map((rng) => rng.capture());
    const result = task();
    [...this.machine.generators.values()].forEach((rng, i) => rng.restore(before[i]));
    return result;
  }

  // ---- files

  /** @returns {Saved} */
  saved() {
    const code = this.code && { name: this.code.name, classes: this.code.classes };
    return { machine: capture(this.machine), code, asked_r_units: this.asked_r_units, history: this.history };
  }

  /** Replace the machine by a saved one. Throws MachineError; the machine then stays. @param {Saved} saved */
  load(saved) {
    const before = this.present();
    const machine = restored(saved.machine);
    const code = code_from(saved, machine.response.n_r);
    const { asked_r_units, history } = saved;
    Object.assign(this, { machine, code, asked_r_units, history: [...history], observation: null, course: null });
    this.remember("load", before);
  }

  // ---- undo

  /** @returns {Present} */
  present() {
    const { code, observation, course, history } = this;
    return { machine: capture(this.machine), code, observation, course, history };
  }

  /** @param {Present} state */
  return_to({ machine, code, observation, course, history }) {
    Object.assign(this, { machine: restored(machine), code, observation, course, history });
  }

  /** @param {string} line @param {Present} before @param {boolean} [amends] whether it is part of the last change */
  remember(line, before, amends = false) {
    const last = amends ? this.past.pop() : undefined;
    this.past = [...this.past, { line, state: last?.state ?? before }].slice(-this.undo_steps);
    this.future = [];
  }

  /** How many earlier states are kept, the fewer the larger the machine. @returns {number} */
  get undo_steps() {
    return Math.max(1, Math.min(UNDO_STEPS, Math.floor(UNDO_POTS / this.machine.potentiometers.n_pots)));
  }

  /** Undo the last change: its line. @returns {string} */
  undo() {
    return this.exchange("past", "future", "nothing_to_undo");
  }

  /** Redo the change that was undone last: its line. @returns {string} */
  redo() {
    return this.exchange("future", "past", "nothing_to_redo");
  }

  /** @param {"past" | "future"} from @param {"past" | "future"} to @param {string} none @returns {string} */
  exchange(from, to, none) {
    const change = this[from].at(-1);
    if (!change) throw new MachineError(none);
    const present = this.present();
    this.return_to(change.state);
    this[from] = this[from].slice(0, -1);
    this[to] = [...this[to], { line: change.line, state: present }];
    return change.line;
  }
}

/** @param {Saved} saved @param {number} n_r @returns {AnswerCode | null} */
function code_from({ code }, n_r) {
  return code && new AnswerCode(code.name, code.classes, n_r);
}
