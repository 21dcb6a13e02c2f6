/** `chartroom push CHART REMOTE`. */

import { logOutdated, readForPush } from "./chart-file.js";
import { connector } from "./client.js";
import { rfc3339Local } from "./go-text.js";
import { parseUrl } from "./go-url.js";
import { progressBars } from "./progress.js";

/** Helm's note on tags that stand for versions with a plus sign. */
export const UNDERSCORE_NOTE = `
OCI artifact references (e.g. tags) do not support the plus sign (+). To support
storing semantic versions, Helm adopts the convention of changing plus (+) to
an underscore (_) in chart version tags when pushing to a registry and back to
a plus (+) when pulling from a registry.
`;

/** Checks a remote in Helm's order and words, and returns it as Helm goes on with it. */
export function readRemote(remote) {
  const url = parseUrl(remote);
  if (!url) throw new Error(`invalid chart URL format: ${remote}`);
  if (url.scheme === "") throw new Error('scheme prefix missing from remote (e.g. "oci://")');
  if (url.scheme !== "oci") throw new Error(`scheme ${JSON.stringify(url.scheme)} not supported`);
  return url.text;
}

export async function push({ flags, args: [path, given], stdout, stderr }) {
  const bars = progressBars(stderr);
  const connect = connector(flags, { onUpload: bars.upload });
  const remote = readRemote(given);
  const { chart, modified, provenance } = await readForPush(path);
  // Helm loads the chart twice.
  logOutdated(chart, stderr, { loads: 2 });
  const plan = chart.plan(remote, { created: rfc3339Local(modified), provenance });
  try {
    await connect(plan.registry).push(plan, { onProgress: bars.blob });
  } finally {
    bars.end();
  }
  // Helm's other client, which it takes for any other spelling of the scheme, does not say anything.
  if (!given.startsWith("oci://")) return;
  stdout.write(`Pushed: ${plan.reference}\nDigest: ${plan.manifestDigest}\n`);
  if (plan.tag.includes("_")) stdout.write(`${plan.reference} contains an underscore.\n${UNDERSCORE_NOTE}`);
}
