/**
 * What all builds of this folder share: compiling a crate, and making a small module of it.
 *
 * cargo build (wasm32) → wasm-bindgen --target web → short names, panics without words → wasm-opt, and where
 * the crate keeps its relocations again without the data that nothing refers to any more → functions in order → locals
 * numbered alike, data in one piece → esbuild on the glue. Tools come from the environment (CHARTROOM_WASM_BINDGEN, CHARTROOM_WASM_OPT, CHARTROOM_ESBUILD), else from the per-user cache and
 * `web/node_modules`, else from PATH.
 */

import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { homedir, tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, constants } from "node:zlib";
import { joinData } from "./data.mjs";
import { numberLocals } from "./locals.mjs";
import { shortNames } from "./names.mjs";
import { nameInOrder } from "./order.mjs";
import { silencePanics } from "./panics.mjs";
import { forgetLinking, References } from "./unused.mjs";

/** The folder of the package's own files. */
export const source = resolve(dirname(fileURLToPath(import.meta.url)), "..");
/** The repository. */
export const root = resolve(source, "../../..");

// What a module may use of WebAssembly; all browsers and Node versions we name have it.
export const FEATURES = [
  "--enable-bulk-memory",
  "--enable-nontrapping-float-to-int",
  "--enable-sign-ext",
  "--enable-mutable-globals",
  "--enable-reference-types",
  "--enable-multivalue",
];

// Fewer inlined functions are a little larger and compress better, and so do functions in the order of their names, where
// those of one kind stand together (and more so in the order of `order.mjs`). How addresses are aligned is a hint that
// engines do not need, and only costs bytes. Rust's data starts above its stack, so the first kilobyte of memory is never used.
// Never --ignore-implicit-traps: it reads before the test that guards the read, and the last of an empty list lies outside of memory.
const SORT = ["--reorder-functions-by-name", "--strip-debug", "--strip-producers", "--strip-target-features"];
const SHRINK = ["-Oz", "-aimfs", "2", "-fimfs", "10", "-ocimfs", "20", "--low-memory-unused", "--dealign"];
export const OPTIMISE = [...SHRINK, ...SORT];

/** How often unused data is looked for; what it refers to becomes unused in its turn. */
const ROUNDS = 3;

/** The version of wasm-bindgen the workspace is built with; the tool must be the same. */
function bindgenVersion() {
  const found = /^wasm-bindgen = "=([^"]+)"/m.exec(readFileSync(join(root, "Cargo.toml"), "utf8"));
  if (!found) throw new Error("Cargo.toml does not pin wasm-bindgen exactly");
  return found[1];
}

function tool(variable, candidates, name) {
  if (process.env[variable]) return process.env[variable];
  return candidates.find((path) => existsSync(path)) ?? name;
}

/** Runs a program to its end. */
export function run(program, args, extra = {}) {
  try {
    return execFileSync(program, args, { stdio: ["ignore", "pipe", "inherit"], encoding: "utf8", ...extra });
  } catch (error) {
    if (error.code === "ENOENT") throw new Error(`${program} is not installed; run \`cargo xtask build\`, which installs it`);
    throw error;
  }
}

let found;
/** The tools, once their versions are checked. */
function tools() {
  if (found) return found;
  const version = bindgenVersion();
  const cache = process.env.CHARTROOM_CACHE ?? join(homedir(), ".cache", "chartroom");
  const bindgen = tool("CHARTROOM_WASM_BINDGEN", [join(cache, `wasm-bindgen-${version}`, "bin", "wasm-bindgen")], "wasm-bindgen");
  const said = run(bindgen, ["--version"]).trim();
  if (said !== `wasm-bindgen ${version}`) throw new Error(`${bindgen} is ${said}; the workspace needs wasm-bindgen ${version}`);
  const modules = join(root, "web/node_modules/.bin");
  found = {
    bindgen,
    optimise: tool("CHARTROOM_WASM_OPT", [join(modules, "wasm-opt")], "wasm-opt"),
    minify: tool("CHARTROOM_ESBUILD", [join(modules, "esbuild")], "esbuild"),
  };
  return found;
}

/** Compiles crates to wasm, one after the other: together, Cargo would give each the features of all. */
export function compile(crates) {
  for (const name of crates) {
    run("cargo", ["build", "--release", "--locked", "--target", "wasm32-unknown-unknown", "-p", name], { cwd: root, stdio: "inherit" });
  }
}

/**
 * Makes a module and its glue of a compiled crate.
 * @param {string} crate
 * @param {{wasm: string, glue: string}} to where they go
 */
export function module(crate, { wasm, glue }) {
  const { bindgen, optimise } = tools();
  const target = resolve(root, process.env.CARGO_TARGET_DIR ?? "target");
  const built = join(target, "wasm32-unknown-unknown/release", `${crate.replaceAll("-", "_")}.wasm`);
  const work = mkdtempSync(join(tmpdir(), "chartroom-wasm-"));
  mkdirSync(dirname(glue), { recursive: true });
  try {
    run(bindgen, ["--target", "web", "--no-typescript", "--omit-default-module-path", "--out-dir", work, "--out-name", "module", built]);
    const script = join(work, "module.js");
    const named = shortNames(readFileSync(join(work, "module_bg.wasm")), readFileSync(script, "utf8"));
    writeFileSync(script, named.glue);
    const references = References.of(readFileSync(built));
    const step = join(work, "step.wasm");
    writeFileSync(step, forgetLinking(silencePanics(named.module)));
    for (let round = 0; references && round < ROUNDS; round++) {
      run(optimise, ["-g", ...SHRINK, ...FEATURES, step, "-o", step]);
      writeFileSync(step, references.drop(readFileSync(step)));
    }
    if (references) writeFileSync(step, references.settle(readFileSync(step)));
    run(optimise, [...SHRINK, ...FEATURES, step, "-o", step]);
    writeFileSync(step, nameInOrder(readFileSync(step)));
    run(optimise, [...SORT, ...FEATURES, step, "-o", wasm]);
    const done = joinData(numberLocals(readFileSync(wasm)));
    if (!WebAssembly.validate(done)) throw new Error(`${crate}: the finished module is no WebAssembly`);
    writeFileSync(wasm, done);
    bundle(script, glue, ["--bundle", "--minify"]);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

/** Runs esbuild on one file. */
export function bundle(from, to, args) {
  run(tools().minify, [from, "--format=esm", "--target=es2022", `--outfile=${to}`, "--log-level=warning", ...args]);
}

/** Says how large a file is. */
export function report(path) {
  const bytes = readFileSync(path);
  const packed = brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length } });
  console.log(`${path}: ${bytes.length} bytes, ${packed.length} brotli`);
}
