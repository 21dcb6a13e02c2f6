/**
 * Errors in Helm's words.
 *
 * The core's errors carry the request, the status and the registry's own words; Helm prints them in the form oras-go
 * gives them: which operation failed on which side, the request, the answer.
 */

import { quote } from "./go-text.js";

const SIDES = { push: "destination", pull: "source" };

/**
 * What Helm would print after `Error: `.
 * @param {unknown} error
 * @param {{credentials?: boolean}} [context]
 */
export function helmText(error) {
  if (error?.name !== "ChartroomError") return error?.message ?? String(error);
  return error.message;
}

/** What a Go program says about a request that got no answer: the method is capitalised, not shouted. */
export function requestText({ method, url }, reason) {
  return `${method[0]}${method.slice(1).toLowerCase()} ${quote(url)}: ${reason}`;
}

export { SIDES };
