// The target: the class that the picture shows, chosen from a key for each.

import { by_id, put } from "./elements.js";

const LETTERS = [..."ABCDEFGHIJKLMNOPQRSTUVWXYZ"];
const MOST_KEYS = 60; // more classes are a list

export class Target {
  /** @param {import("./controls.js").Controls} controls */
  constructor(controls) {
    this.controls = controls;
    this.label = "A";
    this.keys = "";
  }

  /** The classes that can be wanted. @returns {string[]} */
  get classes() {
    return this.controls.session.code?.classes ?? LETTERS;
  }

  /** The line that presents the target's picture. @returns {string} */
  presenting() {
    if (/^[A-Z]$/.test(this.label)) return `present letter ${this.label}`;
    return /^\d$/.test(this.label) ? `present digit ${this.label}` : "present again";
  }

  /** Present the target at the beginning, so that there is something to see. */
  show() {
    const { session } = this.controls;
    const letters = session.library.sets.has("letters") && this.classes.includes(this.label);
    if (letters) this.controls.submit(this.presenting());
  }

  draw() {
    const keys = this.classes.join("\n");
    if (keys !== this.keys) this.lay_out(keys);
    const answer = this.controls.session.answer();
    const right = answer?.label === undefined || answer.label === null ? "" : String(answer.label === this.label);
    by_id("verdict").dataset.right = right;
    const key = { true: "teacher.right", false: "teacher.wrong", "": "page.no_verdict" }[right] ?? "";
    put("verdict", this.controls.words.say(key));
  }

  /** @param {string} keys */
  lay_out(keys) {
    this.keys = keys;
    if (!this.classes.includes(this.label)) this.label = this.classes[0];
    const box = by_id("keys");
    box.replaceChildren(
      ...(this.classes.length <= MOST_KEYS ? this.classes.map((label) => this.key(label)) : [this.list()]),
    );
  }

  /** @param {string} label @returns {HTMLElement} */
  key(label) {
    const key = document.createElement("label");
    const input = Object.assign(document.createElement("input"), {
      type: "radio",
      name: "target",
      value: label,
      checked: label === this.label,
    });
    input.addEventListener("change", () => (this.label = label));
    key.append(input, Object.assign(document.createElement("span"), { textContent: label }));
    return key;
  }

  /** @returns {HTMLElement} */
  list() {
    const select = document.createElement("select");
    select.append(...this.classes.map((label) => new Option(label, label)));
    select.setAttribute("aria-label", this.controls.words.say("teacher.wanted"));
    select.addEventListener("change", () => (this.label = select.value));
    return select;
  }
}
