/** Charts on disk. */

import { existsSync, readFileSync, statSync } from "node:fs";
import { Chart } from "../index.js";
import { pathError, slogLine } from "./go-text.js";

/** Reads a file, with Go's words when it cannot. */
export function readFile(path) {
  try {
    return readFileSync(path);
  } catch (error) {
    throw pathError(error, error.code === "EISDIR" ? "read" : "open", path);
  }
}

/** Opens a chart archive on disk, with Helm's words for everything that is none. */
export async function openChart(path) {
  return Chart.open(readFile(path), { name: path });
}

/**
 * What `helm push` takes: the archive, its modification time, and its provenance where a `.prov` file lies beside it.
 */
export async function readForPush(path) {
  let stat;
  try {
    stat = statSync(path);
  } catch (error) {
    throw error.code === "ENOENT" ? new Error(`${path}: no such file`) : pathError(error, "stat", path);
  }
  if (stat.isDirectory()) throw new Error("cannot push directory, must provide chart archive (.tgz)");
  const chart = await openChart(path);
  const provenance = existsSync(`${path}.prov`) ? readFile(`${path}.prov`) : undefined;
  return { chart, modified: stat.mtime, provenance };
}

const OUTDATED = {
  "requirements.yaml": 'Warning: Dependencies are handled in Chart.yaml since apiVersion "v2". We recommend migrating dependencies to Chart.yaml.',
  "requirements.lock": 'Warning: Dependency locking is handled in Chart.lock since apiVersion "v2". We recommend migrating to Chart.lock.',
};

/** Helm's log while it loads a chart: which of its files, and of those of the charts in it, belong to an older kind of chart. */
export async function logOutdated(chart, stderr, { loads = 1 } = {}) {
  const notes = await outdated(chart);
  for (let load = 0; load < loads; load++) for (const note of notes) stderr.write(slogLine("INFO", note));
}

async function outdated(chart) {
  const old = chart.metadata.apiVersion === "v1" ? [] : chart.files.filter(({ name }) => Object.hasOwn(OUTDATED, name));
  const notes = old.map(({ name }) => OUTDATED[name]);
  for (const [name, files] of subcharts(chart.files)) {
    const inner = await openInner(name, files);
    if (inner) notes.push(...(await outdated(inner)));
    inner?.close();
  }
  return notes;
}

/** A chart in a chart, if it may have something to tell. */
function openInner(name, files) {
  if (name.endsWith(".tgz")) return Chart.open(files[0].bytes());
  if (!files.some((file) => /(^|\/)requirements\.(yaml|lock)$|\.tgz$/.test(file.name))) return undefined;
  return Chart.fromFiles(files.map((file) => ({ name: file.name, bytes: file.bytes() })));
}

/** What lies under `charts/`, by the first part of its name, with the rest of it: a chart each, as Helm groups them. */
function subcharts(files) {
  const groups = new Map();
  for (const file of files) {
    const [, group, name = ""] = /^charts\/([^_./][^/]*)(?:\/(.+))?$/s.exec(file.name) ?? [];
    if (group === undefined || file.name.endsWith(".prov")) continue;
    if (!groups.has(group)) groups.set(group, []);
    if (name !== "" || group.endsWith(".tgz")) groups.get(group).push({ name, bytes: () => file.bytes() });
  }
  return groups;
}
