/** The one error this package throws. */

/** What went wrong, with a `code` to test for and, where there is one, a next step in `advice`. */
export class ChartroomError extends Error {
  name = "ChartroomError";

  /**
   * @param {string} message
   * @param {{code: string, status?: number, position?: object, advice?: string, request?: object, registry?: object,
   *   operation?: string, action?: string, said?: string, rendered?: string, includes?: object[], warnings?: string[], cause?: unknown}} details
   */
  constructor(message, { cause, code, status, position, advice, request, registry, operation, action, said, rendered, includes, warnings }) {
    super(message, cause === undefined ? undefined : { cause });
    this.code = code;
    this.status = status;
    this.position = position;
    this.advice = advice;
    this.request = request;
    this.registry = registry;
    this.operation = operation;
    this.action = action;
    this.said = said;
    this.rendered = rendered;
    this.includes = includes;
    this.warnings = warnings;
  }
}

/**
 * Whatever came out of the wasm module, as a {@link ChartroomError}.
 *
 * The module throws plain objects with a `code`. A trap means a bug of ours; the instance cannot be trusted afterwards.
 */
export function toChartroomError(thrown, cause) {
  if (thrown instanceof ChartroomError) return thrown;
  if (typeof thrown?.code === "string" && typeof thrown.message === "string" && !(thrown instanceof Error)) {
    return new ChartroomError(thrown.message, { cause, ...thrown });
  }
  if (thrown instanceof WebAssembly.RuntimeError) {
    return new ChartroomError(`internal error: ${thrown.message}`, {
      code: "INTERNAL",
      advice: "This is a bug in chartroom. Load the package afresh before going on, and report what led here.",
      cause: thrown,
    });
  }
  return thrown;
}
