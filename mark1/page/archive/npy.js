// Arrays as NumPy stores them: a header that names type and shape, then the values.

import { MachineError } from "../errors.js";

/** @typedef {import("../machine/correction_log.js").Row} Row */

/** Types of NumPy, and of JavaScript. @type {Record<string, any>} */
const KINDS = {
  "|b1": Uint8Array,
  "|i1": Int8Array,
  "<i4": Int32Array,
  "<f4": Float32Array,
  "<f8": Float64Array,
};
/** Columns of the correction log, packed without gaps. @type {[keyof Row, string][]} */
const ROW = [
  ["presentation", "<i8"],
  ["stimulus", "<i4"],
  ["r", "<i4"],
  ["wanted", "|i1"],
  ["sum_v", "<f8"],
  ["active", "<i4"],
  ["pulses", "<i4"],
  ["pulse_s", "<f8"],
  ["cause", "|i1"],
  ["part", "|i1"],
  ["share", "<f8"],
];
const OLD_ROW = ROW.slice(0, 8); // of files of before there was more than error correction
const LOG = "log.rows";

/** The values of an ``.npy``; rows of the log as objects. Throws MachineError.
 * @param {string} name @param {Uint8Array} bytes @returns {any} */
export function array_from(name, bytes) {
  const text = new TextDecoder().decode(bytes.subarray(1, 4096)); // after a first byte that is no letter
  const wide = bytes[6] === 2;
  const start = (wide ? 12 : 10) + bytes[8] + 256 * bytes[9];
  const header = /^\{'descr': (.*), 'fortran_order': False, 'shape': \((\d+),\), *\}/.exec(text.slice(wide ? 11 : 9));
  if (bytes[0] !== 0x93 || !text.startsWith("NUMPY") || !header)
    throw new MachineError("not_a_machine", { part: name });
  const [, descr, length] = header;
  const data = bytes.slice(start);
  if (name === LOG) return rows_from(descr, Number(length), data);
  const Kind = KINDS[descr.slice(1, -1)];
  if (!Kind || data.length !== Number(length) * Kind.BYTES_PER_ELEMENT)
    throw new MachineError("not_a_machine", { part: name });
  return new Kind(data.buffer);
}

/** @param {string} descr @param {number} length @param {Uint8Array} data @returns {Row[]} */
function rows_from(descr, length, data) {
  const columns = [ROW, OLD_ROW].find((columns) => descr === described(columns));
  if (!columns || data.length !== length * size_of(columns)) throw new MachineError("not_a_machine", { part: LOG });
  const view = new DataView(data.buffer);
  let at = 0;
  return Array.from({ length }, () => {
    /** @type {any} */
    const row = { cause: 0, part: 0 };
    for (const [name, kind] of columns) {
      row[name] = read(view, at, kind);
      at += Number(kind[2]);
    }
    return { ...row, share: row.share ?? row.wanted };
  });
}

/** @param {DataView} view @param {number} at @param {string} kind @returns {number} */
function read(view, at, kind) {
  if (kind === "<i8") return Number(view.getBigInt64(at, true));
  if (kind === "<f8") return view.getFloat64(at, true);
  return kind === "<i4" ? view.getInt32(at, true) : view.getInt8(at);
}

/** @param {DataView} view @param {number} at @param {string} kind @param {number} value */
function write(view, at, kind, value) {
  if (kind === "<i8") view.setBigInt64(at, BigInt(value), true);
  else if (kind === "<f8") view.setFloat64(at, value, true);
  else if (kind === "<i4") view.setInt32(at, value, true);
  else view.setInt8(at, value);
}

/** @param {[string, string][]} columns */
const size_of = (columns) => columns.reduce((size, [, kind]) => size + Number(kind[2]), 0);

/** @param {[string, string][]} columns */
const described = (columns) => `[${columns.map(([name, kind]) => `('${name}', '${kind}')`).join(", ")}]`;

/** An ``.npy`` of values. @param {string} name @param {any} values @returns {Uint8Array} */
export function npy_of(name, values) {
  if (name === LOG) return with_header(described(ROW), values.length, bytes_of_rows(values));
  // On or off is a byte in JavaScript and a kind of its own in NumPy; no machine has other bytes.
  const kind = Object.keys(KINDS).find((kind) => values instanceof KINDS[kind]);
  return with_header(`'${kind}'`, values.length, new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
}

/** @param {Row[]} rows @returns {Uint8Array} */
function bytes_of_rows(rows) {
  const bytes = new Uint8Array(rows.length * size_of(ROW));
  const view = new DataView(bytes.buffer);
  let at = 0;
  for (const row of rows) {
    for (const [name, kind] of ROW) {
      write(view, at, kind, row[name]);
      at += Number(kind[2]);
    }
  }
  return bytes;
}

/** @param {string} descr @param {number} length @param {Uint8Array} data @returns {Uint8Array} */
function with_header(descr, length, data) {
  const text = `{'descr': ${descr}, 'fortran_order': False, 'shape': (${length},), }`;
  const size = Math.ceil((10 + text.length + 1) / 64) * 64 - 10;
  const header = new TextEncoder().encode(`${text.padEnd(size - 1)}\n`);
  const bytes = new Uint8Array(10 + size + data.length);
  bytes.set([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0, size & 0xff, size >> 8]);
  bytes.set(header, 10);
  bytes.set(data, 10 + size);
  return bytes;
}
