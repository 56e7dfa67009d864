// The controls: buttons, fields and keys become lines for the operator; replies become words, seen and spoken.

import { CameraDialog, light_of_file } from "./camera.js";
import { fill_choices } from "./choices.js";
import { by_id, on, put } from "./elements.js";
import { why } from "./explanation.js";
import { Files } from "./files.js";
import { hex_of, line_of } from "../panel/quoting.js";
import { show_readouts, state_in_words } from "./readouts.js";
import { Target } from "./target.js";
import { Teletype } from "./teletype.js";

/** @typedef {import("../panel/commands.js").Reply} Reply */

const WRITTEN_MS = 90; // between two readings of the displays: eyes follow no more

export class Controls {
  /** @param {import("./operator.js").Operator} operator @param {import("./words.js").Words} words
   * @param {Record<string, import("./surface.js").Palette>} palettes @param {Uint8Array} page_machine */
  constructor(operator, words, palettes, page_machine) {
    this.operator = operator;
    this.session = operator.session;
    this.words = words;
    this.palettes = palettes;
    this.teletype = new Teletype(this.session, words);
    this.files = new Files(this, page_machine);
    this.target = new Target(this);
    this.camera = new CameraDialog(
      (light) => this.submit(`draw ${hex_of(light)}`),
      (error) => this.failed("", error),
    );
    this.look = { words, palette: palettes.dark, epoch: 0, unit: 0, pot: 0 };
    this.busy = false;
    /** @type {import("../machine/mark1.js").MarkI | null} */
    this.looked_at = null;
    this.erases = false;
    this.written_ms = -WRITTEN_MS;
    this.press_buttons();
  }

  /** @param {boolean} still */
  async begin(still) {
    by_id("speed").value = still ? "Infinity" : "8";
    this.set_speed();
    this.light(matchMedia("(prefers-color-scheme: light)").matches ? "bright" : "dark");
    this.translate(this.words.language);
    try {
      const shared = await this.files.shared();
      if (shared.length) this.operator.submit(...shared);
      else this.target.show();
    } catch (error) {
      this.target.show();
      this.failed("", error);
    }
  }

  /** @param {...string} lines */
  submit(...lines) {
    this.operator.submit(...lines);
  }

  // ---- what views tell

  /** @param {Float32Array} light @param {boolean} begins */
  drawn(light, begins) {
    this.submit(`${begins ? "" : "amend "}draw ${hex_of(light)}`);
  }

  /** @param {number} cell */
  cell_chosen(cell) {
    const { cols } = this.session.machine.retina.config;
    const state = this.session.observation?.s[cell] ? "page.cell_on" : "page.cell_off";
    this.teletype.speak(this.words.say(state, { row: Math.floor(cell / cols) + 1, col: (cell % cols) + 1 }));
  }

  /** @param {string} letter */
  typed(letter) {
    if (/^[a-z]$/i.test(letter)) this.submit(`present letter ${letter.toUpperCase()}`);
    else if (/^\d$/.test(letter)) this.submit(`present digit ${letter}`);
  }

  /** @param {number} unit */
  unit_chosen(unit) {
    const shared = this.session.machine.potentiometers.config.pots === "shared";
    this.look = { ...this.look, unit, pot: shared ? this.look.pot : unit };
    by_id("unit").value = String(unit);
    if (!shared) by_id("pot").value = String(unit);
    this.explain();
  }

  /** @param {number} pot */
  pot_chosen(pot) {
    this.look = { ...this.look, pot, unit: this.session.machine.potentiometers.a_of(pot) };
    by_id("pot").value = String(pot);
    by_id("unit").value = String(this.look.unit);
    this.explain();
    this.teletype.speak(by_id("why").textContent);
  }

  // ---- replies

  /** @param {string} line @param {Reply} reply */
  replied(line, reply) {
    this.teletype.replied(line, reply);
    this.explain();
  }

  /** @param {string} line @param {unknown} error */
  failed(line, error) {
    this.teletype.failed(line, error);
  }

  // ---- looks

  /** @param {string} language */
  translate(language) {
    this.words.language = language;
    document.documentElement.lang = language;
    document.title = this.words.say("page.title");
    this.words.translate(document);
    const other = Object.keys(this.words.catalogue).find((name) => name !== language) ?? language;
    by_id("language").textContent = other.toUpperCase();
    by_id("language").lang = other;
    by_id("language").setAttribute(
      "aria-label",
      `${other.toUpperCase()}: ${this.words.catalogue[other]["page.this_language"]}`,
    );
    fill_choices(this.session, this.words);
    this.look = { ...this.look, epoch: this.look.epoch + 1 };
    this.explain();
  }

  /** @param {string} room */
  light(room) {
    document.documentElement.dataset.room = room;
    this.look = { ...this.look, palette: this.palettes[room], epoch: this.look.epoch + 1 };
    const other = room === "dark" ? "bright" : "dark";
    by_id("room").dataset.t = `page.${other}`;
    by_id("room").textContent = this.words.say(`page.${other}`);
  }

  explain() {
    const { potentiometers } = this.session.machine;
    if (this.look.pot >= potentiometers.n_pots) this.look = { ...this.look, pot: 0, unit: 0 };
    put(
      "why",
      why(this.session.machine, this.look.pot, (key, values) => this.words.say(`page_why.${key}`, values)),
    );
  }

  /** Once a frame. */
  draw() {
    const now = performance.now();
    if (now - this.written_ms < WRITTEN_MS) return;
    this.written_ms = now;
    show_readouts(this.operator, this.words);
    put("display", state_in_words(this.operator, this.words));
    this.target.draw();
    if (this.busy !== this.operator.busy || this.looked_at !== this.session.machine) this.of_new_state();
    if (this.operator.busy && !this.operator.paused && this.operator.speed !== Infinity) this.explain();
  }

  of_new_state() {
    const { machine } = this.session;
    if (this.looked_at?.config !== machine.config) {
      by_id("theta").value = String(machine.association.theta);
      by_id("rule").value = machine.config.teacher.rule;
      by_id("pot").max = String(machine.potentiometers.n_pots - 1);
      by_id("unit").max = String(machine.association.n_a - 1);
    }
    if (this.looked_at && !same_size(this.looked_at, machine))
      this.look = { ...this.look, epoch: this.look.epoch + 1, pot: 0, unit: 0 };
    this.looked_at = machine;
    this.busy = this.operator.busy;
    by_id("wall").dataset.busy = String(this.busy);
    this.explain();
  }

  // ---- by hand

  press_buttons() {
    const said = (/** @type {string} */ id, /** @type {() => string} */ line) =>
      on(id, "click", () => this.submit(line()));
    said("clear", () => `draw ${hex_of(new Float32Array(this.session.machine.retina.n_s))}`);
    said("keep", () => line_of(["keep", this.target.label]));
    said("show", () => this.target.presenting());
    said("teach", () => line_of(["teach", this.target.label]));
    said("train", () => `train ${by_id("course").value}`);
    said("step", () => this.next_step());
    said("evaluate", () => `evaluate ${by_id("course").value}`);
    said("undo", () => "undo");
    said("redo", () => "redo");
    said("reset", () => "reset");
    said("break", () => `damage ${by_id("part").value} ${by_id("amount").value}`);
    said("repair", () => "repair");
    said("set", () => `set ${by_id("pot").value} ${by_id("volts").value || 0}`);
    on("theta", "change", () => this.submit(`theta ${by_id("theta").value}`));
    on("rule", "change", () => this.submit(`rule ${by_id("rule").value}`));
    on("pot", "input", () => this.pot_chosen(clamped(by_id("pot"))));
    on("unit", "input", () => this.unit_chosen(clamped(by_id("unit"))));
    on("speed", "change", () => this.set_speed());
    on("stop", "click", () => this.operator.stop());
    on("pause", "click", () => this.pause());
    on("pen", "click", () => this.pen());
    on("language", "click", () => this.translate(by_id("language").lang));
    on("room", "click", () => this.light(document.documentElement.dataset.room === "dark" ? "bright" : "dark"));
    on("help", "click", () => by_id("about").showModal());
    on("shoot", "click", () => this.open_camera());
    on("picture-file", "change", (event) => this.picture_from(event.target));
    on("entry", "submit", (event) => this.entered(event));
    document.addEventListener(
      "keydown",
      (event) => event.key === "Escape" && this.operator.process && this.operator.stop(),
    );
  }

  next_step() {
    const { course } = this.session;
    const data = by_id("course").value;
    if (!course || course.over || course.stimuli.name !== data) this.submit(`course ${data}`);
    return "step";
  }

  set_speed() {
    this.operator.speed = Number(by_id("speed").value);
  }

  pause() {
    this.operator.paused = !this.operator.paused;
    by_id("pause").setAttribute("aria-pressed", String(this.operator.paused));
    this.teletype.speak(state_in_words(this.operator, this.words));
  }

  pen() {
    this.erases = !this.erases;
    by_id("pen").setAttribute("aria-pressed", String(this.erases));
    by_id("retina").dataset.erases = String(this.erases);
  }

  async open_camera() {
    try {
      await this.camera.open(this.session.machine.retina.config);
    } catch (error) {
      this.failed("", error);
      by_id("picture-file").focus();
    }
  }

  /** @param {HTMLInputElement} input */
  async picture_from(input) {
    const [file] = input.files ?? [];
    if (file) await this.picture(file);
    input.value = "";
  }

  /** @param {Blob} file */
  async picture(file) {
    const { rows, cols } = this.session.machine.retina.config;
    try {
      this.submit(`draw ${hex_of(await light_of_file(file, rows, cols))}`);
    } catch (error) {
      this.failed("", error);
    }
  }

  /** @param {SubmitEvent} event */
  entered(event) {
    event.preventDefault();
    const line = by_id("line").value.trim();
    by_id("line").value = "";
    if (line) this.submit(line);
  }
}

/** @param {HTMLInputElement} input @returns {number} */
function clamped(input) {
  return Math.max(0, Math.min(Number(input.max), Math.round(Number(input.value) || 0)));
}

/** @param {import("../machine/mark1.js").MarkI} one @param {import("../machine/mark1.js").MarkI} other */
function same_size(one, other) {
  const size = (/** @type {import("../machine/mark1.js").MarkI} */ m) =>
    [m.retina.config.rows, m.retina.config.cols, m.association.n_a, m.potentiometers.n_pots, m.response.n_r].join();
  return size(one) === size(other);
}
