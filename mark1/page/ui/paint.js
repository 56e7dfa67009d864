// Paint: lamps, dials, photocells and meters, from the proportions of mark1/gui/paint.

import { sprite } from "./surface.js";

/** @typedef {import("./surface.js").Palette} Palette */
/** @typedef {CanvasRenderingContext2D} Context */

const SWEEP_RAD = (150 * Math.PI) / 180; // straight up is 0 V; the stops are this far to the left and the right
export const ANGLES = 121;
export const LEVELS = 17;

/** @param {Context} context @param {number} x @param {number} y @param {number} radius @param {string | CanvasGradient} fill */
function disc(context, x, y, radius, fill) {
  context.beginPath();
  context.arc(x, y, radius, 0, 2 * Math.PI);
  context.fillStyle = fill;
  context.fill();
}

/** Light from the top left. @param {Context} context @param {number} x @param {number} y @param {number} radius
 * @param {string} light @param {string} dark */
function slope(context, x, y, radius, light, dark) {
  const gradient = context.createLinearGradient(x - radius, y - radius, x + radius, y + radius);
  gradient.addColorStop(0, light);
  gradient.addColorStop(1, dark);
  return gradient;
}

/** @param {Context} context @param {[number, number]} from @param {[number, number]} to @param {number} width
 * @param {string} colour */
export function line(context, [x0, y0], [x1, y1], width, colour) {
  context.beginPath();
  context.moveTo(x0, y0);
  context.lineTo(x1, y1);
  context.lineWidth = width;
  context.lineCap = "round";
  context.strokeStyle = colour;
  context.stroke();
}

/** A row of lamps from off to on, and a dead one. @param {number} size px @param {Palette} palette */
export function lamps(size, palette) {
  return sprite(size * (LEVELS + 1), size, (context) => {
    for (let k = 0; k <= LEVELS; k++)
      lamp(context, k * size, size, k < LEVELS ? k / (LEVELS - 1) : 0, palette, k === LEVELS);
  });
}

/** @param {Context} context @param {number} left @param {number} size @param {number} level 0 to 1
 * @param {Palette} palette @param {boolean} dead */
function lamp(context, left, size, level, palette, dead) {
  const [x, y, radius] = [left + size / 2, size / 2, size * (size >= 12 ? 0.36 : 0.42)];
  context.fillStyle = palette.well;
  context.fillRect(left, 0, size, size);
  const halo = context.createRadialGradient(x, y, radius * 0.8, x, y, size / 2);
  halo.addColorStop(0, palette.lamp_on);
  halo.addColorStop(1, palette.well);
  context.globalAlpha = 0.6 * level;
  disc(context, x, y, size / 2, halo);
  context.globalAlpha = 1;
  if (size >= 9) disc(context, x, y, radius, slope(context, x, y, radius, "#a8a89f", "#4a4a46"));
  const glass = radius * (size >= 9 ? 0.82 : 1);
  disc(context, x, y, glass, palette.lamp_off);
  const hot = context.createRadialGradient(x, y, 0, x, y, glass);
  hot.addColorStop(0, "#fff3d6");
  hot.addColorStop(0.55, palette.lamp_on);
  hot.addColorStop(1, palette.lamp_on);
  context.globalAlpha = level;
  disc(context, x, y, glass, hot);
  context.globalAlpha = 0.28 + 0.2 * level;
  disc(context, x - 0.33 * glass, y - 0.36 * glass, glass * 0.26, "#fff");
  context.globalAlpha = 1;
  if (!dead) return;
  const reach = radius * 0.75;
  line(context, [x - reach, y - reach], [x + reach, y + reach], Math.max(1, size * 0.07), "#b0aa9e");
  line(context, [x - reach, y + reach], [x + reach, y - reach], Math.max(1, size * 0.07), "#b0aa9e");
}

/** Three rows of dials, one column for each angle: at rest, turning, stuck. @param {number} size px
 * @param {Palette} palette */
export function dials(size, palette) {
  return sprite(size * ANGLES, size * 3, (context) => {
    const rings = ["", palette.lamp_on, palette.fault];
    for (let state = 0; state < 3; state++) {
      for (let k = 0; k < ANGLES; k++)
        dial(context, k * size, state * size, size, (2 * k) / (ANGLES - 1) - 1, rings[state], palette);
    }
  });
}

/** Black bakelite with a white pointer. @param {Context} context @param {number} left @param {number} top
 * @param {number} size @param {number} share -1 to 1 of the range @param {string} ring @param {Palette} palette */
export function dial(context, left, top, size, share, ring, palette) {
  const [x, y, radius] = [left + size / 2, top + size / 2, size * 0.42];
  context.fillStyle = palette.steel;
  context.fillRect(left, top, size, size);
  context.globalAlpha = 0.35;
  disc(context, x + radius * 0.12, y + radius * 0.2, radius, "#000");
  context.globalAlpha = 1;
  disc(context, x, y, radius, slope(context, x, y, radius, "#4c4743", "#151312"));
  disc(context, x, y, radius * 0.72, slope(context, x, y, radius, "#37332f", "#24211f"));
  if (ring) {
    context.beginPath();
    context.arc(x, y, size * 0.44, 0, 2 * Math.PI);
    context.lineWidth = Math.max(1, size * 0.08);
    context.strokeStyle = ring;
    context.stroke();
  }
  const angle = SWEEP_RAD * share;
  const [sin, cos] = [Math.sin(angle), -Math.cos(angle)];
  const [foot, reach] = [size * 0.06, size * 0.4];
  line(
    context,
    [x + foot * sin, y + foot * cos],
    [x + reach * sin, y + reach * cos],
    Math.max(1.2, size * 0.085),
    "#f6f2e6",
  );
}

/** Two rows of photocells, one column for each light: off and on; then a dead and a stuck one. @param {number} size px
 * @param {Palette} palette */
export function photocells(size, palette) {
  return sprite(size * (LEVELS + 1), size * 2, (context) => {
    for (let k = 0; k <= LEVELS; k++) {
      for (const on of [0, 1])
        photocell(context, k * size, on * size, size, k < LEVELS ? k / (LEVELS - 1) : on, on, palette, k === LEVELS);
    }
  });
}

/** @param {Context} context @param {number} left @param {number} top @param {number} size @param {number} light
 * @param {number} on @param {Palette} palette @param {boolean} faulty */
function photocell(context, left, top, size, light, on, palette, faulty) {
  const [x, y, radius] = [left + size / 2, top + size / 2, size * 0.46];
  context.fillStyle = palette.well;
  context.fillRect(left, top, size, size);
  const tone = (/** @type {number} */ base, /** @type {number} */ gain) => Math.round(base + gain * light);
  disc(context, x, y, radius, `rgb(${tone(46, 168)}, ${tone(50, 172)}, ${tone(52, 170)})`);
  context.globalAlpha = 0.25;
  disc(context, x, y, radius, slope(context, x, y, radius, "#000", "#fff"));
  context.globalAlpha = 1;
  if (on) {
    const glow = context.createRadialGradient(x, y, 0, x, y, radius * 0.82);
    glow.addColorStop(0, "#fffaf0");
    glow.addColorStop(0.75, "#fbe2b4");
    glow.addColorStop(1, "#e8c68a");
    disc(context, x, y, radius * 0.82, glow);
  }
  if (!faulty) return;
  const reach = radius * 0.7;
  line(context, [x - reach, y], [x + reach, y], Math.max(1, size * 0.12), palette.fault);
  if (!on) line(context, [x, y - reach], [x, y + reach], Math.max(1, size * 0.12), palette.fault);
}

/** A needle meter: a cream face, a scale, a needle at ``share`` (-1 to 1) of it.
 * @param {Context} context @param {number} width @param {number} height @param {number} share @param {Palette} palette */
export function meter(context, width, height, share, palette) {
  const reach = Math.max(1.04 * height, ((0.4 * width) ** 2 + (0.4 * height) ** 2) / (0.8 * height));
  const [x, y] = [width / 2, 0.3 * height + reach];
  const sweep = Math.asin(Math.min(0.7, (0.4 * width) / reach));
  const at = (/** @type {number} */ part, /** @type {number} */ far) =>
    /** @type {[number, number]} */ ([x + far * Math.sin(sweep * part), y - far * Math.cos(sweep * part)]);
  const paper = context.createLinearGradient(0, 0, 0, height);
  paper.addColorStop(0, "#cfc4a4");
  paper.addColorStop(0.14, palette.paper);
  context.fillStyle = paper;
  context.fillRect(0, 0, width, height);
  context.beginPath();
  context.arc(x, y, reach, -Math.PI / 2 - sweep, -Math.PI / 2 + sweep);
  context.lineWidth = Math.max(1, height * 0.022);
  context.strokeStyle = palette.ink;
  context.stroke();
  for (let k = 0; k <= 10; k++) {
    const inner = reach - height * (k % 5 ? 0.08 : 0.15);
    line(context, at(k / 5 - 1, inner), at(k / 5 - 1, reach), height * (k % 5 ? 0.018 : 0.03), palette.ink);
  }
  const part = Math.max(-1.08, Math.min(1.08, share));
  line(context, at(part, reach - height * 0.9), at(part, reach * 1.03), Math.max(1, height * 0.035), palette.ink);
}
