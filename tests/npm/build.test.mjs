// What the package's build does to modules after the compiler: they compute what they computed before.
import assert from "node:assert/strict";
import { test } from "node:test";
import { joinData, readSegments } from "../../crates/wasm/npm/build/data.mjs";
import { instructions, replaceConstants } from "../../crates/wasm/npm/build/instructions.mjs";
import { numberLocals } from "../../crates/wasm/npm/build/locals.mjs";
import { nameInOrder } from "../../crates/wasm/npm/build/order.mjs";
import { functionBodies, functionNames, number, Reader, readSections, section, signed, text, writeFunctions, writeSections } from "../../crates/wasm/npm/build/sections.mjs";

const HEAD = Uint8Array.of(0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00);
const [I32, I64, F64] = [0x7f, 0x7e, 0x7c];
/** Of each type: addition, subtraction, multiplication. */
const ARITHMETIC = { [I32]: [0x6a, 0x6b, 0x6c], [I64]: [0x7c, 0x7d, 0x7e], [F64]: [0xa0, 0xa1, 0xa2] };
/** Into each type from another one. */
const CONVERSIONS = { [I32]: [[I64, 0xa7]], [I64]: [[I32, 0xac]], [F64]: [[I32, 0xb7], [I64, 0xb9]] };
const [GET, SET, TEE, END, BLOCK, BR_IF, EMPTY] = [0x20, 0x21, 0x22, 0x0b, 0x02, 0x0d, 0x40];

/** Random numbers that are the same in every run. */
function dice(seed) {
  let state = seed;
  return (sides) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * sides);
  };
}

const vector = (items) => Buffer.concat([number(items.length), ...items]);

/** A function `(i32, i32) -> i32` over locals of all types, declared in random groups. */
function randomFunction(roll) {
  const groups = Array.from({ length: 1 + roll(6) }, () => ({ count: 1 + roll(5), type: [I32, I64, F64][roll(3)] }));
  const types = [I32, I32, ...groups.flatMap(({ count, type }) => Array(count).fill(type))];
  const of = (type) => types.flatMap((own, index) => (own === type ? [index] : []));
  const code = [];
  const use = (instruction, type) => {
    const all = of(type);
    code.push(instruction, ...number(all[roll(all.length)]));
  };
  const fromI32 = { [I32]: [], [I64]: [0xac], [F64]: [0xb7] };
  types.slice(2).forEach((type, index) => code.push(0x41, ...signed(roll(2000) - 1000), ...fromI32[type], SET, ...number(index + 2)));
  for (let left = 5 + roll(40); left > 0; left--) {
    const target = roll(types.length);
    const type = types[target];
    const guarded = roll(5) === 0;
    if (guarded) {
      code.push(BLOCK, EMPTY);
      use(GET, I32);
      code.push(BR_IF, 0);
    }
    const [from, conversion] = CONVERSIONS[type][roll(CONVERSIONS[type].length)];
    if (roll(3) === 0 && of(from).length > 0) {
      use(GET, from);
      code.push(conversion);
    } else {
      use(GET, type);
      use(roll(2) ? GET : TEE, type);
      if (code.at(-2) === TEE) use(GET, type);
      code.push(ARITHMETIC[type][roll(3)]);
    }
    code.push(SET, ...number(target));
    if (guarded) code.push(END);
  }
  // Every local has a say in the result.
  code.push(0x41, 0);
  types.forEach((type, index) => {
    code.push(GET, ...number(index));
    if (type === I64) code.push(0xa7);
    if (type === F64) code.push(0xbd, 0xa7);
    code.push(0x6a, 0x41, ...signed(31), 0x6c);
  });
  code.push(END);
  return Buffer.concat([vector(groups.map(({ count, type }) => Buffer.concat([number(count), Uint8Array.of(type)]))), Uint8Array.from(code)]);
}

/** A module of random functions, exported by their numbers, with data and a memory of its own. */
function randomModule(roll) {
  const bodies = Array.from({ length: 1 + roll(6) }, () => randomFunction(roll));
  let address = roll(100);
  const segments = Array.from({ length: roll(6) }, () => {
    const bytes = Uint8Array.from({ length: 1 + roll(20) }, () => roll(256));
    const segment = Buffer.concat([Uint8Array.of(0, 0x41), signed(address), Uint8Array.of(END), number(bytes.length), bytes]);
    address += bytes.length + roll(300);
    return segment;
  });
  const names = [...bodies.keys()].map((index) => Buffer.concat([text(`f${index}`), Uint8Array.of(0), number(index)]));
  const sections = [
    [1, vector([Uint8Array.of(0x60, 2, I32, I32, 1, I32)])],
    [3, vector(bodies.map(() => number(0)))],
    [5, vector([Uint8Array.of(0, 1)])],
    [7, vector([...names, Buffer.concat([text("memory"), Uint8Array.of(2, 0)])])],
    [12, number(segments.length)],
    [10, writeFunctions(bodies)],
    [11, vector(segments)],
  ];
  return writeSections(HEAD, sections.map(([id, body]) => ({ id, body })));
}

/** What every function answers to some questions, and the memory. */
function behaviour(module) {
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(module));
  const questions = [[0, 0], [1, -1], [7, 1000], [-2_147_483_648, 3]];
  const answers = Object.keys(exports).filter((name) => name !== "memory").map((name) => [name, questions.map((pair) => exports[name](...pair))]);
  return { answers, memory: Buffer.from(exports.memory.buffer).toString("base64") };
}

/** How many locals of each type each function has. */
function localTypes(module) {
  return functionBodies(readSections(module)).map((body) => {
    const reader = new Reader(body);
    const counts = {};
    for (let left = reader.number(); left > 0; left--) {
      const count = reader.number();
      const type = reader.byte();
      counts[type] = (counts[type] ?? 0) + count;
    }
    return counts;
  });
}

const modules = Array.from({ length: 200 }, (_, seed) => randomModule(dice(seed)));

test("locals with other numbers compute the same", () => {
  let changed = 0;
  for (const module of modules) {
    const numbered = numberLocals(module);
    assert.deepEqual(behaviour(numbered), behaviour(module));
    assert.deepEqual(localTypes(numbered), localTypes(module));
    changed += Buffer.compare(numbered, module) === 0 ? 0 : 1;
  }
  assert.ok(changed > modules.length / 2, `only ${changed} modules became others`);
});

test("data in one segment fills the memory as before", () => {
  for (const module of modules) {
    const joined = joinData(module);
    assert.deepEqual(behaviour(joined), behaviour(module));
    const before = readSegments(section(readSections(module), 11));
    assert.equal(readSegments(section(readSections(joined), 11)).length, Math.min(before.length, 1));
  }
});

test("names in order say where each function goes, once", () => {
  for (const module of modules) {
    const named = nameInOrder(module);
    assert.deepEqual(behaviour(named), behaviour(module));
    const names = Array.from(functionNames(readSections(named)), ([, name]) => Number(name));
    assert.deepEqual(names.toSorted((a, b) => a - b), [...names.keys()]);
  }
});

test("instructions are read to the last byte, and constants put back are the same", () => {
  for (const module of modules) {
    for (const body of functionBodies(readSections(module))) {
      const all = [...instructions(body)];
      assert.equal(all.at(-1).code, END);
      assert.equal(all.at(-1).end, body.length);
      assert.deepEqual(Buffer.from(replaceConstants(body, (value) => (value === 31 ? 31 : undefined))), Buffer.from(body));
    }
  }
});

test("another constant is another result", () => {
  const module = modules[0];
  const sections = readSections(module);
  const bodies = functionBodies(sections).map((body) => replaceConstants(body, (value) => (value === 31 ? 37_000 : undefined)));
  sections.find(({ id }) => id === 10).body = writeFunctions(bodies);
  assert.notDeepEqual(behaviour(writeSections(module, sections)).answers, behaviour(module).answers);
});
