/**
 * Short names between a module and its glue: wasm-bindgen's carry a hash each, which does not compress. What the glue
 * never calls is exported no longer.
 */

import { number, Reader, readSections, text, writeSections } from "./sections.mjs";

/** Where the glue's functions are imported from. Others come straight from a crate's own JavaScript, under their names. */
const GLUE = "./module_bg.js";

/** Exports that keep their name, because others than the glue ask for them. */
const KNOWN = new Set(["memory"]);

/**
 * @param {Uint8Array} module as wasm-bindgen makes it
 * @param {string} glue its script
 * @returns {{module: Uint8Array, glue: string}} both with short names
 */
export function shortNames(module, glue) {
  const sections = readSections(module);
  const short = shorts();
  const renamed = new Map();
  const imports = sections.find((section) => section.id === 2);
  const exports = sections.find((section) => section.id === 7);
  const places = new Map([[GLUE, "a"]]);
  imports.body = renameImports(imports.body, (place, name) => {
    places.set(place, places.get(place) ?? `a${places.size}`);
    if (place === GLUE) renamed.set(name, renamed.get(name) ?? short.next().value);
    return [places.get(place), place === GLUE ? renamed.get(name) : name];
  });
  const called = new Set(Array.from(glue.matchAll(/\bwasm\.(\w+)/g), ([, name]) => name));
  const exported = new Map();
  exports.body = renameExports(exports.body, (name) => {
    if (KNOWN.has(name)) return name;
    if (!called.has(name)) return undefined;
    exported.set(name, short.next().value);
    return exported.get(name);
  });
  const key = /^( +)(?:"([^"\n]+)"|(\w+)):(?= function|[^\n]*,$)/gm;
  glue = glue.replaceAll(/\bwasm\.(\w+)/g, (whole, name) => (exported.has(name) ? `wasm.${exported.get(name)}` : whole));
  glue = glue.replaceAll(key, (whole, indent, quoted, plain) => (renamed.has(quoted ?? plain) ? `${indent}${renamed.get(quoted ?? plain)}:` : whole));
  for (const [place, name] of places) glue = glue.replaceAll(`${JSON.stringify(place)}: `, `"${name}": `);
  return { module: writeSections(module, sections), glue };
}

/** a, b, … z, aa, ab, …; any word may be a member's name. */
function* shorts() {
  const letters = "abcdefghijklmnopqrstuvwxyz";
  for (let length = 1; ; length++) {
    for (let count = 0; count < letters.length ** length; count++) {
      let name = "";
      for (let rest = count, left = length; left > 0; left--, rest = Math.floor(rest / letters.length)) name = letters[rest % letters.length] + name;
      yield name;
    }
  }
}

function renameImports(body, rename) {
  const reader = new Reader(body);
  const count = reader.number();
  const out = [number(count)];
  for (let left = count; left > 0; left--) {
    const place = reader.text();
    const name = reader.text();
    const from = reader.at;
    const kind = reader.byte();
    if (kind !== 0) throw new Error(`the import ${name} is no function`);
    reader.number();
    out.push(...rename(place, name).map(text), body.subarray(from, reader.at));
  }
  return Buffer.concat(out);
}

function renameExports(body, rename) {
  const reader = new Reader(body);
  const out = [];
  for (let left = reader.number(); left > 0; left--) {
    const name = rename(reader.text());
    const from = reader.at;
    reader.byte();
    reader.number();
    if (name !== undefined) out.push([text(name), body.subarray(from, reader.at)]);
  }
  return Buffer.concat([number(out.length), ...out.flat()]);
}
