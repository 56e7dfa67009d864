// The wall in a notebook: the page's views, fed by the kernel's machine. One call of ``begin`` makes one view of it.
//
//     traits  -->  mirror  -->  views, once a frame while anything changes
//     strokes, buttons  -->  lines  -->  kernel: the same control panel that cells work at

import { AssociationView } from "../ui/association_view.js";
import { by_id, look_inside } from "../ui/elements.js";
import { hammertone } from "../ui/metal.js";
import { PotentiometersView } from "../ui/potentiometers_view.js";
import { ResponseView } from "../ui/response_view.js";
import { RetinaView } from "../ui/retina_view.js";
import { usual_language, Words } from "../ui/words.js";
import { Kernel } from "./kernel.js";
import { Mirror, TRAITS } from "./mirror.js";
import { WallControls } from "./wall_controls.js";

const AWAKE_MS = 1000; // after a change: needles come to rest, lamps to glow
const BY_HAND = ["pointerdown", "pointermove", "keydown", "focusin", "focusout", "click"];
const OURS = ["beforeinput", "keydown", "keypress", "keyup", "cut", "copy", "paste"]; // no business of the notebook's

/** @param {import("./mirror.js").Model} model @param {HTMLElement} el
 * @param {{html: string, css: string, words: import("../ui/words.js").Catalogue,
 * palettes: Record<string, import("../ui/surface.js").Palette>}} parts @returns {() => void} ends the view */
export function begin(model, el, { html, css, words, palettes }) {
  const root = hung(el, html, css);
  const still = matchMedia("(prefers-reduced-motion: reduce)");
  const mirror = new Mirror(model);
  const kernel = new Kernel(model, () => frames.wake());
  const controls = new WallControls(mirror, kernel, new Words(words, usual_language(words)));
  const views = [
    new RetinaView(by_id("retina"), controls),
    new AssociationView(by_id("lamps"), controls),
    new PotentiometersView(by_id("dials"), controls),
    new ResponseView(),
  ];
  const frames = new Frames((dt_s) => {
    const room = room_of(el);
    if (by_id("wall").dataset.room !== room || !controls.look.epoch) controls.light(room, palettes[room]);
    if (mirror.is_old && mirror.read()) controls.reshaped();
    if (mirror.stroke && !kernel.is_drawing) mirror.draw(null);
    const { session } = mirror;
    for (const view of views) view.draw({ session, dt_s, still: still.matches, ...controls.look });
    controls.draw();
  });
  const changed = () => {
    mirror.is_old = true;
    kernel.is_there();
    frames.wake();
  };
  for (const name of TRAITS) model.on(`change:${name}`, changed);
  for (const event of BY_HAND) root.addEventListener(event, () => frames.wake());
  const observers = [new ResizeObserver(() => frames.wake()), new MutationObserver(() => frames.wake())];
  observers[0].observe(by_id("wall"));
  for (const place of [document.documentElement, document.body]) observers[1].observe(place, { attributes: true });
  kernel.connect();
  return () => {
    for (const name of TRAITS) model.off(`change:${name}`, changed);
    for (const observer of observers) observer.disconnect();
    kernel.close();
    frames.end();
  };
}

/** Frames, as long as anything moves. */
class Frames {
  /** @param {(dt_s: number) => void} draw */
  constructor(draw) {
    this.draw = draw;
    this.until_ms = this.before_ms = this.handle = 0;
  }

  wake() {
    const now_ms = performance.now();
    this.until_ms = now_ms + AWAKE_MS;
    if (this.handle) return;
    this.before_ms = now_ms;
    this.handle = requestAnimationFrame((time_ms) => this.frame(time_ms));
  }

  /** @param {number} time_ms */
  frame(time_ms) {
    this.handle = time_ms < this.until_ms ? requestAnimationFrame((next_ms) => this.frame(next_ms)) : 0;
    this.draw(Math.max(0, (time_ms - this.before_ms) / 1000));
    this.before_ms = time_ms;
  }

  end() {
    cancelAnimationFrame(this.handle);
    this.handle = -1;
  }
}

/** The wall's elements in a shadow of their own, so that neither the notebook's styles nor its keys reach them.
 * @param {HTMLElement} el @param {string} html @param {string} css @returns {ShadowRoot} */
function hung(el, html, css) {
  const host = document.createElement("div");
  host.setAttribute("data-lm-suppress-shortcuts", "true"); // JupyterLab: a letter is for the retina, no command
  for (const event of OURS) host.addEventListener(event, (heard) => heard.stopPropagation());
  const root = host.attachShadow({ mode: "open" });
  root.innerHTML = `<style>${css}</style>${html}`;
  el.replaceChildren(host);
  look_inside(root);
  by_id("wall").style.setProperty("--hammertone", `url(${hammertone()})`);
  return root;
}

const pixel = Object.assign(document.createElement("canvas"), { width: 1, height: 1 }).getContext("2d");

/** Where letters are light, the room is dark. @param {HTMLElement} el @returns {string} */
function room_of(el) {
  if (!pixel) return "dark";
  pixel.fillStyle = getComputedStyle(el).color;
  pixel.fillRect(0, 0, 1, 1);
  const [red, green, blue] = pixel.getImageData(0, 0, 1, 1).data;
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue > 127 ? "dark" : "bright";
}
