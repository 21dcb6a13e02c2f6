// From an edit of the values to the rendered text, chart by chart: the chart is open in a worker, as in the page's
// editor, and each render has other values than the one before it.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import process from "node:process";
import { pathToFileURL } from "node:url";

const root = resolve(import.meta.dirname, "../..");
const { createRenderer } = await import(pathToFileURL(join(process.env.CHARTROOM_NPM ?? join(root, "target/npm"), "template.js")).href);
const folder = [process.env.CHARTROOM_CHARTS, join(root, "../shared/charts")].find((path) => path && existsSync(path));
if (!folder) {
  console.log("edit: skipped, real charts are not here (set CHARTROOM_CHARTS)");
  process.exit(0);
}

const ROUNDS = Number(process.env.ROUNDS ?? 7);
/** What a person waits for without noticing: one frame. */
const FRAME = 16; // milliseconds

const renderer = createRenderer();

async function time(work) {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

const rows = [];
const refused = [];
for (const name of readdirSync(folder).sort()) {
  if (process.argv[2] && !name.includes(process.argv[2])) continue;
  const { tgz } = JSON.parse(readFileSync(join(folder, name, "facts.json"), "utf8"));
  const chart = await renderer.open(new Uint8Array(readFileSync(join(folder, name, tgz))));
  const edit = (n) => chart.render({ values: `notAValueOfTheChart: ${n}`, seed: 1, now: 0 });
  try {
    const first = await time(() => edit(0));
    const later = [];
    for (let n = 1; n <= ROUNDS; n++) later.push(await time(() => edit(n)));
    rows.push({ name, first, edit: later.toSorted((a, b) => a - b)[Math.floor(ROUNDS / 2)] });
  } catch (error) {
    if (error.code === "INTERNAL") throw error;
    refused.push(name); // charts that want values
  }
  chart.close();
}
renderer.terminate();

rows.sort((a, b) => a.edit - b.edit);
const at = (share) => rows[Math.min(rows.length - 1, Math.floor(rows.length * share))];
const ms = (number) => number.toFixed(2).padStart(8);
const within = rows.filter((row) => row.edit < FRAME).length;
console.log(`${rows.length} charts that render without values of their own (${refused.length} do not), ${ROUNDS} edits each, in milliseconds`);
console.log(`             median      p90      p95      max`);
for (const what of ["first", "edit"]) {
  rows.sort((a, b) => a[what] - b[what]);
  console.log(`${what.padEnd(10)}${[0.5, 0.9, 0.95, 1].map((share) => ms(at(share)[what])).join(" ")}`);
}
console.log(`within ${FRAME} ms: ${((within / rows.length) * 100).toFixed(1)} %; the slowest:`);
for (const row of rows.slice(-12).reverse()) console.log(`${ms(row.edit)}  ${row.name}`);
