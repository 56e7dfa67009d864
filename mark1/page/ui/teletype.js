// The teletype: what every line came to, on paper for eyes and in a live region for ears.

import { MachineError } from "../errors.js";
import { by_id, put } from "./elements.js";
import { signed } from "./words.js";

/** @typedef {import("../panel/commands.js").Reply} Reply */

const MOST_LINES = 200; // on the paper

/** How many are on. @param {Uint8Array | undefined} units @returns {number} */
export const on_in = (units) => units?.reduce((sum, on) => sum + on, 0) ?? 0;

export class Teletype {
  /** @param {import("../panel/session.js").Session} session @param {import("./words.js").Words} words */
  constructor(session, words) {
    this.session = session;
    this.words = words;
  }

  /** @param {string} line @param {Reply} reply */
  replied(line, { key, values = {} }) {
    const answer = key === "presented" || key === "taught" || key === "reinforced" ? this.answer_in_words() : "";
    const accuracy = values.accuracy === undefined ? {} : { accuracy: `${(100 * values.accuracy).toFixed(1)}%` };
    const part =
      values.part === undefined ? {} : { part: this.words.say(`page.damage_${values.part.replace("-", "_")}`) };
    const seen = key === "presented" ? this.seen() : {};
    const said = [this.words.say(`page_reply.${key}`, { ...values, ...accuracy, ...part, ...seen }), answer]
      .filter(Boolean)
      .join(" ");
    if (!line.startsWith("amend")) this.type(line, said, "");
    this.speak(said);
  }

  /** @param {string} line @param {unknown} error */
  failed(line, error) {
    const known = error instanceof MachineError;
    const said = known
      ? this.words.say(`page_error.${error.key}`, error.values)
      : this.words.say("page_error.unforeseen", { error });
    if (!known) console.error(error);
    this.type(line, said, "trouble");
    this.speak(said);
  }

  /** How many units a picture has switched on. */
  seen() {
    const { observation } = this.session;
    return { s: on_in(observation?.s), a: on_in(observation?.a) };
  }

  /** @returns {string} */
  answer_in_words() {
    const answer = this.session.answer();
    if (!answer) return "";
    if (answer.label !== null)
      return this.words.say("page.answer", { label: answer.label, margin: signed(answer.margin_v, 2) });
    const why_none =
      answer.reason === "no_classes" ? this.words.say("response.nothing") : this.words.say(`response.${answer.reason}`);
    return `${this.words.say("page.no_answer")} ${why_none}${answer.tied.length ? ` (${answer.tied.slice(0, 6).join(" ")})` : ""}`;
  }

  /** For eyes that cannot see, once. @param {string} text */
  speak(text) {
    put("spoken", text);
  }

  /** On the teletype's paper. @param {string} line @param {string} said @param {string} kind */
  type(line, said, kind) {
    const paper = by_id("paper");
    const shown = line.length > 60 ? `${line.slice(0, 24)} ...` : line;
    for (const [text, name] of [
      [line && `> ${shown}`, "line"],
      [said, `said ${kind}`],
    ]) {
      if (text) paper.append(Object.assign(document.createElement("p"), { textContent: text, className: name }));
    }
    while (paper.children.length > MOST_LINES) paper.firstElementChild?.remove();
    paper.scrollTop = paper.scrollHeight;
  }
}
