/**
 * Errors in Helm's words.
 *
 * The core's errors carry the request, the status and the registry's own words; Helm prints them in the form oras-go
 * gives them: which operation failed on which side, the request, the answer.
 */

import { signInMissing } from "./client.js";
import { quote } from "./go-text.js";

/** What Helm would print after `Error: `. */
export function helmText(error) {
  if (error?.name !== "ChartroomError") return error?.message ?? String(error);
  const { request, status } = error;
  if (status === 401 && signInMissing) return error.message.replace(/response status code 401: .*$/s, signInMissing);
  // Helm does not say which request was answered so.
  if (error.code === "UPLOAD_LOCATION_FOREIGN_HOST") return error.message.replace(`${request.method} ${quote(request.url)}: `, "");
  if (!request || status !== undefined) return error.message;
  // No answer came: Go's HTTP client says it with `Get`, not `GET`.
  const shouted = `${request.method} ${quote(request.url)}: `;
  const [first, ...rest] = request.method;
  return NO_ANSWER.has(error.code) ? error.message.replace(shouted, `${first}${rest.join("").toLowerCase()} ${quote(request.url)}: `) : error.message;
}

const NO_ANSWER = new Set(["NETWORK", "CORS_OR_NETWORK", "TIMEOUT", "TLS"]);
