/** `chartroom show all|chart|values|readme|crds CHART`. */

import { Chart } from "../index.js";
import { logOutdated, openChart } from "./chart-file.js";
import { openFolder } from "./chart-folder.js";
import { connector } from "./client.js";
import { slogLine } from "./go-text.js";
import { jsonPath } from "./jsonpath.js";
import { locateChart } from "./locate.js";
import { showLog } from "./pull.js";

export async function show(what, context) {
  const { flags, args, stdout, stderr } = context;
  connector(flags); // a broken credential file is an error even where it is not needed
  if (flags.get("debug")) {
    stderr.write(slogLine("DEBUG", "original chart version", { version: flags.get("version") }));
    if (!flags.get("version") && flags.get("devel")) stderr.write(slogLine("DEBUG", "setting version to >0.0.0-0"));
  }
  const chart = await open(args[0], context);
  logOutdated(chart, stderr);
  const template = what === "values" ? flags.get("jsonpath") : "";
  stdout.write(template ? jsonPath(template, chart.values) : chart.show(what));
}

async function open(given, context) {
  const found = locateChart(given, context);
  if (found.path) return found.isFolder ? openFolder(found.path, context.stderr) : openChart(found.path);
  const log = [];
  try {
    const { bytes, place } = await found.fetch(log);
    return await Chart.open(bytes, { name: place });
  } finally {
    showLog(log, context);
  }
}
