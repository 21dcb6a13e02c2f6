/** SHA-256 by the platform, which has instructions for it that WebAssembly does not. */

/** Below this many bytes the way to another thread and back costs more than it saves. */
const WORTH_A_THREAD = 16 * 1024;
const node = globalThis.process?.getBuiltinModule?.("node:crypto");

/**
 * The digest of bytes as they are now, `sha256:…`, perhaps later; nothing where the platform has no SHA-256.
 * @param {Uint8Array} bytes
 * @returns {string | Promise<string | undefined> | undefined}
 */
export function sha256(bytes) {
  if (node?.createHash) return `sha256:${node.createHash("sha256").update(bytes).digest("hex")}`;
  const subtle = bytes.length < WORTH_A_THREAD ? undefined : globalThis.crypto?.subtle;
  return subtle?.digest("SHA-256", bytes).then(hex, () => undefined); // memory shared between threads is refused
}

function hex(sum) {
  return `sha256:${Array.from(new Uint8Array(sum), (byte) => byte.toString(16).padStart(2, "0")).join("")}`;
}
