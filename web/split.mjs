// Cuts the page's wasm into the part that the first view needs and the parts that are loaded when they are wanted.
//
// web/src/parts.rs says where the cuts are. wasm-split-cli follows the linker's relocations (web/build.rs keeps them)
// and writes the main module, a file for each part, and a script that loads them; wasm-bindgen then makes the glue for
// the main module, wasm-opt shrinks each, and esbuild puts glue, loader and start into one script.
import { build } from "esbuild";
import { execFile } from "node:child_process";
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { numberLocals } from "../crates/wasm/npm/build/locals.mjs";
import { FEATURES, OPTIMISE } from "../crates/wasm/npm/build/tools.mjs";

const run = promisify(execFile);
const LOADER = "__wasm_split.js";
async function tool(name, args) {
  try {
    await run(name, args, { maxBuffer: 64 << 20 });
  } catch (error) {
    if (error.code === "ENOENT") {
      throw new Error(`${name} is not on the PATH; cargo xtask build installs it and calls this`);
    }
    throw error;
  }
}

/**
 * Splits `input`, works in the folder `work`, and hands every finished file to `place(name, extension, bytes)`, which
 * says under which name it can be fetched. Gives the names of the script and of the main module.
 */
export async function split({ input, work, release, target, place }) {
  await rm(work, { recursive: true, force: true });
  await mkdir(work, { recursive: true });
  await tool("wasm-split-cli", [input, work, "--out-name", "page"]);
  await tool("wasm-bindgen", [
    "--target", "web", "--keep-lld-exports", "--no-demangle", "--no-typescript",
    "--out-name", "page", "--out-dir", work, join(work, "page.wasm"),
  ]);

  // The loader names the files of the parts; each gets the name under which it is placed.
  let loader = await readFile(join(work, LOADER), "utf8");
  const parts = [...new Set([...loader.matchAll(/new URL\("\.\/([^"]+)\.wasm", import\.meta\.url\)/g)].map((match) => match[1]))];
  const finish = async (file, name) => {
    const path = join(work, file);
    if (release) await tool("wasm-opt", [...OPTIMISE, ...FEATURES, path, "-o", path]);
    const module = await readFile(path);
    return place(name, ".wasm", release ? numberLocals(module) : module);
  };
  const main = await finish("page_bg.wasm", "chartroom");
  for (const part of parts) {
    // `split_views` is the part `views`; `chunk_3` is what several parts share.
    const placed = await finish(`${part}.wasm`, part.startsWith("split_") ? part.slice("split_".length) : "shared");
    loader = loader.replaceAll(`"./${part}.wasm"`, `"./${placed}"`);
  }
  await writeFile(join(work, LOADER), loader);
  await writeFile(join(work, "start.js"), `import start from "./page.js";\nawait start({ module_or_path: new URL("./${main}", import.meta.url) });\n`);
  const result = await build({
    entryPoints: [join(work, "start.js")], bundle: true, format: "esm", write: false, minify: release, target,
    legalComments: "none", logLevel: "warning", charset: "utf8",
    // The glue names the loader once for every part, with the same module each time.
    logOverride: { "duplicate-object-key": "silent" },
  });
  return { script: await place("chartroom", ".js", result.outputFiles[0].contents), main };
}
