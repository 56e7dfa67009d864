// PCG64: the generator of a machine's chance, from its saved state on; the numbers of NumPy's Generator(PCG64).
//
//     state = state x MULTIPLIER + increment (128 bits)  -->  upper half xor lower half, rotated: 64 bits

import { normal_at } from "./normal.js";

const MULTIPLIER = 0x2360ed051fc65da44385df649fccf645n;

/** As a ``.mark1`` file has it. @typedef {{bit_generator: string, state: {state: bigint, inc: bigint},
 * has_uint32: number, uinteger: number}} GeneratorState */

/** Whole numbers, uniform numbers, normal deviates and permutations, each as NumPy draws it. */
export class Pcg64 {
  /** @param {GeneratorState} saved */
  constructor(saved) {
    this.state = 0n;
    this.inc = 0n;
    this.has_uint32 = 0;
    this.uinteger = 0;
    this.restore(saved);
  }

  /** What ``restore`` takes. @returns {GeneratorState} */
  capture() {
    const { state, inc, has_uint32, uinteger } = this;
    return { bit_generator: "PCG64", state: { state, inc }, has_uint32, uinteger };
  }

  /** @param {GeneratorState} saved */
  restore(saved) {
    this.state = BigInt(saved.state.state);
    this.inc = BigInt(saved.state.inc);
    this.has_uint32 = saved.has_uint32;
    this.uinteger = saved.uinteger;
  }

  /** The next 64 bits. @returns {bigint} */
  next64() {
    this.state = BigInt.asUintN(128, this.state * MULTIPLIER + this.inc);
    const high = this.state >> 64n;
    const mixed = high ^ BigInt.asUintN(64, this.state);
    const by = high >> 58n;
    return BigInt.asUintN(64, (mixed >> by) | (mixed << (64n - by)));
  }

  /** The next 32 bits: of every 64, the lower half first. @returns {number} */
  next32() {
    if (this.has_uint32) {
      this.has_uint32 = 0;
      return this.uinteger;
    }
    const bits = this.next64();
    this.has_uint32 = 1;
    this.uinteger = Number(bits >> 32n);
    return Number(bits & 0xffffffffn);
  }

  /** A uniform number, 0 <= u < 1. @returns {number} */
  random() {
    return Number(this.next64() >> 11n) / 9007199254740992;
  }

  /** A normal deviate of mean 0 and variance 1. @returns {number} */
  standard_normal() {
    return normal_at(this.random());
  }

  /** The numbers 0 to n - 1 in random order. @param {number} n @returns {number[]} */
  permutation(n) {
    const order = Array.from({ length: n }, (_, i) => i);
    for (let i = n - 1; i > 0; i--) {
      const j = this.up_to(i);
      [order[i], order[j]] = [order[j], order[i]];
    }
    return order;
  }

  /** A whole number from 0 to ``most``: bits are drawn until they are not above it. @param {number} most */
  up_to(most) {
    const mask = 2 ** (32 - Math.clz32(most)) - 1;
    let value;
    do value = (this.next32() & mask) >>> 0;
    while (value > most);
    return value;
  }
}
