/** `chartroom show all|chart|values|readme|crds CHART`. */

import { existsSync, statSync } from "node:fs";
import { isAbsolute, resolve } from "node:path";
import { logOutdated, openChart } from "./chart-file.js";
import { openFolder } from "./chart-folder.js";
import { connect, hostOf } from "./client.js";
import { fetchChart, isOci, refuseClassic, refuseUnsupported } from "./pull.js";
import { jsonPath } from "./jsonpath.js";

export async function show(what, { flags, args: [given], stdout, stderr }) {
  refuseUnsupported(flags);
  const chart = await locate(given, flags, { stdout, stderr });
  await logOutdated(chart, stderr);
  const template = what === "values" ? flags.get("jsonpath") : "";
  stdout.write(template ? jsonPath(template, chart.values) : chart.show(what));
}

// Helm's order: a path that exists, then a reference.
async function locate(given, flags, streams) {
  const name = given.trim();
  connect(hostOf(name), flags); // a broken credential file is an error even where it is not needed
  if (existsSync(name)) return statSync(name).isDirectory() ? openFolder(resolve(name), streams.stderr) : openChart(resolve(name));
  if (isAbsolute(name) || name.startsWith(".")) throw new Error(`path ${JSON.stringify(name)} not found`);
  if (!isOci(name)) refuseClassic(name, flags);
  const pulled = await fetchChart(name, flags, streams);
  return pulled.open();
}
