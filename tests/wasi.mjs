// Runs a test program that was compiled for wasm32-wasip1, in Node's WASI: Rust's own test harness, so that the tests
// of the pure crates run as wasm without knowing it. Cargo calls this with the program and the harness's arguments.
//
// It sees the whole file system read-only by convention (the real charts lie beside the repository) and the variables
// CHARTROOM_* and RUST_*. wasm cannot catch a panic: a failing test ends the program by a trap, which is reported as
// `aborted:` together with the test that ran.
import { readFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join, parse, resolve, sep } from "node:path";
import { WASI } from "node:wasi";

const [program, ...options] = process.argv.slice(2);
const env = {};
for (const [name, value] of Object.entries(process.env)) {
  if (/^(CHARTROOM|RUST|PROPTEST)_/.test(name)) env[name] = value;
}
// Cargo starts test programs in the package's folder; relative paths in tests count from there.
env.PWD = process.cwd();
// Whole top folders (/home, /work, /tmp), because Node's WASI finds nothing below a preopened "/".
const preopens = { ".": process.cwd() };
for (const path of [process.cwd(), program, tmpdir(), process.env.CHARTROOM_CHARTS]) {
  if (path) preopens[topOf(path)] = topOf(path);
}

function topOf(path) {
  const absolute = resolve(path);
  return join(parse(absolute).root, absolute.slice(parse(absolute).root.length).split(sep)[0]);
}

/**
 * The same imports behind functions of ours. Called directly, Node 20 takes a shortcut that goes on using the memory as
 * it was before it grew, and dies by a segmentation fault some time later.
 */
function indirect(imports) {
  const called = ([name, function_]) => [name, (...args) => function_(...args)];
  return Object.fromEntries(Object.entries(imports).map(([space, names]) => [space, Object.fromEntries(Object.entries(names).map(called))]));
}

/** Runs the program once with these options of the harness; `false` if it ended by a trap. */
async function run(...more) {
  const wasi = new WASI({
    version: "preview1", env, preopens, returnOnExit: true,
    args: [basename(program), "--test-threads=1", ...options, ...more],
  });
  const instance = await WebAssembly.instantiate(module, indirect(wasi.getImportObject()));
  try {
    process.exitCode = wasi.start(instance);
    return true;
  } catch {
    process.exitCode = 1;
    return false;
  }
}

const module = await WebAssembly.compile(await readFile(program));
if (!(await run())) {
  console.log(`\naborted: ${basename(program)}`);
  // The harness keeps what a test says until it ends, and this one did not: once more, aloud.
  await run("--nocapture");
}
