/** What both ends of the worker's protocol agree on: errors as plain data. See template-worker.js. */

import { ChartroomError } from "../lib/error.js";

const MEMBERS = ["code", "status", "position", "advice", "action", "said", "rendered", "includes", "warnings"];

/** An error as data. */
export function packError(error) {
  const packed = { message: String(error?.message ?? error), code: "INTERNAL" };
  for (const name of MEMBERS) if (error?.[name] !== undefined) packed[name] = error[name];
  return packed;
}

/** The error again. */
export function unpackError({ message, ...details }) {
  return new ChartroomError(message, details);
}
