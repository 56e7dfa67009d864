// The controls of the wall: buttons, keys and strokes become lines for the kernel; what it says is shown and spoken.

import { by_id, fill_select, on, put } from "../ui/elements.js";
import { show_readouts, state_in_words } from "../ui/readouts.js";
import { Target } from "../ui/target.js";
import { hex_of, line_of } from "../panel/quoting.js";

const MOST_SHOWN = 60; // characters of a line on the paper

export class WallControls {
  /** @param {import("./mirror.js").Mirror} mirror @param {import("./kernel.js").Kernel} kernel
   * @param {import("../ui/words.js").Words} words */
  constructor(mirror, kernel, words) {
    this.mirror = mirror;
    this.kernel = kernel;
    this.words = words;
    this.target = new Target(/** @type {any} */ (this));
    this.look = { words, palette: /** @type {any} */ ({}), epoch: 0, unit: -1, pot: -1 };
    this.shown = "";
    this.sets = "";
    words.translate(/** @type {any} */ (by_id("front")));
    this.press_buttons();
  }

  get session() {
    return this.mirror.session;
  }

  /** @param {...string} lines */
  submit(...lines) {
    for (const line of lines) this.kernel.submit(line);
  }

  // ---- what views tell

  /** @param {Float32Array} light @param {boolean} begins */
  drawn(light, begins) {
    this.mirror.draw(light);
    this.kernel.draw(`${begins ? "" : "amend "}draw ${hex_of(light)}`, begins);
  }

  /** @param {number} cell */
  cell_chosen(cell) {
    const { cols } = this.session.machine.retina.config;
    const state = this.session.observation?.light[cell] ? "page.cell_on" : "page.cell_off";
    put("spoken", this.words.say(state, { row: Math.floor(cell / cols) + 1, col: (cell % cols) + 1 }));
  }

  /** @param {string} letter */
  typed(letter) {
    if (/^[a-z]$/i.test(letter)) this.submit(`present letter ${letter.toUpperCase()}`);
    else if (/^\d$/.test(letter)) this.submit(`present digit ${letter}`);
  }

  /** @param {number} unit */
  unit_chosen(unit) {
    if (this.mirror.facts.shared) this.look = { ...this.look, unit };
    else this.pot_chosen(unit);
  }

  /** @param {number} pot */
  pot_chosen(pot) {
    const n_a = this.session.machine.association.n_a;
    this.look = { ...this.look, pot, unit: pot % n_a };
    this.submit(`why ${pot}`);
  }

  // ---- looks

  /** @param {string} room @param {import("../ui/surface.js").Palette} palette */
  light(room, palette) {
    by_id("wall").dataset.room = room;
    this.look = { ...this.look, palette, epoch: this.look.epoch + 1 };
  }

  /** The kernel's machine has another shape. */
  reshaped() {
    this.look = { ...this.look, epoch: this.look.epoch + 1, unit: -1, pot: -1 };
  }

  /** Once a frame. */
  draw() {
    const { mirror, kernel, words, session } = this;
    const { line, late } = kernel.pending;
    const under_way = mirror.facts.under_way || (kernel.is_drawing ? "" : line);
    /** @type {any} */
    const operator = { session, paused: false, process: under_way !== "", line: under_way };
    show_readouts(operator, words);
    put("display", late ? words.say("page_wall.busy") : state_in_words(operator, words));
    this.target.draw();
    this.fill_sets();
    this.show_teletype();
    this.show_state(late);
  }

  /** What is wrong, if anything is; then nothing can be pressed. @param {boolean} late */
  show_state(late) {
    const { state } = this.kernel;
    const silent = state === "lost" || (state === "connecting" && late);
    const other = this.mirror.facts.other_backend;
    const trouble = silent ? "page_wall.lost" : "page_wall.other_backend";
    by_id("front").inert = state !== "ready" || other !== "";
    by_id("lost").hidden = !silent && other === "";
    put("lost", silent || other ? this.words.say(trouble, { name: other }) : "");
  }

  fill_sets() {
    const names = this.mirror.facts.sets;
    if (names.join() === this.sets) return;
    this.sets = names.join();
    const texts = names.map((/** @type {string} */ name) => [name, this.words.say(`page.set_${name.replace(":", "_")}`)]);
    fill_select("course", texts);
  }

  show_teletype() {
    const entries = this.mirror.teletype;
    const shown = JSON.stringify(entries);
    if (shown === this.shown) return;
    const is_first = this.shown === "";
    this.shown = shown;
    const paper = by_id("paper");
    paper.replaceChildren(...entries.flatMap(lines_of_entry));
    paper.scrollTop = paper.scrollHeight;
    if (!is_first && entries.length) put("spoken", entries[entries.length - 1][1]);
  }

  // ---- by hand

  press_buttons() {
    const said = (/** @type {string} */ id, /** @type {() => string} */ line) =>
      on(id, "click", () => this.submit(line()));
    said("sense", () => "present again");
    said("show", () => this.target.presenting());
    said("teach", () => line_of(["teach", this.target.label]));
    said("train", () => `train ${by_id("course").value}`);
    said("evaluate", () => `evaluate ${by_id("course").value}`);
    for (const word of ["undo", "redo", "reset"]) said(word, () => word);
    on("clear", "click", () => this.drawn(this.light_now().fill(0), true));
    on("invert", "click", () => this.drawn(this.light_now().map((/** @type {number} */ level) => 1 - level), true));
    on("pen", "click", () => this.pen());
    on("stop", "click", () => this.kernel.stop());
    on("entry", "submit", (event) => this.entered(event));
  }

  /** A copy of the light on the photocells. @returns {Float32Array} */
  light_now() {
    const { machine, observation } = this.session;
    return observation?.light.slice() ?? new Float32Array(machine.retina.n_s);
  }

  pen() {
    const retina = by_id("retina");
    const erases = retina.dataset.erases !== "true";
    retina.dataset.erases = String(erases);
    by_id("pen").setAttribute("aria-pressed", String(erases));
  }

  /** @param {SubmitEvent} event */
  entered(event) {
    event.preventDefault();
    const line = by_id("line").value.trim();
    by_id("line").value = "";
    if (line) this.submit(line);
  }
}

/** @param {[string, string, boolean]} entry @returns {HTMLElement[]} */
function lines_of_entry([line, said, is_trouble]) {
  const shown = line.length > MOST_SHOWN ? `${line.slice(0, 18)} ...` : line;
  const texts = [
    [line && `> ${shown}`, "line"],
    [said, is_trouble ? "said trouble" : "said"],
  ];
  return texts
    .filter(([text]) => text)
    .map(([textContent, className]) => Object.assign(document.createElement("p"), { textContent, className }));
}
