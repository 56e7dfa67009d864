// The device's camera, and picture files: to ink and paper on the photocells.
//
//     picture  -->  grey, in a square of rows x cols cells (the mean over each)  -->  two heaps (Otsu)  -->  light 0 or 1
//
// Cells of one tone or the other, so that a saved drawing gives the same bits everywhere.

import { MachineError } from "../errors.js";
import { by_id } from "./elements.js";

const FINE = 8; // pixels per cell and direction, before the mean
const FAINTEST = 24; // of 255: two heaps nearer than this are one

/** Light on the photocells from anything that can be drawn. @param {CanvasImageSource} picture @param {number} width
 * @param {number} height @param {number} rows @param {number} cols @returns {Float32Array} */
export function light_of(picture, width, height, rows, cols) {
  const canvas = Object.assign(document.createElement("canvas"), { width: cols * FINE, height: rows * FINE });
  const context = canvas.getContext("2d", { willReadFrequently: true });
  if (!context) throw new MachineError("no_canvas");
  const scale = Math.min(canvas.width / width, canvas.height / height);
  context.fillStyle = "#fff";
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.imageSmoothingQuality = "high";
  context.drawImage(
    picture,
    (canvas.width - width * scale) / 2,
    (canvas.height - height * scale) / 2,
    width * scale,
    height * scale,
  );
  const { data } = context.getImageData(0, 0, canvas.width, canvas.height);
  return figure(means(data, canvas.width, rows, cols), rows, cols);
}

/** The mean grey of every cell, 0 to 255. @param {Uint8ClampedArray} data @param {number} width @param {number} rows
 * @param {number} cols @returns {Float64Array} */
function means(data, width, rows, cols) {
  const grey = new Float64Array(rows * cols);
  for (let i = 0; i < data.length; i += 4) {
    const px = i / 4;
    const cell = Math.floor(Math.floor(px / width) / FINE) * cols + Math.floor((px % width) / FINE);
    grey[cell] += (0.299 * data[i] + 0.587 * data[i + 1] + 0.114 * data[i + 2]) / FINE ** 2;
  }
  return grey;
}

/** The cells of the figure: what is not like most of the border. Throws MachineError if there is none.
 * @param {Float64Array} grey @param {number} rows @param {number} cols @returns {Float32Array} */
export function figure(grey, rows, cols) {
  const threshold = otsu(grey);
  const border = [...grey.keys()].filter(
    (i) => i < cols || i >= (rows - 1) * cols || i % cols === 0 || i % cols === cols - 1,
  );
  const paper_is_bright = border.filter((i) => grey[i] > threshold).length * 2 >= border.length;
  const light = Float32Array.from(grey, (tone) => Number(tone > threshold !== paper_is_bright));
  const mean = (/** @type {number} */ side) => {
    const tones = [...grey].filter((_, i) => light[i] === side);
    return tones.reduce((sum, tone) => sum + tone, 0) / tones.length;
  };
  if (!(Math.abs(mean(1) - mean(0)) >= FAINTEST)) throw new MachineError("no_figure");
  return light;
}

/** The tone that parts two heaps best. @param {Float64Array} grey @returns {number} */
function otsu(grey) {
  const sorted = Float64Array.from(grey).sort();
  const total = sorted.reduce((sum, tone) => sum + tone, 0);
  let [best, threshold, below] = [-1, 0, 0];
  for (let n = 1; n < sorted.length; n++) {
    below += sorted[n - 1];
    const apart = below / n - (total - below) / (sorted.length - n);
    const between = n * (sorted.length - n) * apart * apart;
    if (between > best) [best, threshold] = [between, (sorted[n - 1] + sorted[n]) / 2];
  }
  return threshold;
}

/** Light from a picture file. @param {Blob} file @param {number} rows @param {number} cols @returns {Promise<Float32Array>} */
export async function light_of_file(file, rows, cols) {
  let picture;
  try {
    picture = await createImageBitmap(file);
  } catch {
    throw new MachineError("unreadable_picture");
  }
  return light_of(picture, picture.width, picture.height, rows, cols);
}

/** The camera's dialog: a live picture and a shutter. */
export class CameraDialog {
  /** @param {(light: Float32Array) => void} taken @param {(error: unknown) => void} failed */
  constructor(taken, failed) {
    this.taken = taken;
    this.failed = failed;
    this.size = { rows: 1, cols: 1 };
    by_id("camera").addEventListener("close", () => this.off());
    by_id("shutter").addEventListener("click", () => this.shoot());
  }

  /** Ask for the camera. Throws MachineError if there is none, or it is refused. @param {{rows: number, cols: number}} size */
  async open(size) {
    this.size = size;
    if (!navigator.mediaDevices?.getUserMedia) throw new MachineError("no_camera");
    try {
      by_id("viewfinder").srcObject = await navigator.mediaDevices.getUserMedia({
        video: { facingMode: "environment" },
      });
    } catch (error) {
      throw new MachineError(
        error instanceof DOMException && error.name === "NotAllowedError" ? "camera_refused" : "no_camera",
      );
    }
    by_id("camera").showModal();
  }

  shoot() {
    const video = by_id("viewfinder");
    const { rows, cols } = this.size;
    try {
      this.taken(light_of(video, video.videoWidth, video.videoHeight, rows, cols));
    } catch (error) {
      this.failed(error);
    }
    by_id("camera").close();
  }

  off() {
    for (const track of by_id("viewfinder").srcObject?.getTracks() ?? []) track.stop();
    by_id("viewfinder").srcObject = null;
  }
}
