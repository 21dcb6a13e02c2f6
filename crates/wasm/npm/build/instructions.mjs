/** The instructions of a function's code, and the numbers in it that can be places in memory or in the table. */

import { Reader, signed } from "./sections.mjs";

/**
 * The instructions of a function: `{ code, from, at, end }`, its first byte, where that, what follows and the next one stand.
 * @param {Uint8Array} body a function's locals and code, without features beyond those in `tools.mjs`
 */
export function* instructions(body) {
  const reader = new Reader(body);
  for (let left = reader.number(); left > 0; left--) {
    reader.number();
    reader.byte();
  }
  while (!reader.done()) {
    const from = reader.at;
    const code = reader.byte();
    const at = reader.at;
    skipOperands(code, reader);
    yield { code, from, at, end: reader.at };
  }
}

/**
 * All constants of type i32, as unsigned numbers, and all offsets of loads and stores.
 * @param {Uint8Array} body
 * @param {(value: number) => void} note
 */
export function constants(body, note) {
  for (const { code, at } of instructions(body)) {
    const reader = new Reader(body.subarray(at));
    if (code === 0x41) note(reader.signed() >>> 0);
    else if (isAccess(code)) {
      reader.number(); // alignment
      note(reader.number());
    }
  }
}

/**
 * The function with other constants of type i32.
 * @param {Uint8Array} body
 * @param {(value: number) => number | undefined} other what stands in place of a constant, nothing where it stays
 */
export function replaceConstants(body, other) {
  const parts = [];
  let kept = 0;
  for (const { code, at, end } of instructions(body)) {
    if (code !== 0x41 && code !== 0x42) continue;
    const value = new Reader(body.subarray(at)).signed();
    if (code === 0x42) {
      const halves = Number.isSafeInteger(value) ? [value >>> 0, Math.floor(value / 2 ** 32) >>> 0] : [];
      if (halves.some((half) => other(half) !== undefined)) throw new Error(`a part of the constant ${value} would be replaced`);
      continue;
    }
    const replaced = other(value >>> 0);
    if (replaced === undefined) continue;
    parts.push(body.subarray(kept, at), signed(replaced));
    kept = end;
  }
  return kept === 0 ? body : Buffer.concat([...parts, body.subarray(kept)]);
}

/** Whether an instruction loads or stores. */
const isAccess = (code) => code >= 0x28 && code <= 0x3e;

/** Goes past what follows an instruction's first byte. */
function skipOperands(code, reader) {
  if (code >= 0x45 && code <= 0xc4) return; // arithmetic
  if (isAccess(code)) {
    reader.number(); // alignment
    reader.number();
    return;
  }
  switch (code) {
    case 0x00: // unreachable
    case 0x01: // nop
    case 0x05: // else
    case 0x0b: // end
    case 0x0f: // return
    case 0x1a: // drop
    case 0x1b: // select
    case 0xd1: // ref.is_null
      return;
    case 0x02: // block, loop, if: a type of the block
    case 0x03:
    case 0x04:
    case 0x41: // i32.const, i64.const
    case 0x42:
      reader.signed();
      return;
    case 0x0c: // br, br_if
    case 0x0d:
    case 0x10: // call
    case 0x20: // locals, globals, tables
    case 0x21:
    case 0x22:
    case 0x23:
    case 0x24:
    case 0x25:
    case 0x26:
    case 0x3f: // memory.size, memory.grow
    case 0x40:
    case 0xd0: // ref.null
    case 0xd2: // ref.func
      reader.number();
      return;
    case 0x0e: // br_table
      for (let left = reader.number(); left >= 0; left--) reader.number();
      return;
    case 0x11: // call_indirect
      reader.number();
      reader.number();
      return;
    case 0x1c: // select with types
      reader.bytes(reader.number());
      return;
    case 0x43:
      reader.bytes(4); // f32.const
      return;
    case 0x44:
      reader.bytes(8); // f64.const
      return;
    case 0xfc: {
      const operation = reader.number();
      const operands = operation <= 7 ? 0 : [2, 1, 2, 1, 2, 1, 2, 1, 1, 1][operation - 8];
      if (operands === undefined) throw new Error(`unknown instruction 0xfc ${operation}`);
      for (let left = operands; left > 0; left--) reader.number();
      return;
    }
    default:
      throw new Error(`unknown instruction 0x${code.toString(16)}`);
  }
}
