/** Data of a module: where it is, and all of it in one segment. */

import { number, Reader, readSections, section, signed, writeSections } from "./sections.mjs";

const DATA = 11;
const COUNT = 12;
const I32_CONST = 0x41;
const END = 0x0b;

/**
 * The segments of a section of data, which are put in place when the module starts: `{ address, from, length }` each,
 * `from` being where the bytes begin in the section. There are no others in Rust's modules.
 */
export function readSegments(body) {
  const reader = new Reader(body);
  return Array.from({ length: reader.number() }, () => {
    if (reader.number() !== 0 || reader.byte() !== I32_CONST) throw new Error("a segment of data without a fixed place");
    const address = reader.signed() >>> 0;
    if (reader.byte() !== END) throw new Error("a segment of data whose place is computed");
    const length = reader.number();
    const from = reader.at;
    reader.bytes(length);
    return { address, from, length };
  });
}

/**
 * The module with all its data in one segment. wasm-opt leaves out what is zero and begins another segment after it,
 * which makes the module smaller as it is and larger as it travels: brotli says zeros in fewer bytes than where a
 * segment begins. Only for a module with a memory of its own, which is zero before.
 */
export function joinData(module) {
  const sections = readSections(module);
  const data = section(sections, DATA);
  const segments = readSegments(data).sort((a, b) => a.address - b.address);
  if (segments.length < 2) return module;
  const start = segments[0].address;
  const last = segments.at(-1);
  const joined = Buffer.alloc(last.address + last.length - start);
  for (const { address, from, length } of segments) joined.set(data.subarray(from, from + length), address - start);
  const place = Buffer.concat([Uint8Array.of(0, I32_CONST), signed(start), Uint8Array.of(END)]);
  const bodies = new Map([
    [DATA, Buffer.concat([number(1), place, number(joined.length), joined])],
    [COUNT, number(1)],
  ]);
  return writeSections(
    module,
    sections.map(({ id, body }) => ({ id, body: bodies.get(id) ?? body })),
  );
}
