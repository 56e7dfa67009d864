// The patch board on the screen: all cables faintly, and those of the chosen A-unit, live ones bright.
//
//     sockets of the S-units     above
//     sockets of the A-units     below

import { Surface, sprite } from "./surface.js";
import { UnitGrid } from "./unit_grid.js";

const ALL = 1500; // cables that are drawn faintly, of however many there are

export class PatchBoardView {
  /** @param {HTMLCanvasElement} canvas @param {import("./frame.js").Desk} desk */
  constructor(canvas, desk) {
    this.surface = new Surface(canvas, () => (this.seen = ""));
    this.seen = "";
    this.behind = canvas;
    this.place = "";
    /** @type {Int32Array | null} */
    this.wires = null;
    /** @type {Uint8Array | undefined} */
    this.s = undefined;
    this.s_grid = this.a_grid = new UnitGrid([1], 1, 1, false);
    canvas.addEventListener("pointerdown", (event) => {
      const [x, y] = this.surface.place(event);
      const unit = this.a_grid.unit_at(x, y - this.surface.height * 0.64);
      if (unit >= 0) desk.unit_chosen(unit);
    });
  }

  /** @param {import("./frame.js").Frame} frame */
  draw({ session, palette, epoch, unit }) {
    const { patch_board: board } = session.machine;
    const seen = `${epoch} ${this.surface.width} ${this.surface.height} ${unit}`;
    if (seen === this.seen && this.wires === board.s_of_wire && this.s === session.observation?.s) return;
    const anew =
      this.wires !== board.s_of_wire || this.place !== `${epoch} ${this.surface.width} ${this.surface.height}`;
    [this.seen, this.wires, this.s] = [seen, board.s_of_wire, session.observation?.s];
    if (anew) this.lay_out(session, palette);
    this.place = `${epoch} ${this.surface.width} ${this.surface.height}`;
    this.surface.clear();
    this.surface.context.drawImage(this.behind, 0, 0);
    for (const wire of board.wires_of(unit)) {
      const live = session.observation?.s[board.s_of_wire[wire]] === 1;
      this.cable(this.surface.context, session, wire, palette, live ? 1 : 0.42, live ? 2.6 : 1.6);
    }
  }

  /** @param {import("../panel/session.js").Session} session @param {import("./surface.js").Palette} palette */
  lay_out(session, palette) {
    const { width, height, ratio } = this.surface;
    const { retina, association, patch_board: board } = session.machine;
    const side = Math.min(width, height * 0.52);
    this.s_grid = new UnitGrid([retina.n_s], 1, 1, false);
    const cell = Math.min(side / retina.config.cols, (height * 0.52) / retina.config.rows);
    Object.assign(this.s_grid, {
      cell,
      cols: retina.config.cols,
      rows: retina.config.rows,
      left: (width - cell * retina.config.cols) / 2,
      top: 0,
    });
    this.a_grid = new UnitGrid([association.n_a], width, height * 0.36, false);
    this.behind = sprite(width, height, (context) => {
      const step = Math.max(1, Math.ceil(board.s_of_wire.length / ALL));
      for (let wire = 0; wire < board.s_of_wire.length; wire += step)
        this.cable(context, session, wire, palette, 0.16, 0.8);
      this.sockets(context, this.s_grid, 0, palette);
      this.sockets(context, this.a_grid, height * 0.64, palette);
    });
    this.ratio = ratio;
  }

  /** @param {CanvasRenderingContext2D} context @param {UnitGrid} grid @param {number} down
   * @param {import("./surface.js").Palette} palette */
  sockets(context, grid, down, palette) {
    const places = grid.places();
    const radius = Math.max(0.7, grid.cell * 0.3);
    for (let i = 0; i < places.length; i += 2) {
      const [x, y] = [places[i] + grid.cell / 2, places[i + 1] + grid.cell / 2 + down];
      context.beginPath();
      context.arc(x, y, radius, 0, 2 * Math.PI);
      context.fillStyle = palette.brass;
      context.fill();
      context.beginPath();
      context.arc(x, y, radius * 0.55, 0, 2 * Math.PI);
      context.fillStyle = "#080808";
      context.fill();
    }
  }

  /** A solid cable excites, a dashed one inhibits. @param {CanvasRenderingContext2D} context
   * @param {import("../panel/session.js").Session} session @param {number} wire
   * @param {import("./surface.js").Palette} palette @param {number} strength @param {number} width */
  cable(context, session, wire, palette, strength, width) {
    const board = session.machine.patch_board;
    const excites = board.sign_of_wire[wire] > 0;
    const [x0, y0] = this.end(this.s_grid, board.s_of_wire[wire], 0);
    const [x1, y1] = this.end(this.a_grid, board.a_of_wire[wire], this.surface.height * 0.64);
    context.beginPath();
    context.moveTo(x0, y0);
    context.bezierCurveTo(x0, y0 + (y1 - y0) * 0.55, x1, y1 - (y1 - y0) * 0.45, x1, y1);
    context.globalAlpha = strength;
    context.strokeStyle = excites ? palette.excites : palette.inhibits;
    context.lineWidth = width * this.surface.ratio;
    context.setLineDash(excites ? [] : [4 * this.surface.ratio, 3 * this.surface.ratio]);
    context.stroke();
    context.setLineDash([]);
    context.globalAlpha = 1;
  }

  /** @param {UnitGrid} grid @param {number} i @param {number} down @returns {[number, number]} */
  end(grid, i, down) {
    const [left, top] = grid.corner(0);
    return [left + ((i % grid.cols) + 0.5) * grid.cell, top + (Math.floor(i / grid.cols) + 0.5) * grid.cell + down];
  }
}
