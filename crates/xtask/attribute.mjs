// Who fills a wasm module: bytes of code by crate, from the name section of the module as rustc left it. Printed by the
// size gate when a limit is broken: node crates/xtask/attribute.mjs target/wasm32-unknown-unknown/release/chartroom-web.wasm
import { readFileSync } from "node:fs";

const bytes = readFileSync(process.argv[2]);
let at = 8;

function number() {
  let value = 0;
  for (let shift = 0; ; shift += 7) {
    const byte = bytes[at++];
    value += (byte & 127) * 2 ** shift;
    if (byte < 128) return value;
  }
}

function text() {
  const length = number();
  at += length;
  return bytes.toString("utf8", at - length, at);
}

const sizes = [], names = new Map(), sections = [];
let imported = 0;
while (at < bytes.length) {
  const id = bytes[at++], length = number(), end = at + length;
  sections.push([id, length]);
  if (id === 2) {
    for (let count = number(); count > 0; count--) {
      text(); text();
      const kind = bytes[at++];
      if (kind === 0) { imported++; number(); }
      else if (kind === 1) { at++; if (bytes[at++] & 1) number(); number(); }
      else if (kind === 2) { if (bytes[at++] & 1) number(); number(); }
      else at += 2;
    }
  } else if (id === 10) {
    for (let count = number(); count > 0; count--) {
      const size = number();
      sizes.push(size);
      at += size;
    }
  } else if (id === 0 && text() === "name") {
    while (at < end) {
      const kind = bytes[at++], stop = number() + at;
      if (kind === 1) for (let count = number(); count > 0; count--) names.set(number(), text());
      at = stop;
    }
  }
  at = end;
}

/** The crate of a symbol: the first path segment, of the type for `<Type as Trait>::method`. */
function crateOf(name) {
  // Demangled names (`crate::path`, `<crate::Type as Trait>::method`), then legacy and v0 manglings.
  const plain = /^[<&*(\[ ]*(?:dyn |mut )*([a-z_][a-z0-9_]*)(?:\[[0-9a-f]+\])?::/.exec(name);
  if (plain) return plain[1];
  const legacy = /^_ZN(\d+)(.*)$/s.exec(name);
  if (legacy) {
    const first = legacy[2].slice(0, Number(legacy[1]));
    return /^_?\$LT\$/.test(first) ? /([a-z_][a-z0-9_]*)\.\./.exec(first)?.[1] ?? "(generic)" : first;
  }
  const v0 = /^_R.*?C(?:s[0-9A-Za-z]*_)?(\d+)(.*)$/s.exec(name);
  return v0 ? v0[2].replace(/^_/, "").slice(0, Number(v0[1])) : "(other)";
}

const crates = new Map(), functions = [];
sizes.forEach((size, index) => {
  const name = names.get(index + imported) ?? "(unnamed)";
  const crate = crateOf(name);
  crates.set(crate, (crates.get(crate) ?? 0) + size);
  functions.push([size, name]);
});
const total = sizes.reduce((sum, size) => sum + size, 0);
const data = sections.filter(([id]) => id === 11).reduce((sum, [, length]) => sum + length, 0);
console.log(`code ${total} bytes in ${sizes.length} functions, data ${data} bytes (before wasm-opt)`);
for (const [crate, size] of [...crates].sort((a, b) => b[1] - a[1]).slice(0, 24)) {
  console.log(`${String(size).padStart(9)}  ${((100 * size) / total).toFixed(1).padStart(5)} %  ${crate}`);
}
console.log("largest functions");
for (const [size, name] of functions.sort((a, b) => b[0] - a[0]).slice(0, 16)) {
  console.log(`${String(size).padStart(9)}  ${name.slice(0, 130)}`);
}
