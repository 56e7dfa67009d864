// Commands of the trainer: one picture, or a training run. See mark1/panel/commands/teaching.py, course.py.

import { MachineError } from "../errors.js";
import { with_values } from "../machine/config.js";
import { exposed } from "../machine/exposure.js";
import { look } from "./answer.js";
import { line_of } from "./quoting.js";
import { name_of } from "./stimuli.js";
import { advance, TrainingRun } from "./training_run.js";
import { exactly, to_number, to_options } from "./words.js";

/** @typedef {import("./session.js").Session} Session */
/** @typedef {import("./commands.js").Reply} Reply */
/** @typedef {import("./commands.js").Process} Process */

const DEFAULT_EPOCHS = 100;
const MOST_EPOCHS = 100_000;

/** @param {Session} session @param {string[]} words @returns {Process} */
export function* teach(session, words) {
  const [label] = exactly(words, 1, "teach A");
  const { machine, observation } = session;
  if (!observation) throw new MachineError("no_picture");
  if (!session.code) session.adopt(usual_classes(label));
  const word = session.code?.word(label) ?? new Int8Array();
  const { light, name } = observation;
  const a = machine.activity(light);
  const teaching = exposed(machine, a, word, `${name} (${label})`, 0);
  let step = teaching.next();
  while (!step.done) {
    const sum_v = step.value;
    session.observation = { ...observation, sum_v: sum_v.slice(), responses: machine.response.answer(sum_v) };
    step = teaching.next(yield);
  }
  session.look(light, name);
  return { key: machine.teacher.corrects ? "taught" : "reinforced", values: { n: step.value.corrections, label } };
}

/** @param {string} label @returns {string[]} */
function usual_classes(label) {
  for (const usual of ["ABCDEFGHIJKLMNOPQRSTUVWXYZ", "0123456789"])
    if (label.length === 1 && usual.includes(label)) return [...usual];
  throw new MachineError("no_class", { label, classes: "A-Z, 0-9" });
}

/** @param {Session} session @param {string[]} words @returns {TrainingRun} */
function begun(session, [data, ...rest]) {
  if (!data) throw new MachineError("usage", { usage: "train letters epochs 10" });
  const { rule } = session.machine.config.teacher;
  const { epochs } = to_options(rest, ["epochs"]);
  const usual = rule.endsWith("quantized") ? DEFAULT_EPOCHS : 1;
  const most = epochs === undefined ? usual : to_number(epochs, "epochs", 1, MOST_EPOCHS, true);
  const stimuli = session.stimuli(data);
  session.adopt(stimuli.classes);
  return new TrainingRun(stimuli, most, rule);
}

/** @param {Session} session @param {string[]} words @returns {Reply} */
export function course(session, words) {
  session.course = begun(session, words);
  const { stimuli, wanted_epochs } = session.course;
  return {
    key: "course",
    values: { n: stimuli.light.length },
    line: line_of(["course", words[0], "epochs", `${wanted_epochs}`]),
  };
}

/** @param {Session} session @param {string[]} words @returns {Process} */
export function* train(session, words) {
  session.course = begun(session, words);
  const seen = session.observation;
  yield* shown(session, Infinity, true);
  session.observation = seen;
  const { epochs, corrections, wrong, accuracy } = session.course;
  const values = {
    n: epochs,
    corrections: corrections.reduce((sum, n) => sum + n, 0),
    wrong: wrong.at(-1) ?? 0,
    accuracy,
  };
  return { key: "trained", values, line: line_of(["train", words[0], "epochs", `${Math.max(1, epochs)}`]) };
}

/** @param {Session} session @param {number} pictures @param {boolean} whole_epochs
 * @returns {Generator<unknown, number, number | undefined>} */
function* shown(session, pictures, whole_epochs) {
  if (!session.course) throw new MachineError("no_course");
  const run = (session.course = session.course.resumed());
  run.rule = session.machine.config.teacher.rule;
  const n = yield* advance(session, run, pictures, whole_epochs);
  if (run.over || whole_epochs) run.accuracy = session.accuracy(run.stimuli);
  const { stimuli, showing } = run;
  if (showing >= 0) {
    const name = name_of(stimuli, showing);
    session.observation = session.with_same_chance(() => look(session.machine, name, stimuli.light[showing]));
  }
  return n;
}

/** @param {Session} session @param {number} pictures @returns {Process} */
export function* go_on(session, pictures) {
  if (!session.course) throw new MachineError("no_course");
  if (session.course.over) throw new MachineError("course_over");
  const n = Math.max(1, yield* shown(session, pictures, false));
  const { epochs, place, order, wrong, accuracy } = session.course;
  const values = {
    n: epochs + Number(place < order.length),
    place,
    of: order.length,
    wrong: wrong.at(-1) ?? 0,
    accuracy,
  };
  return { key: session.course.over ? "run_over" : "stepped", values, line: `step ${n}` };
}

/** @param {Session} session @param {string[]} words @returns {Reply} */
export function rule(session, words) {
  if (!words.length) throw new MachineError("usage", { usage: "rule forced gain gamma" });
  const options = to_options(words.slice(1), ["gain", "feed", "sign"]);
  if (options.feed && options.gain !== "beta")
    throw new MachineError("usage", { usage: "rule forced gain beta feed 20" });
  const values = {
    "teacher.rule": words[0],
    "teacher.gain": options.gain ?? "alpha",
    "teacher.sign": options.sign ?? "positive",
    "teacher.feed": options.feed ? to_number(options.feed, "feed", 0.001, 100_000) : 16,
  };
  session.machine.instruct(with_values(session.machine.config, values));
  return { key: "rule", values: { rule: words.join(" ") } };
}

/** @param {Session} session @param {string[]} words @returns {Reply} */
export function evaluate(session, words) {
  const [data] = exactly(words, 1, "evaluate DATA");
  return { key: "evaluated", values: { data, accuracy: session.accuracy(session.stimuli(data)) } };
}
