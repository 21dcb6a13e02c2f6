/** Reading and writing the parts of a WebAssembly module. */

/** Reads what a module is made of. */
export class Reader {
  /** Where the next byte is read. */
  at = 0;
  #bytes;

  constructor(bytes) {
    this.#bytes = bytes;
  }

  done() {
    return this.at >= this.#bytes.length;
  }

  byte() {
    return this.#bytes[this.at++];
  }

  bytes(length) {
    this.at += length;
    return this.#bytes.subarray(this.at - length, this.at);
  }

  /** An unsigned number in LEB128. */
  number() {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = this.byte();
      value += (byte & 0x7f) * 2 ** shift;
      if (byte < 0x80) return value;
    }
  }

  /** A signed number in LEB128, exact to 53 bits. */
  signed() {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = this.byte();
      value += (byte & 0x7f) * 2 ** shift;
      if (byte < 0x80) return byte & 0x40 ? value - 2 ** (shift + 7) : value;
    }
  }

  text() {
    return new TextDecoder().decode(this.bytes(this.number()));
  }
}

/** A number in LEB128. */
export function number(value) {
  const bytes = [];
  do {
    bytes.push((value & 0x7f) | (value > 0x7f ? 0x80 : 0));
    value >>>= 7;
  } while (value > 0);
  return Uint8Array.from(bytes);
}

/** A signed number in LEB128. */
export function signed(value) {
  const bytes = [];
  for (;;) {
    const byte = value & 0x7f;
    value >>= 7;
    if (value === (byte & 0x40 ? -1 : 0)) return Uint8Array.from([...bytes, byte]);
    bytes.push(byte | 0x80);
  }
}

/** A text with its length before it. */
export function text(value) {
  const bytes = new TextEncoder().encode(value);
  return Buffer.concat([number(bytes.length), bytes]);
}

/** The sections of a module, `{ id, body }` each. */
export function readSections(module) {
  const reader = new Reader(module.subarray(8));
  const sections = [];
  while (!reader.done()) {
    const id = reader.byte();
    sections.push({ id, body: reader.bytes(reader.number()) });
  }
  return sections;
}

/** The module that has these sections. */
export function writeSections(module, sections) {
  const parts = sections.flatMap(({ id, body }) => [Uint8Array.of(id), number(body.length), body]);
  return Buffer.concat([module.subarray(0, 8), ...parts]);
}

/** What a custom section of this name says; a reader of it. */
export function custom(sections, name) {
  for (const { id, body } of sections) {
    if (id !== 0) continue;
    const reader = new Reader(body);
    if (reader.text() === name) return new Reader(body.subarray(reader.at));
  }
  return undefined;
}

/** The bodies of a module's own functions. */
export function functionBodies(sections) {
  const reader = new Reader(section(sections, 10));
  return Array.from({ length: reader.number() }, () => reader.bytes(reader.number()));
}

/** The body of a section. */
export function section(sections, id) {
  return sections.find((section) => section.id === id)?.body ?? Uint8Array.of(0);
}

/** The section of code with these functions. */
export function writeFunctions(bodies) {
  return Buffer.concat([number(bodies.length), ...bodies.flatMap((body) => [number(body.length), body])]);
}

/** How many functions a module imports. */
export function importedFunctions(sections) {
  const reader = new Reader(section(sections, 2));
  let functions = 0;
  for (let left = reader.number(); left > 0; left--) {
    reader.text();
    reader.text();
    const kind = reader.byte();
    if (kind === 0) {
      functions++;
      reader.number();
    } else {
      if (kind === 1) reader.byte(); // a table's type of element
      const flags = reader.byte();
      if (kind === 3) reader.byte(); // `flags` was a global's type, this is whether it can change
      else for (let limits = flags & 1 ? 2 : 1; limits > 0; limits--) reader.number();
    }
  }
  return functions;
}

/** Indexes and names of functions, from the custom section "name". */
export function* functionNames(sections) {
  const reader = custom(sections, "name");
  while (reader && !reader.done()) {
    const kind = reader.byte();
    const part = new Reader(reader.bytes(reader.number()));
    if (kind !== 1) continue;
    for (let left = part.number(); left > 0; left--) yield [part.number(), part.text()];
  }
}
