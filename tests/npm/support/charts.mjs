/** Charts to test with: real ones where they are, and a small one of our own whose answers real Helm gave. */

import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { root } from "./package.mjs";

const folder = [process.env.CHARTROOM_CHARTS, join(root, "../shared/charts")].find((path) => path && existsSync(path));

/** Why the real charts cannot be tested, or false. */
export const missing = folder ? false : "real charts are not here: set CHARTROOM_CHARTS";

/** The real charts: name, archive, facts, and a reader of Helm's answers. */
export function realCharts() {
  if (!folder) return [];
  return readdirSync(folder).sort().map((name) => {
    const path = (file) => join(folder, name, file);
    const facts = JSON.parse(readFileSync(path("facts.json"), "utf8"));
    return {
      name,
      facts,
      file: path(facts.tgz),
      bytes: () => readFileSync(path(facts.tgz)),
      answer: (file) => (existsSync(path(file)) ? readFileSync(path(file)) : null),
    };
  });
}

/** A small chart packaged by Helm 4.2.4, with every kind of metadata. */
export const small = {
  bytes: Buffer.from(
    "H4sIFAAAAAAA/ywAcnIoAGFIUjBjSE02THk5NWIzVjBkUzVpWlM5Nk9WVjZNV2xqYW5keVRRbz1IZWxtAOyVwY7TMBCGe56nGPWwe0B1bZO2kkUX0MIbIO6OM0qtTWzLdrLk7VGy7EKrsiChgtDmO8SK8o/+fyTPpCezvj3omNmg22ZxETjnfFsU08k5Pz2FkJuFKDZFsd1ti2Kz4ELsdnyB/DJxjulS1nHB/9jrtLn/BO2czzpb75ICRKMz1T4OCj9Q6wHRx5r5QM54l7V1FBOzra6JVZRMtGGsVHhvXXpOnG1uSKGtnY9UPafsyVU+Kvz4RbehIdDBfqaYJpdegg7h6XUpmFhCRSHSGLtSmGNHcBTsk/dNwit8k/2QbuDgW1J4yDkktV7Tgwczvl2/1XtxVe4lWDPWnZNYlvoa7mi497FKClboHcEKl3I5PkfzJdx1JT0lvL7ZCyY3jK/4NbTaPvY61lKrbaNQO/fuBxNAdHrM+N6576LSl0ei1TfR7QCIXWzO5zUDPMh6MpB8Fw1Nzue0KZqffPH5QBHyEEihDqGxZrot0D82KZhkr1fRMPGq7GxTsQ3860s989uM+7/XTUfpcj+AX+x/zkVxsv+llHLe/3+DSNNIJ4ViHtuZmZmZF8TXAAAA//+61avKAA4AAA==",
    "base64",
  ),
  digest: "sha256:6b6c4e19e069ae58736ba3a63e3d66da07b965808981277acd22d3cabc1e79d5",
  created: "2024-01-02T03:04:05Z",
  configDigest: "sha256:90ced2ce91836ee08238986b2cc5452391cf02d9d550e7b550e06e96f7c3ccfb",
  manifestDigest: "sha256:8d789b732559b48f0e7ce7df1ff7f050301efe57cf5b3b956e27c4a6463885f9",
  tag: "1.2.3-rc.1_build.5",
  version: "1.2.3-rc.1+build.5",
};
