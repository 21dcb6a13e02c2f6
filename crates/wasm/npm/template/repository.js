/** Classic chart repositories: what `index.yaml` and `repositories.yaml` say, as Helm reads them. */

import { engine } from "./engine.js";

const decode = (work) => {
  try {
    return JSON.parse(work());
  } catch (thrown) {
    throw typeof thrown === "string" ? new Error(thrown) : thrown;
  }
};

/** The entries of a `repositories.yaml`. @param {Uint8Array} yaml @throws {Error} with Helm's text */
export async function readRepositories(yaml) {
  const { readRepositories } = await engine();
  return decode(() => readRepositories(yaml));
}

/**
 * Finds a chart in an index.
 * @param {Uint8Array} index
 * @param {string} source what notes call the index
 * @returns {Promise<{broken?: string, missing?: string, found?: {urls: string[], digest: string},
 *   notes?: {debug: boolean, message: string, attributes: [string, string][]}[]}>} the chart, or Helm's text: of an index
 *   that is none, of a chart it does not have
 */
export async function findInIndex(index, source, name, version) {
  const { findInIndex } = await engine();
  return decode(() => findInIndex(index, source, name, version));
}

/** All addresses in an index. @throws {Error} with Helm's text */
export async function indexUrls(index, source) {
  const { indexUrls } = await engine();
  return decode(() => indexUrls(index, source));
}
