/** What the engine is told about the world: files, time, randomness, limits. */

import { ChartroomError } from "../lib/error.js";
import { valuesFiles } from "./flags.js";

/** The engine's own limits; each can be set alone. */
const LIMITS = { steps: 200_000_000, bytes: 1 << 30, nesting: 1_500 };

/** 32 bytes out of whatever a caller calls a seed. */
function seedOf(seed) {
  if (seed === undefined) return crypto.getRandomValues(new Uint8Array(32));
  if (seed instanceof Uint8Array) return seed;
  // A text or number. Up to 32 bytes, another text is another seed.
  const text = new TextEncoder().encode(String(seed));
  const bytes = new Uint8Array(32);
  text.forEach((byte, index) => (bytes[index % 32] = (bytes[index % 32] * 31 + byte + 1) & 255));
  return bytes;
}

/** The world of one render. @param {object} options */
export function worldOf(options) {
  const files = new Map([...valuesFiles(options), ...Object.entries(options.files ?? {})]);
  const { steps, bytes, nesting, milliseconds } = { ...LIMITS, ...options.limits };
  const end = milliseconds === undefined ? Infinity : performance.now() + milliseconds;
  const flag = options.stopFlag; // an Int32Array over shared memory: another thread sets it
  let stopped = null;
  return {
    /** Does the work; where it was stopped, whatever came of it, that is the error. */
    async watch(work) {
      try {
        return await work();
      } finally {
        if (stopped) throw stopped;
      }
    },
    now: +(options.now ?? Date.now()),
    running: options.now === undefined ? performance.now() : 0,
    seed: seedOf(options.seed),
    namespace: "default",
    limits: Float64Array.of(steps, bytes, nesting),
    lineMap: options.lineMap === true,
    stop() {
      if (flag !== undefined && Atomics.load(flag, 0) !== 0) stopped = new ChartroomError("the operation was cancelled", { code: "ABORTED" });
      else if (performance.now() > end) stopped = new ChartroomError(`not done within ${milliseconds} ms`, { code: "TEMPLATE_LIMIT", advice: "Give it more time, or look for a template that never ends." });
      return stopped !== null;
    },
    read(name) {
      const found = files.get(name);
      if (found === undefined) throw `open ${name}: no such file or directory`;
      return typeof found === "string" ? new TextEncoder().encode(found) : found;
    },
    absolute: (path) => path,
    chart(path) {
      throw `path ${JSON.stringify(path)} not found`;
    },
  };
}
