// The state of a machine, as arrays and plain values: what a save restores, and undo. See mark1/machine/state.py.

import { MachineError } from "../errors.js";
import { config_from } from "./config.js";
import { CAUSES } from "./correction_log.js";
import { rint } from "./elementary.js";
import { MarkI } from "./mark1.js";
import { MICROVOLTS as MICROSECONDS } from "./potentiometers.js";

/** @typedef {import("./correction_log.js").Row} Row */
/** Arrays by name (``part.array``); the log's rows are objects.
 * @typedef {Record<string, any>} Arrays */
/** @typedef {{plain: any, arrays: Arrays}} State */

/** Part, attribute, and the name of its array in a file. @type {[string, string, string][]} */
const ATTRIBUTES = [
  ...["gain", "dead", "stuck", "level"].map((name) => ["retina", name]),
  ...["trim", "dead"].map((name) => ["association", name]),
  ...[
    "wiper",
    "shaft",
    "came_from",
    "moved_by",
    "speed_v_per_s",
    "stuck",
    "direction",
    "run_s",
    "pulse_s",
    "run_from",
  ].map((name) => ["potentiometers", name]),
].map(([part, name]) => [part, name, `${part}.${name === "direction" ? "way" : name}`]);
const WIRES = ["s_of_wire", "a_of_wire", "sign_of_wire"];
const MOST_POTS = 400_000; // of a machine on a page
const GENERATORS = ["retina.rng", "patch_board.rng", "potentiometers.rng", "teacher_rng", "damage_rng"];

/** All of a machine: plain values that JSON can hold, and copies of its arrays. @param {MarkI} machine
 * @returns {State} */
export function capture(machine) {
  machine.log.sort_out();
  const parts = /** @type {any} */ (machine);
  /** @type {Arrays} */
  const arrays = { "log.rows": machine.log.rows.slice() };
  for (const [part, name, stored] of ATTRIBUTES) arrays[stored] = parts[part][name].slice();
  for (const name of WIRES) arrays[`patch_board.${name}`] = parts.patch_board[name]; // replaced, never written
  const plain = {
    config: machine.config,
    theta: machine.association.theta,
    sockets: machine.patch_board.sockets,
    log_names: machine.log.names.slice(),
    generators: Object.fromEntries([...machine.generators].map(([name, rng]) => [name, rng.capture()])),
    presentations: machine.presentations,
    corrections: machine.corrections,
    machine_time_s: machine.time_us / MICROSECONDS,
  };
  return { plain, arrays };
}

/** The machine that ``capture`` saw. Throws MachineError if the values cannot be a machine's. @param {State} state
 * @returns {MarkI} */
export function restored({ plain, arrays }) {
  const config = config_from(plain.config);
  require_modest(config);
  if (GENERATORS.some((name) => plain.generators?.[name]?.bit_generator !== "PCG64")) fail("generators");
  if (config.draw === 1 && (config.retina.noise || config.potentiometers.noise_v)) throw new MachineError("old_noise");
  const machine = new MarkI(config, plain.generators);
  const parts = /** @type {any} */ (machine);
  for (const [part, name, stored] of ATTRIBUTES) fill(parts[part][name], arrays[stored], stored);
  set_wires(machine, plain, arrays);
  set_numbers(machine, plain);
  set_log(machine, plain, arrays);
  return machine;
}

/** @param {import("./config.js").MachineConfig} config */
function require_modest({ association, response, potentiometers }) {
  const n_pots = association.n_a * (potentiometers.pots === "shared" ? response.n_r : 1);
  if (n_pots > MOST_POTS) throw new MachineError("machine_too_large", { n: n_pots, most: MOST_POTS });
  if (potentiometers.pots === "disjoint" && association.n_a < response.n_r) fail("association.n_a");
}

/** Copy an array into a part's own, if it is of the same length and kind and all of it finite.
 * @param {any} own @param {any} given @param {string} name */
function fill(own, given, name) {
  const fits = given?.constructor === own.constructor && given.length === own.length;
  const endless = name === "potentiometers.run_s"; // infinite for a motor that was let run until it rests
  if (!fits || !given.every((/** @type {number} */ value) => Number.isFinite(value) || (endless && value > 0)))
    fail(name);
  own.set(given);
}

/** @param {MarkI} machine @param {any} plain @param {Arrays} arrays */
function set_wires({ patch_board: board }, plain, arrays) {
  const [s, a, sign] = WIRES.map((name) => arrays[`patch_board.${name}`]);
  const kinds = s instanceof Int32Array && a instanceof Int32Array && sign instanceof Int8Array;
  if (!kinds || s.length !== a.length || s.length !== sign.length) fail("patch_board");
  const used = new Int32Array(board.n_s);
  const joined = new Set();
  for (let i = 0; i < s.length; i++) {
    const there = s[i] >= 0 && s[i] < board.n_s && a[i] >= 0 && a[i] < board.n_a && Math.abs(sign[i]) === 1;
    if (!there || (i && a[i] < a[i - 1])) fail("patch_board");
    used[s[i]] += 1;
    joined.add(a[i] * board.n_s + s[i]);
  }
  const most = used.reduce((most, n) => Math.max(most, n), 0);
  if (joined.size < s.length || !Number.isInteger(plain.sockets) || plain.sockets < most) fail("patch_board");
  board.rewire(s, a, sign);
  board.sockets = plain.sockets;
}

/** @param {MarkI} machine @param {any} plain */
function set_numbers(machine, plain) {
  const { theta, presentations, corrections, machine_time_s } = plain;
  const counted = [presentations, corrections].every((count) => Number.isSafeInteger(count) && count >= 0);
  if (!(Math.abs(theta) <= 10_000) || !counted || !(machine_time_s >= 0 && machine_time_s < Infinity)) fail("counters");
  machine.association.theta = theta;
  [machine.presentations, machine.corrections] = [presentations, corrections];
  machine.time_us = rint(machine_time_s * MICROSECONDS);
}

/** The log, and the pots' places in it; wipers and shafts between the stops, motors that can be.
 * @param {MarkI} machine @param {any} plain @param {Arrays} arrays */
function set_log(machine, plain, arrays) {
  const { potentiometers: bank, log } = machine;
  /** @type {Row[]} */
  const rows = arrays["log.rows"];
  const names = plain.log_names;
  if (!Array.isArray(rows) || !Array.isArray(names) || names.length !== rows.length) fail("log");
  if (!names.every((/** @type {any} */ name) => typeof name === "string")) fail("log");
  if (!rows.every((row) => possible(row, bank.n_r))) fail("log");
  for (let pot = 0; pot < bank.n_pots; pot++) {
    const [wiper, shaft] = [bank.wiper[pot], bank.shaft[pot]];
    const placed = Math.abs(shaft) <= bank.limit && Math.abs(wiper - shaft) <= bank.half_lash;
    const driven = Math.abs(bank.direction[pot]) <= 1 && (!bank.direction[pot] || bank.pulse_s[pot] > 0);
    if (!placed || !driven || bank.moved_by[pot] < -3 || bank.moved_by[pot] >= rows.length) fail("potentiometers");
  }
  [log.rows, log.names] = [rows.slice(), names.slice()];
}

/** @param {Row} row @param {number} n_r @returns {boolean} */
function possible(row, n_r) {
  const named = row.r >= 0 && row.r < n_r && CAUSES[row.cause] !== undefined && [0, 1, 2].includes(row.part);
  return named && Number.isFinite(row.sum_v) && row.pulse_s > 0 && row.share !== 0 && Number.isFinite(row.share);
}

/** @param {string} part @returns {never} */
function fail(part) {
  throw new MachineError("not_a_machine", { part });
}
