// The learning curve on paper: corrections per epoch.

import { Surface } from "./surface.js";

export class CurveView {
  /** @param {HTMLCanvasElement} canvas */
  constructor(canvas) {
    this.surface = new Surface(canvas, () => (this.seen = ""));
    this.seen = "";
  }

  /** @param {import("./frame.js").Frame} frame */
  draw({ session, palette, epoch }) {
    const works = session.course?.corrections ?? [];
    const seen = `${epoch} ${works.join()} ${this.surface.width}`;
    if (seen === this.seen) return;
    this.seen = seen;
    draw_curve(this.surface, works, palette);
  }
}

/** A curve on squared paper. @param {Surface} surface @param {number[]} works
 * @param {import("./surface.js").Palette} palette */
export function draw_curve(surface, works, palette) {
  const { context, width, height, ratio } = surface;
  context.fillStyle = palette.paper;
  context.fillRect(0, 0, width, height);
  const step = 14 * ratio;
  context.strokeStyle = palette.paper_line;
  context.lineWidth = 1;
  context.beginPath();
  for (let x = step; x < width; x += step) context.rect(x, -1, 0, height + 2);
  for (let y = step; y < height; y += step) context.rect(-1, y, width + 2, 0);
  context.stroke();
  const [pad, most] = [10 * ratio, works.reduce((most, work) => Math.max(most, work), works.length ? 0 : 1) || 1];
  const at = (/** @type {number} */ i) => [
    pad + ((width - 2 * pad) * i) / Math.max(1, works.length - 1),
    height - pad - ((height - 2 * pad) * works[i]) / most,
  ];
  context.strokeStyle = context.fillStyle = palette.ink;
  context.lineWidth = 1.6 * ratio;
  context.beginPath();
  works.forEach((_, i) => context.lineTo(at(i)[0], at(i)[1]));
  context.stroke();
  if (works.length > 60) return;
  works.forEach((_, i) => {
    context.beginPath();
    context.arc(at(i)[0], at(i)[1], 2.6 * ratio, 0, 2 * Math.PI);
    context.fill();
  });
}
