/**
 * Assembles the npm package in `target/npm/`, ready for `npm pack`.
 *
 * cargo build (wasm32) → wasm-bindgen --target web → wasm-opt -Oz → esbuild on the glue → our own files beside it.
 * Tools come from the environment (CHARTROOM_WASM_BINDGEN, CHARTROOM_WASM_OPT, CHARTROOM_ESBUILD), else from the
 * per-user cache and `web/node_modules`, else from PATH.
 *
 *   node crates/wasm/npm/build.mjs [--out target/npm] [--skip-cargo]
 */

import { execFileSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { homedir, tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { brotliCompressSync, constants } from "node:zlib";

const source = dirname(fileURLToPath(import.meta.url));
const root = resolve(source, "../../..");
const { values: options } = parseArgs({
  options: { out: { type: "string" }, "skip-cargo": { type: "boolean" } },
});

// What the module may use of WebAssembly; all browsers and Node versions we name have it.
const FEATURES = [
  "--enable-bulk-memory",
  "--enable-nontrapping-float-to-int",
  "--enable-sign-ext",
  "--enable-mutable-globals",
  "--enable-reference-types",
  "--enable-multivalue",
];

// Fewer inlined functions are a little larger and compress better; Rust's data starts above its stack, so the first
// kilobyte of memory is never used.
const OPTIMISE = ["-Oz", "-aimfs", "2", "-fimfs", "10", "-ocimfs", "20", "--low-memory-unused", "--strip-producers"];

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

function run(program, args, extra = {}) {
  try {
    return execFileSync(program, args, { stdio: ["ignore", "pipe", "inherit"], encoding: "utf8", ...extra });
  } catch (error) {
    if (error.code === "ENOENT") throw new Error(`${program} is not installed; run \`cargo xtask build\`, which installs it`);
    throw error;
  }
}

function targetFolder() {
  return resolve(root, process.env.CARGO_TARGET_DIR ?? "target");
}

function main() {
  const version = bindgenVersion();
  const cache = process.env.CHARTROOM_CACHE ?? join(homedir(), ".cache", "chartroom");
  const bindgen = tool("CHARTROOM_WASM_BINDGEN", [join(cache, `wasm-bindgen-${version}`, "bin", "wasm-bindgen")], "wasm-bindgen");
  const optimise = tool("CHARTROOM_WASM_OPT", [join(root, "web/node_modules/.bin/wasm-opt")], "wasm-opt");
  const minify = tool("CHARTROOM_ESBUILD", [join(root, "web/node_modules/.bin/esbuild")], "esbuild");

  const said = run(bindgen, ["--version"]).trim();
  if (said !== `wasm-bindgen ${version}`) throw new Error(`${bindgen} is ${said}; the workspace needs wasm-bindgen ${version}`);

  if (!options["skip-cargo"]) {
    run("cargo", ["build", "--release", "--locked", "-p", "chartroom-wasm", "--target", "wasm32-unknown-unknown"], {
      cwd: root,
      stdio: "inherit",
    });
  }
  const built = join(targetFolder(), "wasm32-unknown-unknown/release/chartroom_wasm.wasm");

  const out = resolve(options.out ?? join(root, "target/npm"));
  rmSync(out, { recursive: true, force: true });
  mkdirSync(join(out, "lib"), { recursive: true });
  const work = mkdtempSync(join(tmpdir(), "chartroom-npm-"));
  try {
    run(bindgen, ["--target", "web", "--no-typescript", "--omit-default-module-path", "--out-dir", work, "--out-name", "core", built]);
    run(optimise, [...OPTIMISE, ...FEATURES, join(work, "core_bg.wasm"), "-o", join(out, "chartroom.wasm")]);
    run(minify, [join(work, "core.js"), "--minify", "--format=esm", "--target=es2022", `--outfile=${join(out, "lib/core.js")}`, "--log-level=warning"]);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
  const manifest = JSON.parse(readFileSync(join(source, "package.json"), "utf8"));
  for (const name of ["package.json", ...manifest.files]) {
    const from = name.startsWith("LICENSE-") ? join(root, name) : join(source, name);
    if (existsSync(from)) cpSync(from, join(out, name), { recursive: true });
  }
  report(out);
}

function report(out) {
  const wasm = readFileSync(join(out, "chartroom.wasm"));
  const packed = brotliCompressSync(wasm, { params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: wasm.length } });
  const glue = statSync(join(out, "lib/core.js")).size;
  console.log(`${out}: chartroom.wasm ${wasm.length} bytes, ${packed.length} brotli; glue ${glue} bytes`);
}

main();
