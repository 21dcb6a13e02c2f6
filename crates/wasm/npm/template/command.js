/** Helm's commands `template` and `lint` with the caller's files, as they stand at a terminal. */

import { complete } from "./engine.js";
import { worldOf } from "./world.js";

/**
 * Runs a command.
 * @param {"template" | "lint"} command
 * @param {string[]} line its arguments
 * @param {{read(path: string): Uint8Array, chart(path: string): Uint8Array | {name: string, bytes: Uint8Array}[],
 *   namespace?: string, now?: Date | number, seed?: Uint8Array | string | number}} host `read` and `chart` throw Errors
 *   with Helm's text
 * @returns {Promise<{stdout: string, stderr: string, code: number, files: {path: string, text: string, append: boolean}[]}>}
 */
export async function runCommand(command, line, host) {
  const world = {
    ...worldOf({ now: host.now, seed: host.seed }),
    absolute: (path) => host.absolute?.(path) ?? path,
    namespace: host.namespace ?? "default",
    read: (path) => textOf(() => host.read(path)),
    chart(path) {
      const found = textOf(() => host.chart(path));
      return Array.isArray(found) ? found.flatMap(({ name, bytes }) => [name, bytes]) : found;
    },
  };
  return complete(({ runCommand }) => {
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
