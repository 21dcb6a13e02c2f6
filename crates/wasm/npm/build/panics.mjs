/**
 * Panics without words. The module has no place where Rust's panic messages could be seen: a panic ends in a trap
 * either way, and JavaScript gets a RuntimeError. So the functions of the standard library that put such a message
 * together become the trap itself, and wasm-opt then removes what only they needed: indexes, places in the source,
 * formatting.
 */

import { functionBodies, functionNames, importedFunctions, readSections, writeFunctions, writeSections } from "./sections.mjs";

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

/** A function that traps: no locals, unreachable, end. */
export const UNREACHABLE = Uint8Array.of(0, 0x00, 0x0b);

/** The module with a bare trap in place of every function that would only say why it panics. */
export function silencePanics(module) {
  const sections = readSections(module);
  const silent = silentFunctions(sections);
  const code = sections.find((section) => section.id === 10);
  code.body = writeFunctions(functionBodies(sections).map((body, index) => (silent.has(index) ? UNREACHABLE : body)));
  return writeSections(module, sections);
}

/** Which of the module's own functions are among them. */
function silentFunctions(sections) {
  const imported = importedFunctions(sections);
  const silent = new Set();
  for (const [index, name] of functionNames(sections)) {
    const plain = name.replace(/\[[0-9a-f]{16}\]/g, "").replace(/::h[0-9a-f]{16}$/, "");
    if (SPEECHLESS.some((pattern) => pattern.test(plain))) silent.add(index - imported);
  }
  if (silent.size === 0) throw new Error("the module has no names: Rust's panics cannot be told from other functions");
  return silent;
}
