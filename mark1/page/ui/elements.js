// Elements of the page by their id, and what happens to them.

/** @type {Document | ShadowRoot} */
let place = document;

/** From now on, elements are those of another place than the whole page. @param {ShadowRoot} root */
export function look_inside(root) {
  place = root;
}

/** @param {string} id @returns {any} */
export function by_id(id) {
  const element = place.getElementById(id);
  if (!element) throw new RangeError(`no element ${id}`);
  return element;
}

/** @param {string} id @param {string} event @param {(event: any) => void} run */
export function on(id, event, run) {
  by_id(id).addEventListener(event, run);
}

/** Put a text, if it is another. @param {string} id @param {string} text */
export function put(id, text) {
  const element = by_id(id);
  if (element.textContent !== text) element.textContent = text;
}

/** The choices of a select: value and text. @param {string} id @param {[string, string][]} choices */
export function fill_select(id, choices) {
  const select = by_id(id);
  const before = select.value;
  select.replaceChildren(...choices.map(([value, text]) => new Option(text, value)));
  if (choices.some(([value]) => value === before)) select.value = before;
}
