// What others install: its shape, its types, its size.
import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { brotliCompressSync, constants } from "node:zlib";
import { small } from "./support/charts.mjs";
import { installed, project, tarball } from "./support/package.mjs";

const bin = (name) => join(import.meta.dirname, "node_modules/.bin", name);

test("publint finds nothing", () => {
  const { status, stdout, stderr } = spawnSync(bin("publint"), ["run", installed, "--strict"], { encoding: "utf8" });
  assert.equal(status, 0, stdout + stderr);
});

test("are the types wrong? (ESM only)", () => {
  const { status, stdout, stderr } = spawnSync(bin("attw"), [tarball, "--profile", "esm-only", "--no-emoji"], { encoding: "utf8" });
  assert.equal(status, 0, stdout + stderr);
});

test("the types hold under tsc --strict", () => {
  const folder = join(project, "types");
  mkdirSync(folder);
  cpSync(join(import.meta.dirname, "types.ts"), join(folder, "types.ts"));
  const config = {
    compilerOptions: { strict: true, noEmit: true, module: "nodenext", moduleResolution: "nodenext", target: "es2022", lib: ["es2023", "dom", "dom.iterable", "dom.asynciterable"], types: [], exactOptionalPropertyTypes: true },
    files: ["types.ts"],
  };
  writeFileSync(join(folder, "tsconfig.json"), JSON.stringify(config));
  const { status, stdout } = spawnSync(bin("tsc"), ["-p", folder], { encoding: "utf8" });
  assert.equal(status, 0, stdout);
});

test("every export of the JavaScript is typed, and the other way round", async () => {
  const { load } = await import("./support/package.mjs");
  for (const [path, file] of [["index.js", "index.d.ts"], ["template.js", "template.d.ts"]]) {
    const exported = Object.keys(await load(path)).sort();
    const text = readFileSync(join(installed, file), "utf8");
    const declared = [...text.matchAll(/^export (?:class|function) (\w+)/gm), ...text.matchAll(/^export \{ (\w+) \} from/gm)].map((match) => match[1]).sort();
    assert.deepEqual(exported, declared, file);
  }
});

test("the wasm files we know of, all files named in package.json", () => {
  const files = execFileSync("tar", ["tzf", tarball], { encoding: "utf8" }).trim().split("\n");
  const modules = ["package/chartroom.wasm", "package/template/crypto.wasm", "package/template/schema.wasm", "package/template/template.wasm", "package/template/zones.wasm"];
  assert.deepEqual(files.filter((file) => file.endsWith(".wasm")).sort(), modules);
  const { exports, bin } = JSON.parse(readFileSync(join(installed, "package.json"), "utf8"));
  for (const target of [...Object.values(exports).flatMap((entry) => (typeof entry === "string" ? entry : Object.values(entry))), ...Object.values(bin)]) {
    assert.ok(existsSync(join(installed, target)), target);
  }
  assert.ok(statSync(join(installed, "cli/main.js")).mode & 0o100);
});

test("initSync takes the module of chartroom/wasm", () => {
  const script = `
    import { readFileSync } from "node:fs";
    import { fileURLToPath } from "node:url";
    import { Chart, initSync } from "chartroom";
    initSync(new WebAssembly.Module(readFileSync(fileURLToPath(import.meta.resolve("chartroom/wasm")))));
    const chart = await Chart.open(Buffer.from("${small.bytes.toString("base64")}", "base64"));
    process.stdout.write(chart.digest);`;
  writeFileSync(join(project, "edge.mjs"), script);
  assert.equal(execFileSync("node", ["edge.mjs"], { cwd: project, encoding: "utf8" }), small.digest);
});

test("workers", () => {
  const script = `
    import { Worker, isMainThread, parentPort } from "node:worker_threads";
    import { Chart } from "chartroom";
    if (isMainThread) new Worker(new URL(import.meta.url)).on("message", (digest) => process.stdout.write(digest));
    else parentPort.postMessage((await Chart.open(Buffer.from("${small.bytes.toString("base64")}", "base64"))).digest);`;
  writeFileSync(join(project, "worker.mjs"), script);
  assert.equal(execFileSync("node", ["worker.mjs"], { cwd: project, encoding: "utf8" }), small.digest);
});

test("the size of the module", (context) => {
  const wasm = readFileSync(join(installed, "chartroom.wasm"));
  const brotli = brotliCompressSync(wasm, { params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: wasm.length } }).length;
  context.diagnostic(`chartroom.wasm: ${wasm.length} bytes, ${brotli} brotli; packed ${statSync(tarball).size} bytes`);
  assert.ok(brotli > 10_000);
});
