// A surface: a canvas as fine as the screen, which is told when it has another size.

/** @typedef {Record<string, string>} Palette colours by name, from the theme of the window */

export class Surface {
  /** @param {HTMLCanvasElement} canvas @param {() => void} resized */
  constructor(canvas, resized) {
    this.canvas = canvas;
    const context = canvas.getContext("2d");
    if (!context) throw new TypeError("canvas");
    this.context = context;
    this.ratio = 1;
    this.measure();
    new ResizeObserver(() => this.measure() && resized()).observe(canvas);
  }

  /** Whether its size has changed. @returns {boolean} */
  measure() {
    this.ratio = Math.min(3, window.devicePixelRatio || 1);
    const [width, height] = [this.canvas.clientWidth, this.canvas.clientHeight].map((px) =>
      Math.max(1, Math.round(px * this.ratio)),
    );
    if (this.canvas.width === width && this.canvas.height === height) return false;
    [this.canvas.width, this.canvas.height] = [width, height];
    return true;
  }

  get width() {
    return this.canvas.width;
  }

  get height() {
    return this.canvas.height;
  }

  /** Where a pointer is, in pixels of the surface. @param {{clientX: number, clientY: number}} event
   * @returns {[number, number]} */
  place(event) {
    const box = this.canvas.getBoundingClientRect();
    return [
      ((event.clientX - box.left) / box.width) * this.width,
      ((event.clientY - box.top) / box.height) * this.height,
    ];
  }

  clear() {
    this.context.clearRect(0, 0, this.width, this.height);
  }
}

/** A canvas that is drawn once and then copied from. @param {number} width @param {number} height
 * @param {(context: CanvasRenderingContext2D) => void} paint @returns {HTMLCanvasElement} */
export function sprite(width, height, paint) {
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [Math.max(1, Math.round(width)), Math.max(1, Math.round(height))];
  const context = canvas.getContext("2d");
  if (!context) throw new TypeError("canvas");
  paint(context);
  return canvas;
}
