// Runs a test program that was compiled for wasm32-wasip1, in Node's WASI: Rust's own test harness, so that the tests
// of the pure crates run as wasm without knowing it. Cargo calls this with the program and the harness's arguments.
//
// It sees the whole file system read-only by convention (the real charts lie beside the repository) and the variables
// CHARTROOM_* and RUST_*. wasm cannot catch a panic: a failing test ends the program by a trap, which is reported as
// `aborted:` together with the test that ran.
import { readFile } from "node:fs/promises";
import { basename } from "node:path";
import { WASI } from "node:wasi";

const [program, ...options] = process.argv.slice(2);
const env = {};
for (const [name, value] of Object.entries(process.env)) {
  if (/^(CHARTROOM|RUST|PROPTEST)_/.test(name)) env[name] = value;
}
// Cargo starts test programs in the package's folder; relative paths in tests count from there.
env.PWD = process.cwd();
const wasi = new WASI({
  version: "preview1",
  args: [basename(program), "--test-threads=1", ...options],
  env,
  preopens: { "/": "/", ".": process.cwd() },
  returnOnExit: true,
});
const module = await WebAssembly.compile(await readFile(program));
const instance = await WebAssembly.instantiate(module, wasi.getImportObject());
try {
  process.exitCode = wasi.start(instance);
} catch (error) {
  console.log(`aborted: ${basename(program)}`);
  console.error(error);
  process.exitCode = 1;
}
