/** Helm's commands `template` and `lint` with the caller's files, as they stand at a terminal. */

import { complete } from "./engine.js";
import { worldOf } from "./world.js";

/**
 * A folder as it was read from a disk: the chart's files, what Helm logs meanwhile, why it stops, and what lies under the
 * names it looks at by themselves: the bytes of a file, the text of an error, or null for a folder.
 * @typedef {{files: {name: string, bytes: Uint8Array}[], log: string[], failure?: string,
 *   looks: [string, Uint8Array | string | null][]}} Listing
 */

/**
 * Runs a command.
 * @param {"template" | "lint"} command
 * @param {string[]} line its arguments
 * @param {{begin?(): void, prepare?(): void, log?: string[], read(path: string): Uint8Array, chart(path: string): Uint8Array | {name: string, bytes: Uint8Array}[] | Listing,
 *   namespace?: string, now?: Date | number, seed?: Uint8Array | string | number}} host `prepare`, `read` and `chart` throw
 *   Errors with Helm's text; `begin` is told that the
 *   command starts, perhaps anew, and `log` is what was logged since it was read last
 * @returns {Promise<{stdout: string, stderr: string, code: number, files: {path: string, text: string, append: boolean}[]}>}
 */
export async function runCommand(command, line, host) {
  const world = {
    ...worldOf({ now: host.now, seed: host.seed }),
    absolute: (path) => host.absolute?.(path) ?? path,
    namespace: host.namespace ?? "default",
    prepare: () => textOf(() => host.prepare?.()),
    log: () => host.log ?? [],
    read: (path) => textOf(() => host.read(path)),
    chart(path) {
      const found = textOf(() => host.chart(path));
      const flat = (files) => files.flatMap(({ name, bytes }) => [name, bytes]);
      if (Array.isArray(found)) return flat(found);
      return found.looks ? { ...found, files: flat(found.files), looks: found.looks.flat() } : found;
    },
  };
  return complete(({ runCommand }) => {
    host.begin?.();
    const outcome = runCommand(command, line, world);
    const { stdout, stderr, code } = outcome;
    const files = [];
    for (let flat = outcome.files; flat.length > 0; ) {
      const [path, text, mode] = flat.splice(0, 3);
      files.push({ path, text, append: mode === "append" });
    }
    outcome.free();
    return { stdout, stderr, code, files };
  });
}

/** The engine is told texts; an error of the host is told by its message. */
function textOf(work) {
  try {
    return work();
  } catch (error) {
    throw error instanceof Error ? error.message : String(error);
  }
}
