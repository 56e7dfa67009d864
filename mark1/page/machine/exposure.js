// An exposure: one stimulus shown through time, and reinforced pulse by pulse. See mark1/machine/exposure.py.

import { Correction } from "./correction.js";
import { CAUSES } from "./correction_log.js";
import { rint } from "./elementary.js";
// As many to the second as microvolts to the volt.
import { MICROVOLTS as MICROSECONDS } from "./potentiometers.js";

/** @typedef {import("./mark1.js").MarkI} MarkI */
/** How many R-units were corrected or reinforced, and the sums (n_r,) before it, V.
 * @typedef {{corrections: number, sum_v: Float64Array}} CorrectionResult */

/** Show a stimulus while the A-units ``a`` (n_a,) are on. Yields the sums (n_r,), V, wherever time may pass, and is
 * sent how many seconds did; undefined: as many as it takes to the next such place.
 * @param {MarkI} machine @param {Uint8Array} a @param {Int8Array} wanted @param {string} name @param {number} stimulus
 * @returns {Generator<Float64Array, CorrectionResult, number | undefined>} */
export function* exposed(machine, a, wanted, name, stimulus) {
  const bank = machine.potentiometers;
  bank.settle();
  const sum_v = bank.sum(a);
  const directions = machine.teacher.directions(sum_v, machine.response.answer(sum_v), wanted);
  const taught = { corrections: directions.filter((direction) => direction).length, sum_v: sum_v.slice() };
  const corrections = machine.reinforcement.sets(directions).flatMap((r) => due_at(machine, a, r, directions, sum_v));
  for (let left_s = machine.config.teacher.exposure_s; left_s > 0;) left_s -= (yield sum_v) ?? Infinity;
  let due = corrections;
  while (due.length) {
    for (const correction of due) correction.begin_pulse();
    while (bank.moving) {
      bank.step((yield sum_v) ?? Infinity);
      for (const correction of due) sum_v[correction.r] = correction.now_v;
    }
    due = due.filter((correction) => correction.goes_on(machine.teacher.undecided_v));
  }
  const motor_s = enter(machine, corrections, taught.corrections, name, stimulus);
  bank.decay(machine.config.teacher.exposure_s + motor_s);
  return taught;
}

/** The motors to run for R-unit ``r``. @param {MarkI} machine @param {Uint8Array} a @param {number} r
 * @param {Int8Array} directions @param {Float64Array} sum_v @returns {Correction[]} */
function due_at(machine, a, r, directions, sum_v) {
  const { potentiometers: bank, reinforcement: rule, teacher } = machine;
  const [active, idle] = [bank.active_pots(a, r), bank.active_pots(a, r, 0)];
  const answer = directions[r] * teacher.sign;
  return rule
    .runs(active, idle, directions[r])
    .map((run) => new Correction(bank, rule, run, active, r, answer, sum_v[r]));
}

/** Runs go into the log, and the presentation is counted: how long the longest was, s.
 * @param {MarkI} machine @param {Correction[]} corrections @param {number} done @param {string} name
 * @param {number} stimulus @returns {number} */
function enter(machine, corrections, done, name, stimulus) {
  const { log, potentiometers: bank } = machine;
  const cause = Math.max(0, CAUSES.indexOf(machine.teacher.rule));
  const rows = corrections.map(({ run, r, answer, sum_v, active, pulses }) => ({
    presentation: machine.presentations,
    stimulus,
    r,
    wanted: answer,
    sum_v,
    active: active.length,
    pulses,
    pulse_s: run.pulse_s,
    cause,
    part: run.part,
    share: run.share,
  }));
  corrections.forEach(({ run }, i) => run.pots.forEach((pot) => (bank.moved_by[pot] = log.rows.length + i)));
  log.add(rows, name);
  const runs_us = corrections.map(({ run, pulses }) => pulses * rint(run.pulse_s * MICROSECONDS));
  machine.spend(1, done, Math.max(0, ...runs_us));
  return Math.max(0, ...corrections.map(({ run, pulses }) => pulses * run.pulse_s));
}

/** Run a process without waiting for machine time. @template T @param {Generator<any, T, number | undefined>} process
 * @returns {T} */
export function run_to_end(process) {
  let step = process.next();
  while (!step.done) step = process.next();
  return step.value;
}
