// A zip of named entries: read without trust, written so that every program can read it.
//
//     entries by name  <-->  local headers and data, then a directory, then its end

import { MachineError } from "../errors.js";

const [LOCAL, ENTRY, END] = [0x04034b50, 0x02014b50, 0x06054b50];
const STORED = 0;
const DEFLATED = 8;
const MOST_BYTES = 64 * 2 ** 20; // of all entries, unpacked: what a phone can hold
const MOST_ENTRIES = 100;
const DATE = 33; // 1 January 1980: the same content gives the same bytes
const TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let bits = byte;
  for (let i = 0; i < 8; i++) bits = bits & 1 ? 0xedb88320 ^ (bits >>> 1) : bits >>> 1;
  return bits;
});

/** The check sum of a zip's entry. @param {Uint8Array} bytes @returns {number} */
export function crc32(bytes) {
  let crc = 0xffffffff;
  for (const byte of bytes) crc = TABLE[(crc ^ byte) & 0xff] ^ (crc >>> 8);
  return (crc ^ 0xffffffff) >>> 0;
}

/** Bytes through a stream that packs or unpacks them; at most ``most`` come out.
 * @param {Uint8Array} bytes @param {any} stream @param {number} most @returns {Promise<Uint8Array>} */
async function through(bytes, stream, most) {
  const parts = [];
  let length = 0;
  const reader = new Blob([/** @type {any} */ (bytes)]).stream().pipeThrough(stream).getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    parts.push(value);
    length += value.length;
    if (length > most) {
      await reader.cancel();
      throw new MachineError("file_too_large", { most: Math.round(MOST_BYTES / 2 ** 20) });
    }
  }
  return joined(parts);
}

/** @param {Uint8Array} bytes @returns {Promise<Uint8Array>} */
export function deflated(bytes) {
  return through(bytes, new CompressionStream("deflate-raw"), Infinity);
}

/** @param {Uint8Array} bytes @param {number} [most] @returns {Promise<Uint8Array>} */
export function inflated(bytes, most = MOST_BYTES) {
  return through(bytes, new DecompressionStream("deflate-raw"), most);
}

/** @param {Uint8Array[]} parts @returns {Uint8Array} */
export function joined(parts) {
  const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** The entries of a zip by name. Throws MachineError for no zip, a damaged one, or one too large.
 * @param {Uint8Array} bytes @returns {Promise<Map<string, Uint8Array>>} */
export async function unzipped(bytes) {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const entries = new Map();
  try {
    let left = MOST_BYTES;
    for (const entry of directory(view)) {
      const start = entry.at + 30 + view.getUint16(entry.at + 26, true) + view.getUint16(entry.at + 28, true);
      const packed = bytes.subarray(start, start + entry.packed);
      const data = entry.method === STORED ? packed : await inflated(packed, left);
      if (data.length !== entry.length || crc32(data) !== entry.crc) throw new RangeError(entry.name);
      left -= data.length;
      entries.set(entry.name, data);
    }
  } catch (error) {
    if (error instanceof MachineError) throw error;
    throw new MachineError("damaged");
  }
  return entries;
}

/** The directory at the end of a zip. @param {DataView} view */
function directory(view) {
  let end = view.byteLength - 22;
  const first = Math.max(0, end - 65536);
  while (end >= first && view.getUint32(end, true) !== END) end -= 1;
  if (end < first) throw new MachineError("no_mark1");
  const n = view.getUint16(end + 10, true);
  if (n > MOST_ENTRIES) throw new MachineError("no_mark1");
  let at = view.getUint32(end + 16, true);
  const entries = [];
  for (let i = 0; i < n; i++) {
    if (view.getUint32(at, true) !== ENTRY) throw new RangeError("directory");
    const [name, extra, comment] = [28, 30, 32].map((field) => view.getUint16(at + field, true));
    const method = view.getUint16(at + 10, true);
    if (method !== STORED && method !== DEFLATED) throw new RangeError("method");
    entries.push({
      method,
      crc: view.getUint32(at + 16, true),
      packed: view.getUint32(at + 20, true),
      length: view.getUint32(at + 24, true),
      at: view.getUint32(at + 42, true),
      name: new TextDecoder().decode(new Uint8Array(view.buffer, view.byteOffset + at + 46, name)),
    });
    at += 46 + name + extra + comment;
  }
  return entries;
}

/** A zip of entries. @param {Map<string, Uint8Array>} entries @returns {Promise<Uint8Array>} */
export async function zipped(entries) {
  const parts = [];
  const listed = [];
  let at = 0;
  for (const [name, data] of entries) {
    const packed = await deflated(data);
    const label = new TextEncoder().encode(name);
    const fields = [20, 0, DEFLATED, 0, DATE, crc32(data), packed.length, data.length, label.length, 0];
    parts.push(record([LOCAL, ...fields], [4, 2, 2, 2, 2, 2, 4, 4, 4, 2, 2]), label, packed);
    listed.push(
      record([ENTRY, 20, ...fields, 0, 0, 0, 0, at], [4, 2, 2, 2, 2, 2, 2, 4, 4, 4, 2, 2, 2, 2, 2, 4, 4]),
      label,
    );
    at += 30 + label.length + packed.length;
  }
  const length = listed.reduce((total, part) => total + part.length, 0);
  const n = entries.size;
  return joined([...parts, ...listed, record([END, 0, 0, n, n, length, at, 0], [4, 2, 2, 2, 2, 4, 4, 2])]);
}

/** Numbers in 2 or 4 bytes each, the low one first. @param {number[]} values @param {number[]} sizes */
function record(values, sizes) {
  const bytes = [];
  for (const [i, value] of values.entries()) for (let k = 0; k < sizes[i]; k++) bytes.push((value >>> (8 * k)) & 0xff);
  return Uint8Array.from(bytes);
}
