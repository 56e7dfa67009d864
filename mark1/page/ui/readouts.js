// Readouts: the displays that follow the machine, once a frame.

import { put } from "./elements.js";
import { on_in } from "./teletype.js";

/** @typedef {import("./operator.js").Operator} Operator */
/** @typedef {import("./words.js").Words} Words */

/** How many units are on, and how training goes. @param {Operator} operator @param {Words} words */
export function show_readouts(operator, words) {
  const { machine, observation, course } = operator.session;
  put("s-on", words.say("page.s_on", { n: on_in(observation?.s), of: machine.retina.n_s }));
  put("a-on", String(on_in(observation?.a)));
  put("epochs", String(course?.epochs ?? 0));
  put("picture", course?.order.length ? `${course.place}/${course.order.length}` : "-");
  put("corrected", String(machine.corrections));
  put("accuracy", Number.isFinite(course?.accuracy ?? NaN) ? `${(100 * (course?.accuracy ?? 0)).toFixed(1)}%` : "-");
}

/** What is under way, or else what the machine is made of. @param {Operator} operator @param {Words} words
 * @returns {string} */
export function state_in_words(operator, words) {
  const { machine } = operator.session;
  if (operator.paused) return words.say("header.paused");
  if (operator.process)
    return words.say("page.working", { line: operator.line.split(" ").slice(0, 2).join(" ").slice(0, 24) });
  const values = { a: machine.association.n_a, pots: machine.potentiometers.n_pots, r: machine.response.n_r };
  return words.say("page.summary", values);
}
