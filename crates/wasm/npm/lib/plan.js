/** Every byte of a push, before any request. */

import { guarded } from "./thrown.js";

/** The module's side of a plan, for {@link import("./registry.js").Registry.push}; not part of the interface. */
export const handleOf = new WeakMap();

const decode = (bytes) => new TextDecoder().decode(bytes);

/** What a push would leave in the registry. */
export class Plan {
  constructor(handle, created) {
    handleOf.set(this, handle);
    this.created = created;
    Object.assign(this, guarded(() => handle.describe()));
    Object.freeze(this.layers);
  }

  /** The manifest as text, exactly as it will be stored. */
  get manifestText() {
    return decode(this.manifest);
  }
}
