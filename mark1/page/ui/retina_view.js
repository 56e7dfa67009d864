// The retina on the screen: the photocells, drawn on with a finger, a mouse, or the keyboard.

import { LEVELS, photocells } from "./paint.js";
import { Surface } from "./surface.js";

/** @typedef {import("./frame.js").Frame} Frame */

/** ``drawn(light, begins)`` hears of every change by hand; ``spoken(text)`` of the cell under the keyboard. */
export class RetinaView {
  /** @param {HTMLCanvasElement} canvas @param {import("./frame.js").Desk} desk */
  constructor(canvas, desk) {
    this.desk = desk;
    this.surface = new Surface(canvas, () => this.refresh());
    this.sprites = canvas;
    /** @type {import("./surface.js").Palette} */
    this.palette = {};
    /** @type {Uint8Array | undefined} */
    this.drawn_of = undefined;
    this.left = 0;
    this.top = 0;
    this.cell = 0;
    this.cursor = -1;
    this.dark = () => canvas.dataset.erases === "true";
    /** @type {Float32Array | null} */
    this.light = null; // while a stroke is being drawn
    /** @type {[number, number]} */
    this.pen = [0, 0]; // where the stroke has come to: column, row
    this.seen = "";
    canvas.addEventListener("pointerdown", (event) => this.pressed(event));
    canvas.addEventListener("pointermove", (event) => this.moved(event));
    for (const end of ["pointerup", "pointercancel"]) canvas.addEventListener(end, () => (this.light = null));
    canvas.addEventListener("keydown", (event) => this.key(event));
    canvas.addEventListener("blur", () => this.refresh());
  }

  refresh() {
    this.seen = "";
  }

  /** @param {Frame} frame */
  draw({ session, palette, epoch }) {
    const { retina } = session.machine;
    const { observation } = session;
    const focused = this.surface.canvas.matches(":focus") ? this.cursor : -1;
    const seen = `${epoch} ${this.surface.width} ${focused} ${observation ? session.history.length : -1} ${observation?.name}`;
    if (seen === this.seen && this.drawn_of === observation?.s) return;
    [this.seen, this.drawn_of] = [seen, observation?.s];
    this.fit(retina.config, palette);
    const { context } = this.surface;
    this.surface.clear();
    for (let i = 0; i < retina.n_s; i++) {
      const [x, y] = this.corner(i, retina.config.cols);
      const light = observation?.light[i] ?? 0;
      const faulty = retina.dead[i] || retina.stuck[i];
      const on = observation ? observation.s[i] : retina.stuck[i];
      const column = faulty ? LEVELS : Math.round(light * (LEVELS - 1));
      context.drawImage(
        this.sprites,
        column * this.cell,
        on * this.cell,
        this.cell,
        this.cell,
        x,
        y,
        this.cell,
        this.cell,
      );
    }
    if (focused < 0) return;
    const [x, y] = this.corner(focused, retina.config.cols);
    context.lineWidth = Math.max(2, this.cell / 8);
    context.strokeStyle = palette.focus;
    context.strokeRect(x, y, this.cell, this.cell);
  }

  /** @param {{rows: number, cols: number}} size @param {import("./surface.js").Palette} palette */
  fit({ rows, cols }, palette) {
    const cell = Math.max(2, Math.floor(Math.min(this.surface.width / cols, this.surface.height / rows)));
    if (cell !== this.cell || palette !== this.palette) this.sprites = photocells(cell, palette);
    [this.cell, this.palette] = [cell, palette];
    this.left = Math.floor((this.surface.width - cell * cols) / 2);
    this.top = Math.floor((this.surface.height - cell * rows) / 2);
  }

  /** @param {number} i @param {number} cols @returns {[number, number]} */
  corner(i, cols) {
    return [this.left + (i % cols) * this.cell, this.top + Math.floor(i / cols) * this.cell];
  }

  // ---- by hand

  /** @param {PointerEvent} event */
  pressed(event) {
    event.preventDefault();
    this.surface.canvas.setPointerCapture(event.pointerId);
    this.begin();
    this.stroke(event, event.button === 2 || event.shiftKey || this.dark(), true);
  }

  /** @param {PointerEvent} event */
  moved(event) {
    if (this.light) this.stroke(event, event.buttons === 2 || event.shiftKey || this.dark(), false);
  }

  /** A copy of what is on the photocells, to draw on. */
  begin() {
    const { session } = this.desk;
    this.light = session.observation?.light.slice() ?? new Float32Array(session.machine.retina.n_s);
  }

  /** @param {PointerEvent} event @param {boolean} dark @param {boolean} begins */
  stroke(event, dark, begins) {
    const { rows, cols } = this.desk.session.machine.retina.config;
    const places = begins ? [event] : (event.getCoalescedEvents?.().concat(event) ?? [event]);
    let changed = false;
    for (const place of places) {
      const [x, y] = this.surface.place(place);
      const to = /** @type {[number, number]} */ ([(x - this.left) / this.cell, (y - this.top) / this.cell]);
      for (const [col, row] of between(begins ? to : this.pen, to)) {
        for (let r = Math.max(0, Math.floor(row - 1)); r < Math.min(rows, row + 1); r++) {
          for (let c = Math.max(0, Math.floor(col - 1)); c < Math.min(cols, col + 1); c++) {
            const near = Math.hypot(c + 0.5 - col, r + 0.5 - row) <= 1;
            if (near && this.light) changed = this.light_up(r * cols + c, !dark) || changed;
          }
        }
      }
      this.pen = to;
    }
    if (changed && this.light) this.desk.drawn(this.light, begins);
  }

  /** @param {number} i @param {boolean} on @returns {boolean} whether it was otherwise */
  light_up(i, on) {
    if (!this.light || this.light[i] === Number(on)) return false;
    this.light[i] = Number(on);
    return true;
  }

  /** @param {KeyboardEvent} event */
  key(event) {
    const { rows, cols } = this.desk.session.machine.retina.config;
    const steps = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -cols, ArrowDown: cols };
    const step = steps[/** @type {keyof typeof steps} */ (event.key)];
    if (step) {
      const cursor = this.cursor < 0 ? Math.floor(rows / 2) * cols + Math.floor(cols / 2) : this.cursor + step;
      if (cursor >= 0 && cursor < rows * cols) this.cursor = cursor;
      this.desk.cell_chosen(this.cursor);
    } else if ((event.key === " " || event.key === "Enter") && this.cursor >= 0) {
      this.begin();
      if (this.light && this.light_up(this.cursor, !this.light[this.cursor])) this.desk.drawn(this.light, true);
      this.light = null;
      this.desk.cell_chosen(this.cursor);
    } else if (event.key.length === 1 && !event.ctrlKey && !event.metaKey && !event.altKey && event.key !== " ") {
      this.desk.typed(event.key);
    } else return;
    event.preventDefault();
  }
}

/** Places on the way, at most half a cell apart: a fast hand leaves no gaps. @param {[number, number]} from
 * @param {[number, number]} to @returns {[number, number][]} */
function between([x0, y0], [x1, y1]) {
  const n = Math.max(1, Math.ceil(2 * Math.hypot(x1 - x0, y1 - y0)));
  return Array.from({ length: n }, (_, k) => [x0 + ((x1 - x0) * (k + 1)) / n, y0 + ((y1 - y0) * (k + 1)) / n]);
}
