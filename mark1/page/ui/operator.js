// The operator: works off lines, one at a time, at the pace that was chosen; the screen only draws.
//
//     lines  -->  [speed, pause]  -->  panel's process, in portions of machine time  -->  reply, or what went wrong

import { MachineError } from "../errors.js";
import { work } from "../panel/commands.js";

/** @typedef {import("../panel/session.js").Session} Session */
/** @typedef {import("../panel/commands.js").Reply} Reply */

const PORTION_S = 0.5; // of machine time: a phase that ends takes what is left of a portion with it
const FRAME_MS = 8; // of work between two frames, when nothing is waited for
const LONGEST_FRAME_S = 0.1; // a page that was asleep does not catch up

/** What others hear: what a line came to, or the error that ended it.
 * @typedef {{replied: (line: string, reply: Reply) => void, failed: (line: string, error: unknown) => void}} Listener */

export class Operator {
  /** @param {Session} session @param {Listener} listener */
  constructor(session, listener) {
    this.session = session;
    this.listener = listener;
    this.speed = 1;
    this.paused = false;
    this.line = "";
    /** @type {string[]} */
    this.waiting = [];
    /** @type {import("../panel/commands.js").Process | null} */
    this.process = null;
  }

  get busy() {
    return this.process !== null || this.waiting.length > 0;
  }

  /** Do these lines, one after the other; refused while something is under way. @param {...string} lines */
  submit(...lines) {
    if (this.process) return this.listener.failed(lines[0], new MachineError("still_running", { line: this.line }));
    this.waiting.push(...lines);
    this.begin();
  }

  /** End what is under way: a training run between two pictures, anything else as if it had not begun. */
  stop() {
    this.waiting = [];
    this.paused = false;
    if (!this.process) return;
    this.session.asked_to_stop = true;
    if (!/^(train|run|step)\b/.test(this.line)) {
      this.process.return(/** @type {any} */ (undefined));
      this.process = null;
    }
  }

  /** Let machine time pass for one frame; whether anything was done. @param {number} dt_s of the clock */
  tick(dt_s) {
    if (!this.process || this.paused) return false;
    const until = performance.now() + FRAME_MS;
    if (this.speed === Infinity || this.session.asked_to_stop) {
      while (this.process && performance.now() < until) this.send(undefined);
      return true;
    }
    let left_s = Math.min(dt_s, LONGEST_FRAME_S) * this.speed;
    while (this.process && left_s > 0 && performance.now() < until) {
      this.send(Math.min(left_s, PORTION_S));
      left_s -= PORTION_S;
    }
    return true;
  }

  // ---- inside

  begin() {
    while (!this.process && this.waiting.length) {
      this.line = String(this.waiting.shift());
      this.process = work(this.session, this.line);
      this.send(undefined);
    }
  }

  /** @param {number | undefined} dt_s */
  send(dt_s) {
    const { process, line } = this;
    if (!process) return;
    try {
      const step = process.next(/** @type {any} */ (dt_s));
      if (!step.done) return;
      this.process = null;
      this.listener.replied(line, step.value);
    } catch (error) {
      this.process = null;
      this.waiting = [];
      this.listener.failed(line, error);
    }
    this.begin();
  }
}
