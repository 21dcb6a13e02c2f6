/**
 * Assembles the npm package in `target/npm/`, ready for `npm pack`: the core module, the template engine that
 * `build-template.mjs` built, and our own files beside them.
 *
 *   node crates/wasm/npm/build.mjs [--out target/npm] [--template target/template] [--skip-cargo]
 */

import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { texts } from "./build/texts.mjs";
import { compile, module, report, root, source } from "./build/tools.mjs";

const { values: options } = parseArgs({
  options: { out: { type: "string" }, template: { type: "string" }, "skip-cargo": { type: "boolean" } },
});

if (!options["skip-cargo"]) compile(["chartroom-wasm"]);
const out = resolve(options.out ?? join(root, "target/npm"));
rmSync(out, { recursive: true, force: true });
mkdirSync(join(out, "lib"), { recursive: true });

const manifest = JSON.parse(readFileSync(join(source, "package.json"), "utf8"));
for (const name of ["package.json", ...manifest.files]) {
  const from = name.startsWith("LICENSE-") ? join(root, name) : join(source, name);
  if (existsSync(from)) cpSync(from, join(out, name), { recursive: true });
}
writeFileSync(join(out, "lib/texts.js"), texts(join(root, "crates")));
module("chartroom-wasm", { wasm: join(out, "chartroom.wasm"), glue: join(out, "lib/core.js") });

const template = resolve(options.template ?? join(root, "target/template"));
if (!existsSync(join(template, "template.wasm"))) throw new Error(`the template engine is not built: ${template} (build-template.mjs)`);
for (const name of ["template.wasm", "crypto.wasm", "schema.wasm", "zones.wasm", "glue"]) cpSync(join(template, name), join(out, "template", name), { recursive: true });

report(join(out, "chartroom.wasm"));
