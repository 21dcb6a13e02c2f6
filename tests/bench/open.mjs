// Opening charts: ours against fflate, nanotar, js-yaml and WebCrypto, in one process, chart by chart in turns.
//
// Both sides gunzip, untar, read Chart.yaml and values.yaml and compute the archive's SHA-256; their digest is computed
// on its thread meanwhile. Ours does more: it checks what Helm checks, and opens the charts in charts/ as well. Both have
// opened every chart before any is measured, and in each round the other one begins.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import process from "node:process";
import { pathToFileURL } from "node:url";
import { gunzipSync } from "fflate";
import { load } from "js-yaml";
import { parseTar } from "nanotar";

const root = resolve(import.meta.dirname, "../..");
const { Chart } = await import(pathToFileURL(join(process.env.CHARTROOM_NPM ?? join(root, "target/npm"), "index.js")).href);
const folder = [process.env.CHARTROOM_CHARTS, join(root, "../shared/charts")].find((path) => path && existsSync(path));
if (!folder) {
  console.log("open: skipped, real charts are not here (set CHARTROOM_CHARTS)");
  process.exit(0);
}

const ROUNDS = Number(process.env.ROUNDS ?? 9);
const text = new TextDecoder();

async function ours(bytes) {
  const chart = await Chart.open(bytes);
  const result = [chart.digest, chart.metadata.version, Object.keys(chart.values).length, chart.files.length];
  chart.close();
  return result;
}

async function theirs(bytes) {
  const digest = crypto.subtle.digest("SHA-256", bytes);
  const files = parseTar(gunzipSync(bytes)).filter((file) => file.type !== "directory");
  const find = (name) => files.find((file) => file.name.slice(file.name.indexOf("/") + 1) === name);
  const yaml = (name) => load(text.decode(find(name)?.data ?? new Uint8Array()));
  const [version, values] = [yaml("Chart.yaml").version, Object.keys(yaml("values.yaml") ?? {}).length];
  return [`sha256:${Buffer.from(await digest).toString("hex")}`, version, values, files.length];
}

async function time(work, bytes) {
  const start = performance.now();
  await work(bytes);
  return performance.now() - start;
}

const middle = (numbers) => numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)];
const rows = [];
let refused = 0;
for (const name of readdirSync(folder).sort()) {
  const { tgz } = JSON.parse(readFileSync(join(folder, name, "facts.json"), "utf8"));
  const bytes = new Uint8Array(readFileSync(join(folder, name, tgz)));
  let mine, yours;
  try {
    mine = await ours(bytes);
    yours = await theirs(bytes);
  } catch {
    refused++; // js-yaml refuses some values that Helm takes
    continue;
  }
  // Helm makes texts of metadata that are numbers.
  const same = mine[0] === yours[0] && mine[1] === String(yours[1]) && mine[2] === yours[2] && mine[3] === yours[3];
  if (!same) throw new Error(`${name}: ${mine} is not ${yours}`);
  rows.push({ name, bytes, size: bytes.length });
}
for (const row of rows) {
  const [a, b] = [[], []];
  for (let round = 0; round < ROUNDS; round++) {
    if (round % 2) b.push(await time(theirs, row.bytes));
    a.push(await time(ours, row.bytes));
    if (round % 2 === 0) b.push(await time(theirs, row.bytes));
  }
  row.ours = middle(a);
  row.theirs = middle(b);
  row.ratio = row.theirs / row.ours;
}

const sorted = rows.toSorted((a, b) => a.ratio - b.ratio);
const at = (share) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))];
console.log(`open: ${rows.length} charts, ${ROUNDS} rounds each, milliseconds; ${refused} left out because one side refuses them`);
console.log("                 chart                                        KB     ours   theirs   times faster");
for (const [label, row] of [["slowest", at(0)], ["5 %", at(0.05)], ["median", at(0.5)], ["95 %", at(0.95)], ["fastest", at(1)]]) {
  console.log(`${label.padEnd(16)} ${row.name.padEnd(40)} ${(row.size / 1024).toFixed(0).padStart(6)} ${row.ours.toFixed(2).padStart(8)} ${row.theirs.toFixed(2).padStart(8)} ${row.ratio.toFixed(2).padStart(14)}`);
}
const sum = (key) => rows.reduce((all, row) => all + row[key], 0);
console.log(`all together     ${"".padEnd(40)} ${(sum("size") / 1024).toFixed(0).padStart(6)} ${sum("ours").toFixed(2).padStart(8)} ${sum("theirs").toFixed(2).padStart(8)} ${(sum("theirs") / sum("ours")).toFixed(2).padStart(14)}`);
