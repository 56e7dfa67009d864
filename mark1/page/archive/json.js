// JSON with whole numbers of any size: a generator's state has 128 bits, and JavaScript's own numbers 53.

const TEXT_OR_WHOLE = /"(?:[^"\\]|\\.)*"|(?<![\d.])-?\d{16,}(?![\d.eE])/g;
const MARK = "\ue000"; // before a number that is kept as text; private, so no name begins with it

/** The values of a text; whole numbers of 16 digits and more are bigint. @param {string} text @returns {any} */
export function from_json(text) {
  const marked = text.replace(TEXT_OR_WHOLE, (piece) => (piece.startsWith('"') ? piece : `"${MARK}${piece}"`));
  return JSON.parse(marked, (_, value) =>
    typeof value === "string" && /^\ue000-?\d+$/.test(value) ? BigInt(value.slice(1)) : value,
  );
}

/** The text of values, bigint too. @param {any} value @returns {string} */
export function to_json(value) {
  if (typeof value === "bigint") return value.toString();
  if (Array.isArray(value)) return `[${value.map(to_json).join(", ")}]`;
  if (value === null || typeof value !== "object") return JSON.stringify(value);
  const members = Object.entries(value).map(([name, member]) => `${JSON.stringify(name)}: ${to_json(member)}`);
  return `{${members.join(", ")}}`;
}
