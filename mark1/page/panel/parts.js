// Commands at the parts: dials, thresholds, wires, damage. See mark1/panel/commands/dials.py, wiring.py, damage.py.

import { MachineError } from "../errors.js";
import { RANGES, with_values } from "../machine/config.js";
import { rint } from "../machine/elementary.js";
import { exactly, to_number } from "./words.js";

/** @typedef {import("./session.js").Session} Session */
/** @typedef {import("./commands.js").Reply} Reply */
/** @typedef {import("./commands.js").Command} Command */

const US = 1_000_000;

/** A command that sets one number. @param {string} path @param {(session: Session, value: number) => void} put
 * @returns {Command} */
export function dial(path, put) {
  return {
    kind: "act",
    run(session, words) {
      const [low, high] = RANGES[path];
      const [name] = path.split(".").slice(1);
      const value = to_number(exactly(words, 1, `${name} VALUE`)[0], name, low, high);
      session.machine.instruct(with_values(session.machine.config, { [path]: value }));
      put(session, value);
      return { key: "set", values: { what: name, value } };
    },
  };
}

/** @param {Session} session @param {string[]} words @returns {Reply} */
export function trim(session, words) {
  const [unit, value] = exactly(words, 2, "trim A VALUE");
  const { association } = session.machine;
  const a = to_number(unit, "A-unit", 0, association.n_a - 1, true);
  association.trim[a] = to_number(value, "trim", -10_000, 10_000);
  return { key: "set", values: { what: `trim ${a}`, value } };
}

/** @param {Session} session @param {string[]} words @returns {Reply} */
export function set_dial(session, words) {
  const [unit, volts] = exactly(words, 2, "set POT VOLTS");
  const { potentiometers } = session.machine;
  const pot = to_number(unit, "pot", 0, potentiometers.n_pots - 1, true);
  potentiometers.set_by_hand(pot, to_number(volts, "volts", -Infinity, Infinity));
  return { key: "set", values: { what: `pot ${pot}`, value: volts } };
}

/** @param {Session} session @param {string[]} words @returns {Reply} */
export function wait(session, words) {
  const seconds = to_number(exactly(words, 1, "wait SECONDS")[0], "wait", 0, 1e9);
  const { machine } = session;
  machine.potentiometers.decay(seconds);
  machine.time_us = rint((machine.time_us / US + seconds) * US);
  return { key: "waited", values: { seconds } };
}

/** @param {Session} session @param {string[]} words @returns {Reply} */
export function plug(session, words) {
  const [s, a, sign] = exactly(words, 3, "plug S A +");
  if (sign !== "+" && sign !== "-") throw new MachineError("usage", { usage: "plug S A +" });
  const [n_s, n_a] = [session.machine.retina.n_s, session.machine.association.n_a];
  const units = [to_number(s, "S-unit", 0, n_s - 1, true), to_number(a, "A-unit", 0, n_a - 1, true)];
  session.machine.patch_board.plug(units[0], units[1], sign === "+" ? 1 : -1);
  return { key: "plugged", values: { s, a } };
}

/** @param {Session} session @param {string[]} words @returns {Reply} */
export function unplug(session, words) {
  const [s, a] = exactly(words, 2, "unplug S A").map((word) => to_number(word, "unit", 0, Infinity, true));
  session.machine.patch_board.unplug(s, a);
  return { key: "unplugged", values: { s, a } };
}

/** How many of a part there are, and what breaks them. @type {Record<string, [(session: Session) => number,
 * (session: Session, hit: number[]) => void]>} */
export const DAMAGE = {
  a: [({ machine }) => machine.association.n_a, ({ machine }, hit) => switch_on(machine.association.dead, hit)],
  cells: [({ machine }) => machine.retina.n_s, ({ machine }, hit) => switch_on(machine.retina.dead, hit)],
  "stuck-cells": [({ machine }) => machine.retina.n_s, ({ machine }, hit) => switch_on(machine.retina.stuck, hit)],
  motors: [
    ({ machine }) => machine.potentiometers.n_pots,
    ({ machine }, hit) => switch_on(machine.potentiometers.stuck, hit),
  ],
  wires: [({ machine }) => machine.patch_board.s_of_wire.length, ({ machine }, hit) => machine.patch_board.cut(hit)],
};

/** @param {Uint8Array} faults @param {number[]} hit */
function switch_on(faults, hit) {
  for (const i of hit) faults[i] = 1;
}

/** @param {Session} session @param {string[]} words @returns {Reply} */
export function damage(session, words) {
  const [part, amount] = exactly(words, 2, "damage a 10%");
  if (!Object.hasOwn(DAMAGE, part))
    throw new MachineError("expected", { what: "part", allowed: Object.keys(DAMAGE).join(", "), got: part });
  const [count, harm] = DAMAGE[part];
  const n = count(session);
  const share = amount.replace(/%$/, "");
  const hit =
    share === amount ? to_number(amount, "damage", 0, n, true) : rint((to_number(share, "damage", 0, 100) / 100) * n);
  harm(session, session.machine.chance("damage_rng").permutation(n).slice(0, hit));
  return { key: "damaged", values: { n: hit, of: n, part } };
}

/** @param {Session} session @returns {Reply} */
export function repair({ machine }) {
  for (const faults of [
    machine.association.dead,
    machine.retina.dead,
    machine.retina.stuck,
    machine.potentiometers.stuck,
  ])
    faults.fill(0);
  return { key: "repaired" };
}
