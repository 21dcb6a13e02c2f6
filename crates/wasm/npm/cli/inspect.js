/** What Helm lacks: `chartroom versions`, `plan` and `manifest`. */

import { readForPush } from "./chart-file.js";
import { connect, hostOf } from "./client.js";
import { rfc3339Local } from "./go-text.js";
import { readRemote } from "./push.js";
import { parseReference } from "../index.js";

const json = (value) => `${JSON.stringify(value, null, 2)}\n`;
const withoutBytes = ({ mediaType, digest, size }) => ({ mediaType, digest, size });

export async function versions({ flags, args: [reference], stdout }) {
  const { repository } = await parseReference(reference);
  const registry = connect(hostOf(reference), flags);
  const found = [];
  for await (const version of registry.versions(repository)) found.push(version);
  stdout.write(flags.get("json") ? json(found) : found.map(({ version }) => `${version}\n`).join(""));
}

export async function plan({ flags, args: [path, given], stdout }) {
  const remote = readRemote(given);
  const { chart, modified, provenance } = await readForPush(path);
  const plan = chart.plan(remote, { created: rfc3339Local(modified), provenance });
  if (flags.get("json")) {
    const { reference, tag, created, manifestDigest } = plan;
    const config = withoutBytes(plan.config);
    stdout.write(json({ reference, tag, created, manifestDigest, manifest: JSON.parse(plan.manifestText), config, layers: plan.layers.map(withoutBytes) }));
    return;
  }
  const blob = (name, { mediaType, digest, size }) => `${name.padEnd(10)}${digest}  ${size} bytes  ${mediaType}\n`;
  stdout.write(`Reference ${plan.reference}\nDigest    ${plan.manifestDigest}\nCreated   ${plan.created}\n`);
  stdout.write(blob("Config", plan.config));
  for (const layer of plan.layers) stdout.write(blob("Layer", layer));
  stdout.write(`\n${plan.manifestText}\n`);
}

export async function manifest({ flags, args: [reference], stdout }) {
  const { registry: host, repository, tag, digest } = await parseReference(reference);
  if (!tag && !digest) throw new Error(`${reference} names neither a tag nor a digest`);
  const found = await connect(host, flags).manifest(repository, digest ?? tag);
  if (flags.get("json")) {
    stdout.write(json({ digest: found.digest, mediaType: found.mediaType, size: found.bytes.byteLength, manifest: found.json() }));
  } else stdout.write(found.bytes);
}
