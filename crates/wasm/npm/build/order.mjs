/**
 * Functions in an order that compresses well: brotli finds what is said again more cheaply where it is near. From the
 * largest function on, the next one is always the one that has most in common with those just written.
 */

import { functionBodies, importedFunctions, number, readSections, text, writeSections } from "./sections.mjs";

/** Bytes that are compared at a time. */
const LENGTH = 4;
/** How much what a function has in common with the last one counts when the next is chosen. */
const FADING = 0.7;
/** What is in more functions than this is in all of them. */
const COMMON = 300;

/**
 * The module with numbers for names, so that the order of the names is the order for its functions; wasm-opt's
 * `--reorder-functions-by-name` then puts them into it.
 */
export function nameInOrder(module) {
  const sections = readSections(module).filter(({ id }) => id !== 0);
  const imported = importedFunctions(sections);
  const order = bySimilarity(functionBodies(sections));
  const names = Array.from({ length: imported }, (_, index) => index);
  order.forEach((body, place) => (names[imported + body] = imported + place));
  const entries = names.flatMap((place, index) => [number(index), text(String(place).padStart(6, "0"))]);
  const functions = Buffer.concat([number(names.length), ...entries]);
  sections.push({ id: 0, body: Buffer.concat([text("name"), Uint8Array.of(1), number(functions.length), functions]) });
  return writeSections(module, sections);
}

/** The numbers of bodies in the order to write them in. */
function bySimilarity(bodies) {
  const pieces = bodies.map((body) => new Set(hashes(body)));
  const users = new Map();
  pieces.forEach((own, body) => own.forEach((piece) => (users.get(piece) ?? users.set(piece, []).get(piece)).push(body)));
  const most = Math.min(bodies.length / 8, COMMON);
  const left = new Set(bodies.keys());
  let affinity = new Map();
  let last = bodies.reduce((largest, body, index) => (body.length > bodies[largest].length ? index : largest), 0);
  const order = [];
  while (left.size > 0) {
    order.push(last);
    left.delete(last);
    affinity = new Map(Array.from(affinity, ([body, value]) => [body, value * FADING]).filter(([body, value]) => left.has(body) && value > 1e-3));
    for (const piece of pieces[last]) {
      const own = users.get(piece);
      if (own.length < 2 || own.length > most) continue;
      const weight = Math.log(bodies.length / own.length);
      for (const body of own) if (left.has(body)) affinity.set(body, (affinity.get(body) ?? 0) + weight);
    }
    let [best, highest] = [left.values().next().value, -1];
    for (const [body, value] of affinity) {
      const score = value / (pieces[body].size + 20);
      if (score > highest) [best, highest] = [body, score];
    }
    last = best;
  }
  return order;
}

/** A number for every piece of `LENGTH` bytes (FNV-1a). */
function* hashes(body) {
  for (let index = 0; index + LENGTH <= body.length; index++) {
    let hash = 2166136261;
    for (let at = index; at < index + LENGTH; at++) hash = Math.imul(hash ^ body[at], 16777619);
    yield hash >>> 0;
  }
}
