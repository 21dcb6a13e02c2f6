// Runs after Trunk has put the site together, in its staging folder:
//  1. bundles web/styles/index.css and web/lazy/*.js with esbuild, under names that carry their content's hash;
//  2. moves Trunk's inline start script into a file, because the page's policy is `script-src 'self' 'wasm-unsafe-eval'`;
//  3. minifies the wasm-bindgen glue and index.html;
//  4. writes .br (quality 11) and .gz beside every asset, so that a server need not compress anything.
import { build, transform } from "esbuild";
import { createHash } from "node:crypto";
import { readFile, readdir, writeFile } from "node:fs/promises";
import { dirname, extname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { brotliCompress, constants, gzip } from "node:zlib";

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

async function bundle(entry, format) {
  const result = await build({
    entryPoints: [join(web, entry)], bundle: true, minify: release, write: false, target, format,
    legalComments: "none", logLevel: "warning", charset: "utf8",
  });
  return result.outputFiles[0].contents;
}

const indexPath = join(staging, "index.html");
let html = await readFile(indexPath, "utf8");

const style = await place("style", ".css", await bundle("styles/index.css"));
const early = await place("early", ".js", await bundle("lazy/early.js", "iife"));
const markdown = await place("markdown", ".js", await bundle("lazy/markdown.js", "esm"));
const sample = await place("sample", ".tgz", await readFile(join(web, "sample/soundings-1.4.2.tgz")));
html = html.replace(/<!-- web\/post-build[^]*?-->\s*<!-- chartroom:head -->/, [
  `<link rel="stylesheet" href="/${style}">`,
  `<script src="/${early}"></script>`,
  `<meta name="chartroom-markdown" content="/${markdown}">`,
  `<meta name="chartroom-sample" content="/${sample}">`,
].join("\n"));

// Trunk's script loads the glue and starts it: the same text, from a file of our own origin.
const inline = /<script type="module"[^>]*>([^]*?)<\/script>/g;
for (const [whole, text] of [...html.matchAll(inline)]) {
  if (!text.trim()) continue;
  const code = (await transform(text, { minify: release, format: "esm", target })).code;
  html = html.replace(whole, `<script type="module" src="/${await place("start", ".js", Buffer.from(code))}"></script>`);
}
html = html.replace(/<!--[^]*?-->/g, "").replace(/\n\s+/g, "\n").replace(/\n{2,}/g, "\n");
await writeFile(indexPath, html);

if (release) {
  for (const file of await readdir(staging)) {
    if (/^chartroom-web-.*\.js$/.test(file)) {
      const path = join(staging, file);
      const { code } = await transform(await readFile(path, "utf8"), { minify: true, format: "esm", target, legalComments: "none" });
      await writeFile(path, code);
    }
  }
}

const compressible = new Set([".html", ".css", ".js", ".wasm", ".svg", ".json", ".txt"]);
const br = promisify(brotliCompress), gz = promisify(gzip);
let total = 0;
for (const file of (await readdir(staging)).sort()) {
  if (!release || !compressible.has(extname(file))) continue;
  const bytes = await readFile(join(staging, file));
  const compressed = await br(bytes, { params: {
    [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_LGWIN]: 22, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length,
  } });
  await writeFile(join(staging, `${file}.br`), compressed);
  await writeFile(join(staging, `${file}.gz`), await gz(bytes, { level: 9 }));
  const lazy = file.startsWith("markdown-");
  if (!lazy) total += compressed.length;
  console.log(`${file.padEnd(44)} ${String(bytes.length).padStart(9)} ${String(compressed.length).padStart(8)} br${lazy ? "  (lazy)" : ""}`);
}
if (release) console.log(`first load: ${total} bytes of brotli`);
