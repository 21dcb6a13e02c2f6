/**
 * Data that nothing refers to any more. Once panics have lost their words, wasm-opt drops what put the words together,
 * but it cannot know which bytes of memory were words. The linker does: with its relocations (`--emit-relocs`) we know
 * every piece of data, what it refers to, and which functions are called through it. A piece stays if a constant in the
 * optimised code may be its address, or if a piece that stays refers to it; of the others the bytes become zeros,
 * which wasm-opt leaves out, and the functions that only they refer to become a trap, so that wasm-opt can drop them.
 * The same goes for slots of the table. Their numbers would be small, and so would be many others in the code; so the
 * linker begins the table far up (`--table-base`), and `settle` moves it back to where it would have been.
 */

import { readSegments } from "./data.mjs";
import { constants, replaceConstants } from "./instructions.mjs";
import { UNREACHABLE } from "./panics.mjs";
import { custom, functionBodies, functionNames, importedFunctions, number, Reader, readSections, section, signed, text, writeFunctions, writeSections } from "./sections.mjs";

// Kinds of relocations, as tool-conventions/Linking.md numbers them.
const TABLE_INDEX = new Set([1, 2]); // in code, in data
const MEMORY_ADDRESS = new Set([3, 4, 5]);
const WITH_ADDEND = new Set([...MEMORY_ADDRESS, 8, 9, 11, 14, 15, 16, 17, 21, 22, 23]);

/** What a linked module's data refers to. */
export class References {
  /** Pieces of data: `{ start, end, pieces, slots }`, what each refers to among them. */
  #pieces;
  /** The data as the linker placed it: `{ address, bytes }` each. */
  #placed;
  /** Pieces by addresses outside of them under which code knows them. */
  #aliases = new Map();
  /** Slots of the table whose numbers stand in code. */
  #inCode = new Set();
  /** Slots of the table whose numbers stand in data only. */
  #inData = new Set();
  /** Where in memory they stand. */
  #words = [];

  /** Of a linker's output; nothing if it was linked without relocations. */
  static of(linked) {
    const sections = readSections(linked);
    return custom(sections, "linking") && new References(sections);
  }

  /** @private */
  constructor(sections) {
    const segments = readSegments(section(sections, 11));
    const symbols = readSymbols(sections, segments);
    this.#pieces = symbols.filter((symbol) => symbol?.end > symbol?.start).sort((a, b) => a.start - b.start);
    const data = section(sections, 11);
    this.#placed = segments.map(({ address, from, length }) => ({ address, bytes: data.subarray(from, from + length) }));
    const slotAt = (place) => new DataView(data.buffer, data.byteOffset + place, 4).getUint32(0, true);
    for (const { kind, place, symbol, addend } of readRelocations(sections, "reloc.DATA")) {
      const segment = segments.find((segment) => place >= segment.from && place < segment.from + segment.length);
      const address = segment.address + place - segment.from;
      const from = this.#at(address);
      if (TABLE_INDEX.has(kind)) {
        this.#words.push(address);
        this.#inData.add(slotAt(place));
        for (const piece of from) piece.slots.push(slotAt(place));
      } else if (MEMORY_ADDRESS.has(kind)) {
        const to = symbols[symbol];
        if (to) for (const piece of from) piece.pieces.push(to);
        else if (addend === undefined) throw new Error("data refers to something without a place");
      }
    }
    const code = section(sections, 10);
    for (const { kind, place, symbol, addend } of readRelocations(sections, "reloc.CODE")) {
      if (TABLE_INDEX.has(kind)) {
        const reader = new Reader(code.subarray(place));
        this.#inCode.add(reader.number());
      } else if (MEMORY_ADDRESS.has(kind)) {
        const to = symbols[symbol];
        const address = to && to.start + addend;
        if (to && (address < to.start || address >= to.end)) this.#aliases.set(address, [...(this.#aliases.get(address) ?? []), to]);
      }
    }
  }

  /** The pieces that cover an address. */
  #at(address) {
    return this.#pieces.filter((piece) => piece.start <= address && address < piece.end);
  }

  /**
   * The module without what nothing refers to.
   * @param {Uint8Array} module made of the linked one, with all data and all slots at their places
   */
  drop(module) {
    const sections = readSections(module);
    const bodies = functionBodies(sections);
    const found = new Set();
    for (const body of bodies) constants(body, (value) => found.add(value));

    const live = new Set();
    const waiting = [];
    const keep = (piece) => {
      if (live.has(piece)) return;
      live.add(piece);
      waiting.push(piece);
    };
    for (const value of found) for (const piece of [...this.#at(value), ...(this.#aliases.get(value) ?? [])]) keep(piece);
    while (waiting.length > 0) for (const piece of waiting.pop().pieces) keep(piece);

    const slots = new Set([...live].flatMap((piece) => piece.slots));
    const unused = (slot) => (this.#inData.has(slot) || this.#inCode.has(slot)) && !slots.has(slot) && !(this.#inCode.has(slot) && found.has(slot));
    const trap = importedFunctions(sections) + bodies.length;
    const elements = sections.find((section) => section.id === 9);
    const dropped = elements && dropSlots(elements, unused, trap);
    if (dropped) {
      bodies.push(UNREACHABLE);
      sections.find((section) => section.id === 10).body = writeFunctions(bodies);
      const types = sections.find((section) => section.id === 3);
      const reader = new Reader(types.body);
      const count = reader.number();
      types.body = Buffer.concat([number(count + 1), types.body.subarray(reader.at), number(plainType(sections))]);
    }
    this.#zero(sections.find((section) => section.id === 11), live);
    return writeSections(module, sections);
  }

  /**
   * The module with its table's first slot at 1, once nothing more is to be dropped.
   * @param {Uint8Array} module as `drop` leaves it
   */
  settle(module) {
    const sections = readSections(module);
    const elements = sections.find((section) => section.id === 9);
    const [first, length] = slots(elements);
    const moved = (slot) => (slot >= first && slot < first + length ? slot - first + 1 : undefined);
    const inCode = (value) => {
      const slot = moved(value);
      if (slot !== undefined && !this.#inCode.has(value)) throw new Error(`${value} is a number in the code and a slot of the table`);
      return slot;
    };
    elements.body = moveSlots(elements.body);
    const tables = sections.find((section) => section.id === 4);
    tables.body = shrinkTable(tables.body, first - 1);
    const code = sections.find((section) => section.id === 10);
    code.body = writeFunctions(functionBodies(sections).map((body) => replaceConstants(body, inCode)));
    const data = sections.find((section) => section.id === 11);
    data.body = Buffer.from(data.body);
    const segments = readSegments(data.body);
    for (const word of this.#words) {
      // Zeros at the end of a word may have been left out.
      const places = [0, 1, 2, 3].map((byte) => {
        const segment = segments.find(({ address, length }) => word + byte >= address && word + byte < address + length);
        return segment && segment.from + word + byte - segment.address;
      });
      const slot = moved(places.reduce((value, place, byte) => value + (place === undefined ? 0 : data.body[place] * 2 ** (8 * byte)), 0));
      if (slot === undefined) continue;
      places.forEach((place, byte) => {
        const value = (slot >>> (8 * byte)) & 0xff;
        if (place !== undefined) data.body[place] = value;
        else if (value !== 0) throw new Error(`there is no room for a slot at ${word}`);
      });
    }
    return writeSections(module, sections);
  }

  /** Throws if data is not where the linker put it; what was dropped before is zero. */
  #check(address, bytes) {
    const placed = this.#placed.find((own) => own.address <= address && address + bytes.length <= own.address + own.bytes.length);
    const same = (byte, index) => byte === 0 || byte === placed.bytes[address - placed.address + index];
    if (!placed || !bytes.every(same)) throw new Error(`the data at ${address} is not what was linked there`);
  }

  /** Overwrites all pieces but those that live. */
  #zero(data, live) {
    data.body = Buffer.from(data.body);
    for (const { address, from, length } of readSegments(data.body)) {
      this.#check(address, data.body.subarray(from, from + length));
      const kept = new Uint8Array(length);
      const within = (piece) => [Math.max(piece.start - address, 0), Math.min(piece.end - address, length)];
      for (const piece of this.#pieces) if (!live.has(piece)) fill(kept, within(piece), 1);
      for (const piece of live) fill(kept, within(piece), 0);
      for (let index = 0; index < length; index++) if (kept[index]) data.body[from + index] = 0;
    }
  }
}

/** A module without the linker's notes, which hold for the linker's output only, and with the names of functions only. */
export function forgetLinking(module) {
  const sections = readSections(module).filter(({ id, body }) => id !== 0 || !/^(linking|name|reloc\.)/.test(new Reader(body).text()));
  const names = [...functionNames(readSections(module))].map(([index, name]) => [number(index), text(name)]);
  const functions = Buffer.concat([number(names.length), ...names.flat()]);
  sections.push({ id: 0, body: Buffer.concat([text("name"), Uint8Array.of(1), number(functions.length), functions]) });
  return writeSections(module, sections);
}

function fill(bytes, [from, to], value) {
  if (from < to) bytes.fill(value, from, to);
}

/** The linker's symbols by number; those that are pieces of data, nothing for others. */
function readSymbols(sections, segments) {
  const linking = custom(sections, "linking");
  linking.number(); // version
  const symbols = [];
  while (!linking.done()) {
    const kind = linking.byte();
    const part = new Reader(linking.bytes(linking.number()));
    if (kind !== 8) continue;
    for (let left = part.number(); left > 0; left--) symbols.push(readSymbol(part, segments));
  }
  return symbols;
}

function readSymbol(part, segments) {
  const kind = part.byte();
  const flags = part.number();
  const undefinedHere = (flags & 0x10) !== 0;
  if (kind === 1) {
    part.text();
    if (undefinedHere) return undefined;
    const [segment, offset, size] = [part.number(), part.number(), part.number()];
    const start = (segments[segment]?.address ?? 0) + offset;
    return { start, end: start + size, pieces: [], slots: [] };
  }
  part.number();
  if (kind !== 3 && (!undefinedHere || (flags & 0x40) !== 0)) part.text();
  return undefined;
}

function* readRelocations(sections, name) {
  const reader = custom(sections, name);
  if (!reader) throw new Error(`the module has no ${name}`);
  reader.number(); // the section
  for (let left = reader.number(); left > 0; left--) {
    const kind = reader.byte();
    const [place, symbol] = [reader.number(), reader.number()];
    yield { kind, place, symbol, addend: WITH_ADDEND.has(kind) ? reader.signed() : 0 };
  }
}

/** The number of the type without parameters and results. */
function plainType(sections) {
  const reader = new Reader(section(sections, 1));
  const count = reader.number();
  for (let index = 0; index < count; index++) {
    if (reader.byte() !== 0x60) throw new Error("a type that is no function");
    const parameters = reader.bytes(reader.number());
    const results = reader.bytes(reader.number());
    if (parameters.length + results.length === 0) return index;
  }
  throw new Error("no function is without parameters");
}

/** The first slot that a module fills, and how many. */
function slots(elements) {
  const reader = new Reader(elements.body);
  if (reader.number() !== 1 || reader.number() !== 0 || reader.byte() !== 0x41) throw new Error("not one table with a fixed place");
  const first = reader.signed();
  reader.byte(); // end
  return [first, reader.number()];
}

/** The same slots from 1 on. */
function moveSlots(elements) {
  const reader = new Reader(elements);
  reader.bytes(3); // how many there are, the table, i32.const
  reader.signed();
  return Buffer.concat([elements.subarray(0, 3), signed(1), elements.subarray(reader.at)]);
}

/** The tables with so many slots less in the first one. */
function shrinkTable(tables, less) {
  const reader = new Reader(tables);
  const count = reader.number();
  const type = reader.byte();
  const limits = reader.number();
  const sizes = [number(reader.number() - less)];
  if (limits & 1) sizes.push(number(reader.number() - less));
  return Buffer.concat([number(count), Uint8Array.of(type), number(limits), ...sizes, tables.subarray(reader.at)]);
}

/** Puts `trap` into the slots that are not used; whether there were any. */
function dropSlots(elements, unused, trap) {
  const reader = new Reader(elements.body);
  const count = reader.number();
  const out = [number(count)];
  let any = false;
  for (let left = count; left > 0; left--) {
    const from = reader.at;
    if (reader.number() !== 0 || reader.byte() !== 0x41) throw new Error("a table without a fixed place");
    const first = reader.signed();
    reader.byte(); // end
    const length = reader.number();
    out.push(elements.body.subarray(from, reader.at));
    for (let slot = first; slot < first + length; slot++) {
      const function_ = reader.number();
      any ||= unused(slot);
      out.push(number(unused(slot) ? trap : function_));
    }
  }
  if (any) elements.body = Buffer.concat(out);
  return any;
}
