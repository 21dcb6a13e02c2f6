/**
 * Panics without words. The module has no place where Rust's panic messages could be seen: a panic ends in a trap
 * either way, and JavaScript gets a RuntimeError. So the functions of the standard library that put such a message
 * together become the trap itself, and wasm-opt then removes what only they needed: indexes, places in the source,
 * formatting.
 */

/** Functions that never return and do nothing but tell why. Names as wasm-bindgen leaves them, without hashes. */
const SPEECHLESS = [
  /^core::panicking::/,
  /^core::slice::index::slice_\w*fail/,
  /^core::slice::copy_from_slice_impl::len_mismatch_fail$/,
  /^core::slice::sort::shared::smallsort::panic_on_ord_violation$/,
  /^core::str::slice_error_fail/,
  /^core::(option|result)::(expect|unwrap)_failed$/,
  /^core::cell::panic_already/,
  /^core::cell::lazy::panic_poisoned$/,
  /^alloc::raw_vec::(handle_error|capacity_overflow)$/,
  /^alloc::alloc::handle_alloc_error$/,
  /^<alloc::vec::Vec<_, _>>::\w+::assert_failed$/,
  /^std::thread::local::panic_access_error$/,
];

const UNREACHABLE = Uint8Array.of(0, 0x00, 0x0b); // no locals, unreachable, end

/** The module with a bare trap in place of every function that would only say why it panics. */
export function silencePanics(module) {
  const sections = readSections(module);
  const silent = silentFunctions(sections);
  const code = sections.find((section) => section.id === 10);
  const reader = new Reader(code.body);
  const bodies = [];
  const count = reader.number();
  for (let index = 0; index < count; index++) {
    const body = reader.bytes(reader.number());
    bodies.push(silent.has(index) ? UNREACHABLE : body);
  }
  code.body = Buffer.concat([number(count), ...bodies.flatMap((body) => [number(body.length), body])]);
  const parts = sections.flatMap(({ id, body }) => [Uint8Array.of(id), number(body.length), body]);
  return Buffer.concat([module.subarray(0, 8), ...parts]);
}

/** Which of the module's own functions are among them. */
function silentFunctions(sections) {
  const imports = sections.find((section) => section.id === 2);
  const imported = imports ? importedFunctions(new Reader(imports.body)) : 0;
  const silent = new Set();
  for (const [index, name] of functionNames(sections)) {
    const plain = name.replace(/\[[0-9a-f]{16}\]/g, "").replace(/::h[0-9a-f]{16}$/, "");
    if (SPEECHLESS.some((pattern) => pattern.test(plain))) silent.add(index - imported);
  }
  if (silent.size === 0) throw new Error("the module has no names: Rust's panics cannot be told from other functions");
  return silent;
}

function readSections(module) {
  const reader = new Reader(module.subarray(8));
  const sections = [];
  while (!reader.done()) {
    const [id] = reader.bytes(1);
    sections.push({ id, body: reader.bytes(reader.number()) });
  }
  return sections;
}

function importedFunctions(reader) {
  let functions = 0;
  for (let left = reader.number(); left > 0; left--) {
    reader.bytes(reader.number());
    reader.bytes(reader.number());
    const [kind] = reader.bytes(1);
    if (kind === 0) {
      functions++;
      reader.number();
    } else {
      if (kind === 1) reader.bytes(1); // a table's type of element
      const mutable = kind === 3;
      const [flags] = reader.bytes(1);
      if (mutable) reader.bytes(1);
      else for (let limits = flags & 1 ? 2 : 1; limits > 0; limits--) reader.number();
    }
  }
  return functions;
}

/** Indexes and names of functions, from the custom section "name". */
function* functionNames(sections) {
  for (const { id, body } of sections) {
    if (id !== 0) continue;
    const reader = new Reader(body);
    if (reader.text() !== "name") continue;
    while (!reader.done()) {
      const [kind] = reader.bytes(1);
      const part = new Reader(reader.bytes(reader.number()));
      if (kind !== 1) continue;
      for (let left = part.number(); left > 0; left--) yield [part.number(), part.text()];
    }
  }
}

/** Reads what a module is made of. */
class Reader {
  #bytes;
  #at = 0;

  constructor(bytes) {
    this.#bytes = bytes;
  }

  done() {
    return this.#at >= this.#bytes.length;
  }

  bytes(length) {
    this.#at += length;
    return this.#bytes.subarray(this.#at - length, this.#at);
  }

  /** An unsigned number in LEB128. */
  number() {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = this.#bytes[this.#at++];
      value += (byte & 0x7f) * 2 ** shift;
      if (byte < 0x80) return value;
    }
  }

  text() {
    return new TextDecoder().decode(this.bytes(this.number()));
  }
}

/** A number in LEB128. */
function number(value) {
  const bytes = [];
  do {
    bytes.push((value & 0x7f) | (value > 0x7f ? 0x80 : 0));
    value >>>= 7;
  } while (value > 0);
  return Uint8Array.from(bytes);
}
