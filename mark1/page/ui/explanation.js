// Explanation: why a dial last moved, in numbers that can be checked with pencil and paper.
// See mark1/machine/explanation.py; the sentences are those of [page_why] in the catalogue.

import { ACTIVE, CAUSES, INACTIVE, OUTSIDE } from "../machine/correction_log.js";
import { BY_HAND, BY_MOTOR, NEVER } from "../machine/potentiometers.js";
import { signed } from "./words.js";

/** @typedef {import("../machine/mark1.js").MarkI} MarkI */
/** @typedef {import("../machine/correction_log.js").Row} Row */
/** @typedef {(key: string, values?: Record<string, any>) => string} Say */

/** A number of at most 6 (or as many) significant digits. @param {number} value @param {number} [digits] */
const short = (value, digits = 6) => String(Number(value.toPrecision(digits)));

/** Why a pot last moved. @param {MarkI} machine @param {number} pot @param {Say} say a text of [page_why] @returns {string} */
export function why(machine, pot, say) {
  const bank = machine.potentiometers;
  const [a, r] = [bank.a_of(pot), bank.r_of(pot)];
  const now = signed(bank.wiper[pot] / bank.counts_per_v, 3);
  const before = signed(bank.came_from[pot] / bank.counts_per_v, 3);
  const name = say("pot", { pot, a, r, now });
  const moved_by = bank.moved_by[pot];
  if (moved_by === NEVER)
    return `${name} ${say(machine.teacher.corrects ? "never_wrong" : "never_reinforced", { a, r })}`;
  if (moved_by === BY_HAND) return `${name} ${say("by_hand", { before })}`;
  if (bank.direction[pot]) return `${name} ${say(bank.direction[pot] > 0 ? "running_up" : "running_down", { before })}`;
  if (moved_by === BY_MOTOR) return `${name} ${say("by_motor", { before })}`;
  const row = machine.log.rows[moved_by];
  const n_set = bank.start_of_r[r + 1] - bank.start_of_r[r];
  const last = say("last", { n: row.presentation + 1, name: machine.log.names[moved_by] });
  return `${name} ${last} ${reason(row, n_set, say)} ${motor(machine, pot, row, say)} ${before} V -> ${now} V.`;
}

/** Why the motors of a row ran, which way and how long. @param {Row} row @param {number} n_set @param {Say} say */
function reason(row, n_set, say) {
  const ran = say(row.share > 0 ? "up" : "down", { pulses: row.pulses, pulse: short(row.pulse_s) });
  const wanted = signed(row.wanted, 0);
  const values = { active: row.active, r: row.r, sum: signed(row.sum_v, 3), wanted, ran, n: n_set };
  if (CAUSES[row.cause] === "correction") return say("correction", values);
  return `${event(row, values, say)}${part(row, n_set, say)} ${say("ran", values)}`;
}

/** What was reinforced, and by which rule. @param {Row} row @param {Record<string, any>} values @param {Say} say */
function event(row, values, say) {
  if (row.part === OUTSIDE) return say("outside", values);
  if (CAUSES[row.cause] !== "bivalent") return say(CAUSES[row.cause], values);
  const along = (row.share > 0 ? 1 : -1) === row.wanted;
  return say(along === (row.part === ACTIVE) ? "positive" : "negative", values);
}

/** The share of the pot's group in the table of gains, as arithmetic. @param {Row} row @param {number} n_set @param {Say} say */
function part(row, n_set, say) {
  const share = Math.abs(row.share);
  const values = {
    active: row.active,
    n: n_set,
    share: short(share, 4),
    fed: short(share * row.active, 4),
    all: short(row.share * n_set, 4),
  };
  if (row.part === INACTIVE) return say("part_off", values);
  if (row.part === OUTSIDE) return say("part_fed", values);
  return say(share === 1 ? "part_one" : "part_share", values);
}

/** The arithmetic of one motor's run. @param {MarkI} machine @param {number} pot @param {Row} row @param {Say} say */
function motor({ potentiometers: bank }, pot, row, say) {
  const direction = row.share > 0 ? 1 : -1;
  if (bank.stuck[pot]) return say("stuck");
  if (bank.config.ideal) return say("ideal", { direction: signed(direction, 0), pulses: row.pulses });
  const { coast_s, decay_per_s, backlash_v, stop_v } = bank.config;
  const distance_v = bank.travelled(pot, row.pulse_s, Infinity) / bank.counts_per_v;
  return say("motor", {
    speed: bank.speed_v_per_s[pot].toFixed(4),
    coast: short(coast_s),
    direction: signed(direction, 0),
    pulses: row.pulses,
    pulse: short(row.pulse_s),
    distance: signed(direction * row.pulses * distance_v, 3),
    play: short(backlash_v),
    stop: short(stop_v),
    decay: decay_per_s ? say("decay", { rate: short(decay_per_s) }) : "",
  });
}
