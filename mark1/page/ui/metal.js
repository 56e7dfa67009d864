// Metal: the hammertone of the plates, made once and used as a background. See mark1/gui/paint/metal.py.

import { sprite } from "./surface.js";

const TILE = 192;

/** A dimpled surface as light and shade, to lie over any colour: a data URL. @returns {string} */
export function hammertone() {
  const height = smooth(smooth(noise(1958)));
  return sprite(TILE, TILE, (context) => {
    const image = context.createImageData(TILE, TILE);
    for (let y = 0; y < TILE; y++) {
      for (let x = 0; x < TILE; x++) {
        const slope = height[y * TILE + x] - height[((y + 2) % TILE) * TILE + ((x + 2) % TILE)];
        const tone = slope > 0 ? 255 : 0;
        image.data.set([tone, tone, tone, Math.min(26, Math.abs(slope) * 230)], 4 * (y * TILE + x));
      }
    }
    context.putImageData(image, 0, 0);
  }).toDataURL();
}

/** @param {number} seed @returns {Float32Array} */
function noise(seed) {
  let state = seed;
  return Float32Array.from({ length: TILE * TILE }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32 - 0.5;
  });
}

/** The mean of 5 x 5 neighbours; the tile has no edge. @param {Float32Array} values @returns {Float32Array} */
function smooth(values) {
  const reach = [-2, -1, 0, 1, 2];
  const along = values.map((_, i) => {
    const row = i - (i % TILE);
    return reach.reduce((sum, by) => sum + values[row + ((i + by + TILE) % TILE)], 0) / 5;
  });
  const all = TILE * TILE;
  return along.map((_, i) => reach.reduce((sum, by) => sum + along[(i + by * TILE + all) % all], 0) / 5);
}
