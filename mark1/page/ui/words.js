// Words: every text of the page, from the window's catalogue, in the language of whoever looks at it.

/** Texts by key, per language. @typedef {Record<string, Record<string, string>>} Catalogue */

/** ``words.say("page.title")`` is the text of that key, with ``{name}`` filled in. */
export class Words {
  /** @param {Catalogue} catalogue @param {string} language */
  constructor(catalogue, language) {
    this.catalogue = catalogue;
    this.language = language;
  }

  /** @param {string} key @param {Record<string, any>} [values] @returns {string} */
  say(key, values = {}) {
    const text = this.catalogue[this.language][key] ?? key;
    return text.replace(/\{(\w+)\}/g, (_, name) => String(values[name] ?? ""));
  }

  /** Fill in every element that names its text: data-t its content, data-label its accessible name.
   * @param {ParentNode & Node} root */
  translate(root) {
    for (const element of root.querySelectorAll("[data-t]"))
      element.textContent = this.say(String(element.getAttribute("data-t")));
    for (const element of root.querySelectorAll("[data-label]")) {
      element.setAttribute("aria-label", this.say(String(element.getAttribute("data-label"))));
    }
  }
}

/** The language to begin with: the browser's, if the page speaks it. @param {Catalogue} catalogue @returns {string} */
export function usual_language(catalogue) {
  const wanted = navigator.languages.map((name) => name.slice(0, 2));
  return wanted.find((name) => name in catalogue) ?? "en";
}

/** A number with its sign and ``digits`` after the point. @param {number} value @param {number} digits */
export function signed(value, digits) {
  return `${value < 0 ? "-" : "+"}${Math.abs(value).toFixed(digits)}`;
}
