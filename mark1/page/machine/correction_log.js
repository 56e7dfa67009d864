// The correction log: for every potentiometer that ever moved, what moved it last. See mark1/machine/correction_log.py.

/** Motors that ran together; the columns of the log in a ``.mark1`` file.
 * @typedef {{presentation: number, stimulus: number, r: number, wanted: number, sum_v: number, active: number,
 * pulses: number, pulse_s: number, cause: number, part: number, share: number}} Row */

export const CAUSES = ["correction", "forced", "bivalent", "spontaneous"];
export const [ACTIVE, INACTIVE, OUTSIDE] = [0, 1, 2];
const SPARE = 1 << 12; // rows that may wait to be sorted out

/** One row a correction that is still the last of some pot; ``names`` say which stimulus it was. */
export class CorrectionLog {
  /** @param {Int32Array} moved_by (n_pots,) the number of each pot's row, or below 0 */
  constructor(moved_by) {
    this.moved_by = moved_by;
    /** @type {Row[]} */
    this.rows = [];
    /** @type {string[]} */
    this.names = [];
  }

  reset() {
    [this.rows, this.names] = [[], []];
  }

  /** @param {Row[]} rows @param {string} name */
  add(rows, name) {
    for (const row of rows) {
      this.rows.push(row);
      this.names.push(name);
    }
    if (this.rows.length > this.moved_by.length + SPARE) this.sort_out();
  }

  /** Drop the rows no pot refers to, and renumber. */
  sort_out() {
    const used = new Set(this.moved_by);
    const kept = [...this.rows.keys()].filter((i) => used.has(i));
    const number = new Map(kept.map((old, i) => [old, i]));
    for (let pot = 0; pot < this.moved_by.length; pot++) {
      if (this.moved_by[pot] >= 0) this.moved_by[pot] = number.get(this.moved_by[pot]) ?? -1;
    }
    [this.rows, this.names] = [kept.map((i) => this.rows[i]), kept.map((i) => this.names[i])];
  }
}
