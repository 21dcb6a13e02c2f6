/**
 * Builds the template engine in `target/template/`, for the npm package and for pages alike.
 *
 *   *.wasm: template, crypto, schema, zones   the modules; the latter three are loaded when a chart needs them
 *   template.js, template-worker.js           for pages: each one file, without imports, the wasm beside it
 *   glue/                                     for the package, which has the JavaScript as it is written
 *
 *   node crates/wasm/npm/build-template.mjs [--out target/template] [--skip-cargo]
 */

import { cpSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { bundle, compile, module, report, root, source } from "./build/tools.mjs";

const MODULES = {
  template: "chartroom-wasm-template",
  crypto: "chartroom-wasm-crypto",
  schema: "chartroom-wasm-schema",
  zones: "chartroom-wasm-zones",
};

const { values: options } = parseArgs({
  options: { out: { type: "string" }, "skip-cargo": { type: "boolean" } },
});

if (!options["skip-cargo"]) compile(Object.values(MODULES));
const out = resolve(options.out ?? join(root, "target/template"));
rmSync(out, { recursive: true, force: true });
mkdirSync(out, { recursive: true });
for (const [name, crate] of Object.entries(MODULES)) {
  module(crate, { wasm: join(out, `${name}.wasm`), glue: join(out, `glue/${name}.js`) });
}

const work = mkdtempSync(join(tmpdir(), "chartroom-template-"));
try {
  for (const name of ["template.js", "template", "lib"]) cpSync(join(source, name), join(work, name), { recursive: true });
  cpSync(join(out, "glue"), join(work, "template/glue"), { recursive: true });
  bundle(join(work, "template.js"), join(out, "template.js"), ["--bundle", "--minify"]);
  bundle(join(work, "template/template-worker.js"), join(out, "template-worker.js"), ["--bundle", "--minify"]);
} finally {
  rmSync(work, { recursive: true, force: true });
}
for (const name of [...Object.keys(MODULES).map((name) => `${name}.wasm`), "template.js", "template-worker.js"]) report(join(out, name));
