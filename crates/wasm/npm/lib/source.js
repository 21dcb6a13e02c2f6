/** Bytes from whatever a caller has in hand. */

import { invalid } from "./check.js";
import { ChartroomError } from "./error.js";

/**
 * Archives larger than this are not read. Helm reads charts of up to 100 MiB once unpacked, and no registry limit is
 * lower than this; it keeps a dropped disk image from filling the memory.
 */
export const MAX_SOURCE = 256 * 1024 * 1024;

/**
 * Reads a source to its end.
 * @param {Uint8Array | ArrayBuffer | Blob | ReadableStream<Uint8Array> | Response} source
 * @param {AbortSignal} [signal]
 * @returns {Promise<Uint8Array>}
 */
export async function bytesOf(source, signal) {
  throwIfAborted(signal);
  if (source instanceof Uint8Array) return checked(source);
  if (source instanceof ArrayBuffer) return checked(new Uint8Array(source));
  if (ArrayBuffer.isView(source)) return checked(new Uint8Array(source.buffer, source.byteOffset, source.byteLength));
  if (typeof Blob !== "undefined" && source instanceof Blob) {
    if (source.size > MAX_SOURCE) throw tooLarge(source.size);
    return new Uint8Array(await source.arrayBuffer().catch(unreadable));
  }
  if (typeof Response !== "undefined" && source instanceof Response) {
    if (!source.ok) {
      throw new ChartroomError(`${source.url || "the response"} answered ${source.status} ${source.statusText}`.trim(), {
        code: "HTTP_STATUS",
        status: source.status,
      });
    }
    if (source.bodyUsed) throw invalid("the response's body has been read already");
    return source.body ? drain(source.body, signal) : new Uint8Array();
  }
  if (typeof source?.getReader === "function") return drain(source, signal);
  throw invalid("a chart is opened from a Uint8Array, ArrayBuffer, Blob, ReadableStream or Response");
}

/** A source that ended in an error of its own: a network that broke, a file that is gone. */
function unreadable(cause) {
  throw new ChartroomError(`the source cannot be read: ${cause?.message ?? cause}`, { code: "SOURCE_UNREADABLE", cause });
}

async function drain(stream, signal) {
  if (stream.locked) throw invalid("the stream is being read by somebody else");
  const reader = stream.getReader();
  const onAbort = () => void reader.cancel(signal.reason).catch(() => {});
  signal?.addEventListener("abort", onAbort, { once: true });
  const pieces = [];
  let size = 0;
  try {
    for (;;) {
      const { done, value } = await reader.read().catch((cause) => (throwIfAborted(signal), unreadable(cause)));
      throwIfAborted(signal);
      if (done) break;
      if (!(value instanceof Uint8Array)) throw invalid("a stream must give Uint8Arrays");
      size += value.byteLength;
      if (size > MAX_SOURCE) {
        void reader.cancel().catch(() => {});
        throw tooLarge(size);
      }
      pieces.push(value);
    }
  } finally {
    signal?.removeEventListener("abort", onAbort);
  }
  if (pieces.length === 1) return pieces[0];
  const bytes = new Uint8Array(size);
  let at = 0;
  for (const piece of pieces) {
    bytes.set(piece, at);
    at += piece.byteLength;
  }
  return bytes;
}

/** Throws `ABORTED` when the signal has fired. */
export function throwIfAborted(signal) {
  if (!signal?.aborted) return;
  throw new ChartroomError("the operation was cancelled", { code: "ABORTED", cause: signal.reason });
}

function checked(bytes) {
  if (bytes.byteLength > MAX_SOURCE) throw tooLarge(bytes.byteLength);
  return bytes;
}

function tooLarge(size) {
  return new ChartroomError(`the file has ${size} bytes; charts larger than ${MAX_SOURCE} bytes are not read`, {
    code: "TOO_LARGE",
    advice: "Helm charts are small archives. Is this the right file?",
  });
}
