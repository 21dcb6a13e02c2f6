/** What the core module throws. */

import { toChartroomError } from "./error.js";
import { ADVICE } from "./texts.js";

/** What came out of the core module as a {@link import("./error.js").ChartroomError}: it names its advice by a code. */
export function told(thrown, cause) {
  const advice = ADVICE.get(thrown?.advice);
  return toChartroomError(advice ? { ...thrown, advice } : thrown, cause);
}

/** Runs something synchronous in the module and throws its errors as ours. */
export function guarded(work) {
  try {
    return work();
  } catch (thrown) {
    throw told(thrown);
  }
}
