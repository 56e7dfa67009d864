// The potentiometers on the screen: a dial for each. What turns in the machine turns here.

import { outline, write_names } from "./association_view.js";
import { ANGLES, dials } from "./paint.js";
import { Surface } from "./surface.js";
import { UnitGrid } from "./unit_grid.js";

const [REST, TURNING, STUCK] = [0, 1, 2];
const SMALLEST = 7; // px of a dial; smaller ones are drawn as a tone

export class PotentiometersView {
  /** @param {HTMLCanvasElement} canvas @param {import("./frame.js").Desk} desk */
  constructor(canvas, desk) {
    this.surface = new Surface(canvas, () => (this.epoch = -1));
    this.epoch = -1;
    this.sprites = canvas;
    this.shown = new Int32Array(0);
    /** @type {Float64Array} */
    this.places = new Float64Array(0);
    this.size = 1;
    this.grid = new UnitGrid([1], 1, 1, false);
    canvas.addEventListener("pointerdown", (event) => {
      const pot = this.grid.unit_at(...this.surface.place(event));
      if (pot >= 0) desk.pot_chosen(pot);
    });
  }

  /** @param {import("./frame.js").Frame} frame */
  lay_out({ session, palette, epoch }) {
    const bank = session.machine.potentiometers;
    const sizes = bank.first_a.map((_, r) => bank.start_of_r[r + 1] - bank.start_of_r[r]);
    const named = sizes.length > 1 && sizes.length <= 64;
    this.grid = new UnitGrid(sizes, this.surface.width, this.surface.height, named);
    this.size = Math.max(1, Math.floor(this.grid.cell));
    if (this.size >= SMALLEST) this.sprites = dials(this.size, palette);
    this.places = this.grid.places();
    this.shown = new Int32Array(bank.n_pots).fill(-1);
    this.epoch = epoch;
    this.surface.clear();
    if (named) write_names(this.surface, this.grid, palette.engraved);
  }

  /** @param {import("./frame.js").Frame} frame */
  draw(frame) {
    if (frame.epoch !== this.epoch) this.lay_out(frame);
    const bank = frame.session.machine.potentiometers;
    const range = bank.config.ideal ? Math.max(4, largest(bank.wiper)) : bank.limit - bank.half_lash;
    for (let pot = 0; pot < bank.n_pots; pot++) {
      const share = Math.max(-1, Math.min(1, bank.wiper[pot] / range));
      const angle = Math.round(((share + 1) / 2) * (ANGLES - 1));
      const turning = bank.direction[pot] ? TURNING : REST;
      const state = ((pot === frame.pot ? 4 : 0) + (bank.stuck[pot] ? STUCK : turning)) * 1000 + angle;
      if (state === this.shown[pot]) continue;
      this.shown[pot] = state;
      this.dial(pot, angle, bank.stuck[pot] ? STUCK : turning, pot === frame.pot, frame.palette);
    }
  }

  /** @param {number} pot @param {number} angle @param {number} row @param {boolean} chosen
   * @param {import("./surface.js").Palette} palette */
  dial(pot, angle, row, chosen, palette) {
    const { context } = this.surface;
    const { size } = this;
    const [x, y] = [Math.round(this.places[2 * pot]), Math.round(this.places[2 * pot + 1])];
    if (size < SMALLEST) {
      context.fillStyle = `rgb(${[1, 1, 0.9].map((part) => Math.round((40 + (200 * angle) / ANGLES) * part)).join(" ")})`;
      context.fillRect(x, y, size, size);
    } else context.drawImage(this.sprites, angle * size, row * size, size, size, x, y, size, size);
    if (chosen) outline(context, x, y, size, palette.fault);
  }
}

/** @param {Int32Array} values @returns {number} */
function largest(values) {
  let most = 0;
  for (const value of values) most = Math.max(most, Math.abs(value));
  return most;
}
