/**
 * Locals numbered so that code which does the same says it in the same bytes: brotli finds it again then. Which number a
 * local has is free among those of its type. Function by function, in the order in which they are written, each local
 * takes the number that most of its uses had when they last stood between the same instructions.
 */

import { instructions } from "./instructions.mjs";
import { functionBodies, number, Reader, readSections, section, writeFunctions, writeSections } from "./sections.mjs";

/** The instructions around a use that say what it is like, from the first to the last one, and what their word counts. */
const AROUND = [
  { from: -2, to: 0, weight: 1 },
  { from: -4, to: 0, weight: 4 },
  { from: 0, to: 2, weight: 1 },
  { from: 0, to: 4, weight: 4 },
  { from: -2, to: 2, weight: 3 },
];
/** How many of the last numbers between the same instructions are remembered. */
const REMEMBERED = 4;
/** What one use counts towards numbers in the order of how often locals are used. */
const BY_USE = 0.3;
/** `local.get`, `local.set` and `local.tee`. */
const isLocal = (code) => code >= 0x20 && code <= 0x22;

/** The module with other numbers for its functions' locals. */
export function numberLocals(module) {
  const sections = readSections(module);
  const types = parameterCounts(section(sections, 1));
  const reader = new Reader(section(sections, 3));
  const parameters = Array.from({ length: reader.number() }, () => types[reader.number()]);
  const seen = new Map();
  const bodies = functionBodies(sections).map((body, index) => renumber(body, parameters[index], seen));
  const code = sections.find(({ id }) => id === 10);
  code.body = writeFunctions(bodies);
  return writeSections(module, sections);
}

/** How many parameters each type of function has. */
function parameterCounts(body) {
  const reader = new Reader(body);
  return Array.from({ length: reader.number() }, () => {
    if (reader.byte() !== 0x60) throw new Error("a type that is no function's");
    const parameters = reader.number();
    reader.bytes(parameters);
    reader.bytes(reader.number());
    return parameters;
  });
}

/** A function with other numbers for its locals; what was between which instructions goes into `seen`. */
function renumber(body, parameters, seen) {
  const { types, start } = declared(body);
  const uses = usesOf(body, parameters);
  const locals = types.map((type, index) => ({ type, old: parameters + index, uses: 0, first: Infinity, wishes: new Map() }));
  uses.forEach(({ old, around }, place) => {
    const local = locals[old - parameters];
    if (!local) return;
    local.uses++;
    local.first = Math.min(local.first, place);
    around.forEach((key, which) => {
      const before = seen.get(key) ?? [];
      for (const index of before) local.wishes.set(index, (local.wishes.get(index) ?? 0) + AROUND[which].weight / before.length);
    });
  });

  const given = new Map();
  const declarations = [];
  let next = parameters;
  for (const type of [...new Set(types)].sort((a, b) => b - a)) {
    const own = locals.filter((local) => local.type === type).sort((a, b) => b.uses - a.uses || a.first - b.first);
    give(own, next, given);
    declarations.push(number(own.length), Uint8Array.of(type));
    next += own.length;
  }

  for (const { old, around } of uses) {
    for (const key of around) {
      const before = seen.get(key);
      if (!before) seen.set(key, [given.get(old) ?? old]);
      else if (before.push(given.get(old) ?? old) > REMEMBERED) before.shift();
    }
  }
  const parts = [number(declarations.length / 2), ...declarations];
  let kept = start;
  for (const { old, at, end } of uses) {
    if (old < parameters) continue;
    parts.push(body.subarray(kept, at), number(given.get(old)));
    kept = end;
  }
  return Buffer.concat([...parts, body.subarray(kept)]);
}

/** The types of a function's locals, and where its code starts. */
function declared(body) {
  const reader = new Reader(body);
  const types = [];
  for (let groups = reader.number(); groups > 0; groups--) {
    const count = reader.number();
    const type = reader.byte();
    for (let left = count; left > 0; left--) types.push(type);
  }
  return { types, start: reader.at };
}

/** Every use of a local: its number, where that stands, and a key for what is around it. */
function usesOf(body, parameters) {
  const words = [];
  const uses = [];
  for (const { code, from, at, end } of instructions(body)) {
    const old = isLocal(code) ? new Reader(body.subarray(at)).number() : undefined;
    if (old !== undefined) uses.push({ old, at, end, place: words.length });
    // Numbers that can change are not part of what is around.
    words.push(hash(old >= parameters ? [code] : body.subarray(from, end)));
  }
  for (const use of uses) {
    use.around = AROUND.map(({ from, to }, which) => hash([which, ...Array.from({ length: to - from + 1 }, (_, step) => words[use.place + from + step] ?? 0)]));
  }
  return uses;
}

/** Gives the locals of one type the numbers from `first` on: the strongest wish first. */
function give(locals, first, given) {
  const wishes = locals.flatMap(({ old, uses, wishes }, rank) => {
    const wish = (index) => (wishes.get(index) ?? 0) + (index === first + rank ? BY_USE * uses : 0);
    return locals.map((_, step) => ({ old, index: first + step, value: wish(first + step) }));
  });
  const taken = new Set();
  for (const { old, index } of wishes.sort((a, b) => b.value - a.value)) {
    if (given.has(old) || taken.has(index)) continue;
    given.set(old, index);
    taken.add(index);
  }
}

/** A number for a list of numbers (FNV-1a). */
function hash(numbers) {
  let value = 2166136261;
  for (const number of numbers) value = Math.imul(value ^ number, 16777619);
  return value >>> 0;
}
