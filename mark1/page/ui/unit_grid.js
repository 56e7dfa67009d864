// A grid of units, R-unit by R-unit, as large as its place allows.
//
//     R0      R1      R2      R3
//     o o o   o o o   o o o   o o o
//     o o o   o o o   o o o   o o o

const GAP = 1; // between two groups, and for the name above one; in cells

export class UnitGrid {
  /** @param {number[]} sizes of the groups @param {number} width @param {number} height of the surface, px
   * @param {boolean} named whether groups have names above them */
  constructor(sizes, width, height, named) {
    this.sizes = sizes;
    this.starts = sizes.reduce((starts, size) => [...starts, starts[starts.length - 1] + size], [0]);
    this.above = named ? GAP : 0;
    const best = fitting(sizes, width, height, this.above);
    this.cell = best.cell;
    this.across = best.across;
    this.cols = best.cols;
    this.rows = best.rows;
    const [groups_across, groups_down] = [Math.min(this.across, sizes.length), Math.ceil(sizes.length / this.across)];
    this.left = (width - this.cell * (groups_across * (this.cols + GAP) - GAP)) / 2;
    this.top = (height - this.cell * (groups_down * (this.rows + this.above + GAP / 2) - GAP / 2)) / 2;
  }

  /** Where a group begins, px. @param {number} group @returns {[number, number]} */
  corner(group) {
    const x = this.left + (group % this.across) * (this.cols + GAP) * this.cell;
    const y =
      this.top + (Math.floor(group / this.across) * (this.rows + this.above + GAP / 2) + this.above) * this.cell;
    return [x, y];
  }

  /** The top left corner of every unit, px: (x, y) one after the other. @returns {Float64Array} */
  places() {
    const places = new Float64Array(2 * this.starts[this.sizes.length]);
    for (const [group, size] of this.sizes.entries()) {
      const [x, y] = this.corner(group);
      for (let i = 0; i < size; i++) {
        places[2 * (this.starts[group] + i)] = x + (i % this.cols) * this.cell;
        places[2 * (this.starts[group] + i) + 1] = y + Math.floor(i / this.cols) * this.cell;
      }
    }
    return places;
  }

  /** The unit at a place, or -1. @param {number} x @param {number} y @returns {number} */
  unit_at(x, y) {
    for (const [group, size] of this.sizes.entries()) {
      const [left, top] = this.corner(group);
      const [col, row] = [Math.floor((x - left) / this.cell), Math.floor((y - top) / this.cell)];
      const i = row * this.cols + col;
      if (col >= 0 && col < this.cols && row >= 0 && i < size) return this.starts[group] + i;
    }
    return -1;
  }
}

/** The arrangement with the largest cells. @param {number[]} sizes @param {number} width @param {number} height
 * @param {number} above */
function fitting(sizes, width, height, above) {
  const most = Math.max(1, ...sizes);
  let best = { cell: 0, across: 1, cols: 1, rows: most };
  for (let across = 1; across <= sizes.length; across++) {
    const down = Math.ceil(sizes.length / across);
    for (let cols = 1; cols <= Math.min(most, 512); cols++) {
      const rows = Math.ceil(most / cols);
      const cell = Math.min(width / (across * (cols + GAP)), height / (down * (rows + above + GAP / 2)));
      if (cell > best.cell) best = { cell, across, cols, rows };
    }
  }
  return best;
}
