// The A-units on the screen: a lamp for each, in the groups of their R-units.

import { lamps, LEVELS } from "./paint.js";
import { Surface } from "./surface.js";
import { UnitGrid } from "./unit_grid.js";

const GLOW_S = 0.06; // time constant of a filament

export class AssociationView {
  /** @param {HTMLCanvasElement} canvas @param {import("./frame.js").Desk} desk */
  constructor(canvas, desk) {
    this.surface = new Surface(canvas, () => (this.epoch = -1));
    this.epoch = -1;
    this.sprites = canvas;
    this.level = new Float32Array(0);
    this.shown = new Int8Array(0);
    /** @type {Float64Array} */
    this.places = new Float64Array(0);
    this.size = 1;
    this.grid = new UnitGrid([1], 1, 1, false);
    canvas.addEventListener("pointerdown", (event) => {
      const unit = this.grid.unit_at(...this.surface.place(event));
      if (unit >= 0) desk.unit_chosen(unit);
    });
  }

  /** @param {import("./frame.js").Frame} frame */
  lay_out({ session, palette, epoch }) {
    const { potentiometers: bank, association } = session.machine;
    const sizes =
      bank.config.pots === "shared"
        ? [association.n_a]
        : bank.first_a.map((_, r) => bank.start_of_r[r + 1] - bank.start_of_r[r]);
    const named = sizes.length > 1 && sizes.length <= 64;
    this.grid = new UnitGrid(sizes, this.surface.width, this.surface.height, named);
    this.size = Math.max(1, Math.floor(this.grid.cell));
    this.sprites = lamps(this.size, palette);
    this.places = this.grid.places();
    this.level = new Float32Array(association.n_a);
    this.shown = new Int8Array(association.n_a).fill(-1);
    this.epoch = epoch;
    this.surface.clear();
    if (named) write_names(this.surface, this.grid, palette.legend);
  }

  /** @param {import("./frame.js").Frame} frame */
  draw(frame) {
    if (frame.epoch !== this.epoch) this.lay_out(frame);
    const { association } = frame.session.machine;
    const a = frame.session.observation?.a;
    const towards = frame.still ? 1 : 1 - Math.exp(-frame.dt_s / GLOW_S);
    const { size } = this;
    for (let i = 0; i < association.n_a; i++) {
      this.level[i] += ((a?.[i] ?? 0) - this.level[i]) * towards;
      const column = association.dead[i] ? LEVELS : Math.round(this.level[i] * (LEVELS - 1));
      const state = column + (i === frame.unit ? 64 : 0);
      if (state === this.shown[i]) continue;
      this.shown[i] = state;
      const [x, y] = [Math.round(this.places[2 * i]), Math.round(this.places[2 * i + 1])];
      const { context } = this.surface;
      context.drawImage(this.sprites, column * size, 0, size, size, x, y, size, size);
      if (i === frame.unit) outline(context, x, y, size, frame.palette.focus);
    }
  }
}

/** @param {CanvasRenderingContext2D} context @param {number} x @param {number} y @param {number} size
 * @param {string} colour */
export function outline(context, x, y, size, colour) {
  const width = Math.max(1.5, size * 0.09);
  context.lineWidth = width;
  context.strokeStyle = colour;
  context.strokeRect(x + width / 2, y + width / 2, size - width, size - width);
}

/** @param {Surface} surface @param {UnitGrid} grid @param {string} colour */
export function write_names(surface, grid, colour) {
  const { context } = surface;
  const size = Math.min(grid.cell * 0.8, 13 * surface.ratio);
  if (size < 6 * surface.ratio) return;
  context.font = `600 ${size}px ${getComputedStyle(surface.canvas).fontFamily}`;
  context.textAlign = "center";
  context.fillStyle = colour;
  for (const r of grid.sizes.keys()) {
    const [x, y] = grid.corner(r);
    context.fillText(`R${r}`, x + (grid.cols * grid.cell) / 2, y - grid.cell * 0.22);
  }
}
