/** The worker as a thread of Node. A file of its own, imported by a name in a variable: no bundler for pages looks in here. */

import { Worker } from "node:worker_threads";

/** Starts the worker, from elsewhere where `url` says so. */
export function startThread(url) {
  return new Worker(url ?? new URL("./template-worker.js", import.meta.url));
}
