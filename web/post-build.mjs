// Runs after Trunk has put the site together, in its staging folder:
//  1. bundles web/styles/index.css and web/lazy/*.js with esbuild, under names that carry their content's hash;
//  2. puts the wasm, cut into parts by web/split.mjs, in the place of Trunk's glue, module and inline script: the
//     page's policy is `script-src 'self' 'wasm-unsafe-eval'`;
//  3. minifies index.html;
//  4. writes .br (quality 11) and .gz beside every asset, so that a server need not compress anything.
import { build } from "esbuild";
import { createHash } from "node:crypto";
import { readFile, readdir, rm, writeFile } from "node:fs/promises";
import { dirname, extname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { brotliCompress, constants, gzip } from "node:zlib";
import { split } from "./split.mjs";

const web = dirname(fileURLToPath(import.meta.url));
const staging = process.env.TRUNK_STAGING_DIR ?? join(web, "../dist");
const release = process.env.TRUNK_PROFILE !== "debug";
const target = ["chrome111", "firefox114", "safari16.4"];

/** Writes `bytes` as `name-HASH.ext` into the staging folder and returns that name. */
async function place(name, extension, bytes) {
  const hash = createHash("sha256").update(bytes).digest("hex").slice(0, 16);
  const file = `${name}-${hash}${extension}`;
  await writeFile(join(staging, file), bytes);
  return file;
}

async function bundle(entry, format, more = {}) {
  const result = await build({
    entryPoints: [join(web, entry)], bundle: true, minify: release, write: false, target, format,
    legalComments: "none", logLevel: "warning", charset: "utf8", ...more,
  });
  return result.outputFiles[0].contents;
}

const indexPath = join(staging, "index.html");
let html = await readFile(indexPath, "utf8");

const style = await place("style", ".css", await bundle("styles/index.css"));
const early = await place("early", ".js", await bundle("lazy/early.js", "iife"));
const markdown = await place("markdown", ".js", await bundle("lazy/markdown.js", "esm"));
// The template engine, which `cargo xtask build` makes for the npm package and for this page alike.
const engine = process.env.CHARTROOM_TEMPLATE ?? join(web, "../target/template");
const placed = async (name, file) => `/${await place(name, extname(file), await readFile(join(engine, file)))}`;
const files = {
  worker: await placed("template-worker", "template-worker.js"),
  template: await placed("template", "template.wasm"),
  crypto: await placed("crypto", "crypto.wasm"),
  schema: await placed("schema", "schema.wasm"),
  zones: await placed("zones", "zones.wasm"),
};
const render = await place("render", ".js", await bundle("lazy/render.js", "esm", {
  alias: { "chartroom-template": join(engine, "template.js") },
  define: { FILES: JSON.stringify(files) },
}));
const sample = await place("sample", ".tgz", await readFile(join(web, "sample/soundings-1.4.2.tgz")));
html = html.replace(/<!-- web\/post-build[^]*?-->\s*<!-- chartroom:head -->/, [
  `<link rel="stylesheet" href="/${style}">`,
  `<script src="/${early}"></script>`,
  `<meta name="chartroom-markdown" content="/${markdown}">`,
  `<meta name="chartroom-render" content="/${render}">`,
  `<meta name="chartroom-sample" content="/${sample}">`,
].join("\n"));

for (const file of await readdir(staging)) {
  if (/^chartroom-web-.*\.(js|wasm)$/.test(file)) await rm(join(staging, file));
}
await rm(join(staging, "snippets"), { recursive: true, force: true });
html = html.replace(/<script type="module"[^>]*>[^]*?<\/script>/g, "")
  .replace(/<link rel="(?:modulepreload|preload)"[^>]*(?:chartroom-web-|\/snippets\/)[^>]*>/g, "");
const built = process.env.CARGO_TARGET_DIR ?? join(web, "../target");
const page = await split({
  input: join(built, "wasm32-unknown-unknown", release ? "release" : "debug", "chartroom-web.wasm"),
  work: join(built, "page-parts"),
  release, target, place,
});
html = html.replace("</head>", [
  `<link rel="preload" href="/${page.main}" crossorigin="anonymous" as="fetch" type="application/wasm">`,
  `<script type="module" src="/${page.script}"></script>`,
  "</head>",
].join("\n"));
html = html.replace(/<!--[^]*?-->/g, "").replace(/\n\s+/g, "\n").replace(/\n{2,}/g, "\n");
await writeFile(indexPath, html);

const compressible = new Set([".html", ".css", ".js", ".wasm", ".svg", ".json", ".txt"]);
const br = promisify(brotliCompress), gz = promisify(gzip);
const first = new Set(["index.html", "mark.svg", style, early, page.script, page.main]);
let total = 0;
// Side by side: zlib has its own threads.
const compress = async (file) => {
  const bytes = await readFile(join(staging, file));
  const compressed = await br(bytes, { params: {
    [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_LGWIN]: 22, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length,
  } });
  await writeFile(join(staging, `${file}.br`), compressed);
  await writeFile(join(staging, `${file}.gz`), await gz(bytes, { level: 9 }));
  return { file, size: bytes.length, packed: compressed.length };
};
const assets = release ? (await readdir(staging)).sort().filter((file) => compressible.has(extname(file))) : [];
for (const { file, size, packed } of await Promise.all(assets.map(compress))) {
  const lazy = !first.has(file);
  if (!lazy) total += packed;
  console.log(`${file.padEnd(44)} ${String(size).padStart(9)} ${String(packed).padStart(8)} br${lazy ? "  (lazy)" : ""}`);
}
if (release) console.log(`first load: ${total} bytes of brotli`);
