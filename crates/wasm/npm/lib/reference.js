/** References to charts. */

import * as core from "./core.js";
import { text } from "./check.js";
import { ready } from "./init.js";
import { guarded } from "./thrown.js";

/** Takes a reference apart by Helm's rules: `oci://host[:port]/path[:tag][@digest]`. */
export async function parseReference(reference) {
  text(reference, "a reference");
  await ready();
  return guarded(() => core.parseReference(reference));
}
