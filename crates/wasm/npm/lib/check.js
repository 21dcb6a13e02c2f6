/**
 * What a caller handed over, looked at before the module sees it: the module would take anything for what it expects.
 */

import { ChartroomError } from "./error.js";

/** `INVALID_ARGUMENT`, to be thrown. */
export function invalid(message, cause) {
  return new ChartroomError(message, { code: "INVALID_ARGUMENT", cause });
}

/** A string, or else an error that names `what` should have been one. */
export function text(value, what) {
  if (typeof value !== "string") throw invalid(`${what} must be a string`);
  return value;
}

/** A string, or undefined where nothing was given. */
export function optionalText(value, what) {
  return value == null ? undefined : text(value, what);
}

/** Bytes, whatever holds them. */
export function bytes(value, what) {
  if (value instanceof Uint8Array) return value;
  if (value instanceof ArrayBuffer) return new Uint8Array(value);
  if (ArrayBuffer.isView(value)) return new Uint8Array(value.buffer, value.byteOffset, value.byteLength);
  throw invalid(`${what} must be a Uint8Array or an ArrayBuffer`);
}

/** The same, where a string stands for its UTF-8. */
export function bytesOrText(value, what) {
  return typeof value === "string" ? new TextEncoder().encode(value) : bytes(value, what);
}
