// A training run: the trainer shows the pictures, epoch after epoch, until no answer is wrong.
// See mark1/training/training_run.py and mark1/backends/mark1_trainer.py.

import { exposed } from "../machine/exposure.js";
import { nearest } from "./answer.js";
import { name_of } from "./stimuli.js";

/** @typedef {import("./session.js").Session} Session */
/** @typedef {import("./stimuli.js").StimulusSet} StimulusSet */

/** Its progress and its results. ``corrections`` and ``wrong`` have one entry per epoch. */
export class TrainingRun {
  /** @param {StimulusSet} stimuli @param {number} wanted_epochs @param {string} rule */
  constructor(stimuli, wanted_epochs, rule) {
    this.stimuli = stimuli;
    this.wanted_epochs = wanted_epochs;
    this.rule = rule;
    /** @type {number[]} */
    this.corrections = [];
    /** @type {number[]} */
    this.wrong = [];
    /** @type {number[]} */
    this.order = [];
    this.place = 0;
    this.corrections_now = 0;
    /** @type {Set<number>} */
    this.wrong_now = new Set();
    this.showing = -1;
    this.settled = false;
    this.interrupted = false;
    this.accuracy = NaN;
  }

  get corrects() {
    return this.rule.endsWith("quantized");
  }

  get epochs() {
    return this.wrong.length;
  }

  get over() {
    return this.settled || this.epochs >= this.wanted_epochs;
  }

  /** A copy to continue with; this one stays as it is, for undo. @returns {TrainingRun} */
  resumed() {
    const own = { corrections: [...this.corrections], wrong: [...this.wrong], wrong_now: new Set(this.wrong_now) };
    return Object.assign(Object.create(TrainingRun.prototype), this, own, { interrupted: false });
  }

  /** A picture was shown. @param {number} i @param {number} corrections @param {boolean} wrong */
  add(i, corrections, wrong) {
    this.place += 1;
    this.showing = i;
    this.corrections_now += corrections;
    if (wrong) this.wrong_now.add(i);
    if (this.place < this.order.length) return;
    this.corrections.push(this.corrections_now);
    this.wrong.push(this.wrong_now.size);
    this.settled = this.corrects && this.corrections_now === 0;
  }
}

/** Show the next pictures of a run: how many were shown. Yields wherever time may pass.
 * @param {Session} session @param {TrainingRun} course @param {number} pictures @param {boolean} whole_epochs
 * @returns {Generator<unknown, number, number | undefined>} */
export function* advance(session, course, pictures, whole_epochs) {
  let shown = 0;
  while (!course.over && shown < pictures) {
    yield;
    if (course.place === course.order.length) {
      course.order = session.machine.chance("teacher_rng").permutation(course.stimuli.light.length);
      Object.assign(course, { place: 0, corrections_now: 0, wrong_now: new Set() });
    }
    yield* taught(session, course, course.order[course.place]);
    shown += 1;
    const at_rest = !whole_epochs || course.place === course.order.length;
    course.interrupted = session.asked_to_stop && at_rest && !course.over && shown < pictures;
    if (course.interrupted) break;
  }
  return shown;
}

/** One picture; whoever watches sees the sums change while the motors run. @param {Session} session
 * @param {TrainingRun} course @param {number} i @returns {Generator<unknown, void, number | undefined>} */
function* taught(session, course, i) {
  const { machine, code } = session;
  const { stimuli } = course;
  if (!code) throw new RangeError("no code");
  const [light, name, label] = [stimuli.light[i], name_of(stimuli, i), stimuli.classes[stimuli.class_of[i]]];
  const s = machine.retina.sense(light);
  const a = machine.association.fire(machine.patch_board.carry(s));
  const teaching = exposed(machine, a, code.word(label), name, i);
  let step = teaching.next();
  while (!step.done) {
    const sum_v = step.value;
    session.observation = { name, light, s, a, sum_v: sum_v.slice(), responses: machine.response.answer(sum_v) };
    step = teaching.next(yield);
  }
  const { corrections, sum_v } = step.value;
  const mistaken = course.rule !== "spontaneous" && nearest(machine, code, sum_v) !== code.classes.indexOf(label);
  course.add(i, corrections, course.corrects ? corrections > 0 : mistaken);
}
