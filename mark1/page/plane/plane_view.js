// The plane on the screen: what every place is taken for, the points, and the chosen one.

import { Surface, sprite } from "../ui/surface.js";

const FINE = 64; // places along a side
const EDGE = 2.2; // of the plane, either way

export class PlaneView {
  /** @param {HTMLCanvasElement} canvas @param {(point: number) => void} chosen */
  constructor(canvas, chosen) {
    this.surface = new Surface(canvas, () => (this.seen = ""));
    this.seen = "";
    /** @type {number[][]} */
    this.points = [];
    canvas.addEventListener("pointerdown", (event) => {
      const [x, y] = this.surface.place(event);
      const far = this.points.map((xy) => Math.hypot(this.at(xy)[0] - x, this.at(xy)[1] - y));
      const nearest = far.indexOf(Math.min(...far));
      if (nearest >= 0) chosen(nearest);
    });
  }

  /** @param {ArrayLike<number>} xy @returns {[number, number]} */
  at(xy) {
    const side = Math.min(this.surface.width, this.surface.height);
    return [
      this.surface.width / 2 + (xy[0] / EDGE) * (side / 2),
      this.surface.height / 2 - (xy[1] / EDGE) * (side / 2),
    ];
  }

  /** @param {import("./lesson.js").Lesson} lesson @param {import("../ui/surface.js").Palette} palette @param {number} point
   * @param {string} seen changes when anything does */
  draw(lesson, palette, point, seen) {
    const now = `${seen} ${this.surface.width} ${this.surface.height}`;
    if (now === this.seen) return;
    this.seen = now;
    this.points = lesson.points.xy;
    const { context } = this.surface;
    const side = Math.min(this.surface.width, this.surface.height);
    this.surface.clear();
    context.imageSmoothingEnabled = true;
    context.drawImage(
      regions(lesson, palette),
      (this.surface.width - side) / 2,
      (this.surface.height - side) / 2,
      side,
      side,
    );
    for (const [i, xy] of lesson.points.xy.entries()) this.point(xy, lesson.class_of[i], i === point, palette);
  }

  /** A round point of class 0, a square one of class 1. @param {number[]} xy @param {number} k @param {boolean} chosen
   * @param {import("../ui/surface.js").Palette} palette */
  point(xy, k, chosen, palette) {
    const { context, ratio } = this.surface;
    const [x, y] = this.at(xy);
    const radius = (chosen ? 7 : 4.5) * ratio;
    context.beginPath();
    if (k) context.rect(x - radius, y - radius, 2 * radius, 2 * radius);
    else context.arc(x, y, radius * 1.1, 0, 2 * Math.PI);
    context.fillStyle = k ? palette.excites : palette.inhibits;
    context.fill();
    context.lineWidth = (chosen ? 3 : 1.2) * ratio;
    context.strokeStyle = chosen ? palette.fault_ink : "#141312";
    context.stroke();
  }
}

/** What every place is taken for, and how surely. @param {import("./lesson.js").Lesson} lesson
 * @param {import("../ui/surface.js").Palette} palette */
function regions(lesson, palette) {
  const places = Array.from({ length: FINE * FINE }, (_, i) =>
    Float64Array.of(
      (((i % FINE) + 0.5) / FINE - 0.5) * 2 * EDGE,
      (0.5 - (Math.floor(i / FINE) + 0.5) / FINE) * 2 * EDGE,
    ),
  );
  const scores = lesson.scores(places);
  const [paper, zero, one] = [palette.paper, palette.inhibits, palette.excites].map(rgb);
  return sprite(FINE, FINE, (context) => {
    const image = context.createImageData(FINE, FINE);
    scores.forEach((row, i) => {
      const by = row[1] - row[0];
      const share = 0.25 + 0.5 * Math.min(1, Math.abs(by) / 4);
      const tone = by > 0 ? one : zero;
      image.data.set([...[0, 1, 2].map((k) => paper[k] + (tone[k] - paper[k]) * share), 255], 4 * i);
    });
    context.putImageData(image, 0, 0);
  });
}

/** @param {string} colour @returns {number[]} */
const rgb = (colour) => [1, 3, 5].map((at) => parseInt(colour.slice(at, at + 2), 16));
