/** Files from the web, as Helm gets them. */

import { connect, hostOf, userAgent } from "./client.js";
import { FlagSet } from "./flags.js";
import { quote, slogLine } from "./go-text.js";
import { parseUrl } from "./go-url.js";
import { createFetch } from "./http.js";
import { readTls } from "./tls.js";

const line = (...parts) => slogLine(...parts).trimEnd();

/**
 * Gets a file.
 * @param {string} url
 * @param {{username?: string, password?: string, accept?: string, certFile?: string, keyFile?: string, caFile?: string, insecure?: boolean}} options
 * @param {string[]} log lines that only `--debug` shows
 * @throws {Error} in the words of Go's HTTP client, or with the status
 */
export async function get(url, { username, password, accept, ...tls }, log = []) {
  const { scheme, host, path, text } = parseUrl(url);
  if (scheme === "oci") return pull(text);
  const headers = { "user-agent": userAgent };
  if (accept) headers.accept = accept;
  if (username && password) headers.authorization = `Basic ${Buffer.from(`${username}:${password}`).toString("base64")}`;
  const send = createFetch(readTls(tls));
  log.push(line("DEBUG", "fetching", { url }));
  const failed = (message, cause) => new Error(`Get ${quote(cause?.location ?? (host || path ? text : `${scheme}:`))}: ${message}`, { cause });
  if (host === "") throw failed("http: no Host in request URL");
  const response = await send(url, { headers }).catch((error) => {
    throw failed(error.message + (error.cause ? `: ${error.cause.message}` : ""), error);
  });
  const status = `${response.status} ${response.statusText}`.trimEnd();
  const length = response.headers.get("content-length") ?? -1;
  log.push(line("DEBUG", "fetch complete", { url, status, "content-length": length }));
  if (response.status !== 200) {
    await response.body?.cancel();
    throw new Error(`failed to fetch ${url} : ${status}`);
  }
  return new Uint8Array(await response.arrayBuffer());
}

// A chart's archive in place of a file: nobody has a use for it, but it is what Helm gets.
async function pull(reference) {
  if (!/[:@][^/]*$/.test(reference)) throw new Error('failed to perform "FetchReference" on source: invalid reference');
  const { chart } = await connect(hostOf(reference), new FlagSet()).pull(reference);
  return chart;
}
