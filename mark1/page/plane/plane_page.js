// The page of the plane: points, a learner, its regions; and one example through the gates, step by step.

import { from_json } from "../archive/json.js";
import { by_id, fill_select, on, put } from "../ui/elements.js";
import { draw_curve } from "../ui/curve_view.js";
import { hammertone } from "../ui/metal.js";
import { Surface } from "../ui/surface.js";
import { usual_language, Words } from "../ui/words.js";
import { Lesson } from "./lesson.js";
import { PlaneView } from "./plane_view.js";

const LAMBDAS = [0, 0.0001, 0.001, 0.003, 0.01, 0.03, 0.1];
const MOST_SHOWN = 8; // numbers of a gate

class PlanePage {
  /** @param {Words} words @param {Record<string, import("../ui/surface.js").Palette>} palettes
   * @param {import("./lesson.js").Drawn} drawn */
  constructor(words, palettes, drawn) {
    this.words = words;
    this.palettes = palettes;
    this.drawn = drawn;
    this.palette = palettes.dark;
    this.looks = 0;
    this.running = false;
    this.point = 0;
    this.shown = 0; // gates of the example that are shown, forward and then backward
    this.lesson = new Lesson(drawn, drawn.sets[0].name, "mlp", 8, 0);
    this.plane = new PlaneView(by_id("plane"), (point) => this.choose(point));
    this.curve = new Surface(by_id("curve"), () => (this.looks += 1));
    this.seen = "";
    this.press_buttons();
  }

  press_buttons() {
    for (const id of ["set", "model", "hidden", "lambda"]) on(id, "input", () => this.begin());
    on("again", "click", () => this.begin());
    on("epoch", "click", () => this.learn(1));
    on("run", "click", () => this.run(!this.running));
    on("gate", "click", () => this.next_gate());
    on("next", "click", () => this.choose((this.point + 1) % this.lesson.class_of.length));
    on("language", "click", () => this.translate(by_id("language").lang));
    on("room", "click", () => this.light(document.documentElement.dataset.room === "dark" ? "bright" : "dark"));
  }

  begin() {
    const lambda = LAMBDAS[Number(by_id("lambda").value)];
    const { value: model } = by_id("model");
    this.lesson = new Lesson(this.drawn, by_id("set").value, model, Number(by_id("hidden").value), lambda);
    by_id("hidden").disabled = model !== "mlp";
    by_id("lambda").disabled = model === "perceptron";
    put("hidden-value", model === "mlp" ? by_id("hidden").value : "-");
    put("lambda-value", model === "perceptron" ? "-" : String(lambda));
    [this.point, this.shown] = [0, 0];
    this.run(false);
    this.show_gates();
  }

  /** @param {number} epochs */
  learn(epochs) {
    for (let i = 0; i < epochs; i++) this.lesson.epoch();
    this.show_gates();
    if (epochs === 1) this.speak();
  }

  /** @param {boolean} running */
  run(running) {
    this.running = running;
    by_id("run").setAttribute("aria-pressed", String(running));
    if (!running) this.speak();
  }

  speak() {
    const { wrong, class_of, learner } = this.lesson;
    put("spoken", this.words.say("page_plane.state", { n: learner.epochs, wrong, of: class_of.length }));
  }

  /** @param {number} point */
  choose(point) {
    [this.point, this.shown] = [point, 0];
    this.show_gates();
  }

  next_gate() {
    const steps = 2 * this.lesson.gates(this.point).length;
    this.shown = this.shown === steps ? 0 : this.shown + 1;
    this.show_gates();
    put("spoken", by_id("gates").querySelector(".now")?.textContent ?? "");
  }

  /** Values above, filled in from left to right; gradients below, from right to left. */
  show_gates() {
    const gates = this.lesson.gates(this.point);
    by_id("gates").replaceChildren(...gates.map((gate, i) => this.card(gate, i, gates.length)));
    const name = this.lesson.points.classes[this.lesson.class_of[this.point]];
    put(
      "example",
      this.words.say("page_plane.example", { n: this.point + 1, of: this.lesson.class_of.length, label: name }),
    );
  }

  /** @param {import("./lesson.js").Gate} gate @param {number} i @param {number} n @returns {HTMLElement} */
  card(gate, i, n) {
    const card = document.createElement("li");
    const back = n - 1 - i;
    const [forward, backward] = [this.shown > i, this.shown > n + back];
    card.className = `gate ${this.shown === i + 1 || this.shown === n + back + 1 ? "now" : ""}`;
    const part = (/** @type {string} */ kind, /** @type {string} */ text) =>
      Object.assign(document.createElement("span"), { className: kind, textContent: text });
    card.append(
      part("values", forward ? numbers(gate.value) : "·"),
      part("name", gate.formula ? `${gate.name} = ${gate.formula}` : gate.name),
      part("gradients", backward ? numbers(gate.gradient) : "·"),
    );
    return card;
  }

  /** @param {string} language */
  translate(language) {
    const { words } = this;
    words.language = language;
    document.documentElement.lang = language;
    document.title = words.say("page_plane.title");
    words.translate(document);
    const other = Object.keys(words.catalogue).find((name) => name !== language) ?? language;
    by_id("language").textContent = other.toUpperCase();
    by_id("language").lang = other;
    by_id("language").setAttribute(
      "aria-label",
      `${other.toUpperCase()}: ${words.catalogue[other]["page.this_language"]}`,
    );
    fill_select(
      "set",
      this.drawn.sets.map(({ name }) => [name, words.say(`page_plane.set_${name}`)]),
    );
    fill_select(
      "model",
      ["mlp", "logistic", "perceptron"].map((name) => [name, words.say(`page_plane.model_${name}`)]),
    );
    this.show_gates();
  }

  /** @param {string} room */
  light(room) {
    document.documentElement.dataset.room = room;
    this.palette = this.palettes[room];
    this.looks += 1;
    by_id("room").dataset.t = `page.${room === "dark" ? "bright" : "dark"}`;
    by_id("room").textContent = this.words.say(by_id("room").dataset.t);
  }

  /** Once a frame. */
  draw() {
    const until = performance.now() + 8;
    while (this.running && !this.lesson.over && performance.now() < until) this.lesson.epoch();
    if (this.running) this.show_gates();
    if (this.running && this.lesson.over) this.run(false);
    const { learner, curve } = this.lesson;
    const settings = ["set", "model", "hidden", "lambda"].map((id) => by_id(id).value).join();
    const seen = `${this.looks} ${settings} ${learner.epochs} ${this.point}`;
    this.plane.draw(this.lesson, this.palette, this.point, seen);
    if (seen === this.seen) return;
    this.seen = seen;
    draw_curve(this.curve, curve, this.palette);
    put("epochs", String(learner.epochs));
    put("loss", curve.length ? (curve[curve.length - 1] ?? 0).toPrecision(4) : "-");
    put("wrong", `${this.lesson.wrong} / ${this.lesson.class_of.length}`);
  }
}

/** @param {number[]} values @returns {string} */
function numbers(values) {
  const shown = values.slice(0, MOST_SHOWN).map((value) => value.toFixed(3));
  return values.length > MOST_SHOWN ? `${shown.join("  ")}  ...` : shown.join("  ");
}

const catalogue = JSON.parse(by_id("words").textContent);
document.documentElement.style.setProperty("--hammertone", `url(${hammertone()})`);
const words = new Words(catalogue, usual_language(catalogue));
const page = new PlanePage(words, JSON.parse(by_id("palettes").textContent), from_json(by_id("drawn").textContent));
page.light(matchMedia("(prefers-color-scheme: light)").matches ? "bright" : "dark");
page.translate(words.language);
page.begin();
const frame = () => {
  page.draw();
  requestAnimationFrame(frame);
};
requestAnimationFrame(frame);
by_id("wall").dataset.ready = "yes";
Object.assign(window, { mark1: page });
