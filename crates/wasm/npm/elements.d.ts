import type { Credentials, ChartroomError, Manifest, PulledChart } from "./index.js";

/** What both elements share. */
declare abstract class ReferenceElement extends HTMLElement {
  /** `oci://host/path:tag` or `…@sha256:…`; the attribute of the same name. */
  reference: string;
  /** Attribute `registry-proxy`: a chartroom-server's `/proxy`, where the registry does not let pages read it. */
  registryProxy: string;
  /** Attribute `plain-http`. */
  plainHttp: boolean;
  /** Who asks; never an attribute, so that it does not end up in the page's source. */
  credentials: Credentials | null;
  /** Used instead of the global `fetch`. */
  fetch: typeof fetch | null;
  /** Loads again. */
  reload(): Promise<void>;
}

/**
 * Shows the manifest of an OCI artifact: the exact document, laid out and never altered, every descriptor a link into
 * the blob it names, every digest recomputed.
 *
 * Fires `chartroom-load` with {@link Manifest} and `chartroom-error` with {@link ChartroomError} as `detail`.
 */
export declare class ChartroomManifest extends ReferenceElement {
  readonly manifest: Manifest | null;
}

/**
 * Shows a chart: what it is, who maintains it, what it depends on, and its README and values as text.
 *
 * Fires `chartroom-load` with {@link PulledChart} and `chartroom-error` with {@link ChartroomError} as `detail`.
 */
export declare class ChartroomChart extends ReferenceElement {
  readonly chart: PulledChart | null;
}

declare global {
  interface HTMLElementTagNameMap {
    "chartroom-manifest": ChartroomManifest;
    "chartroom-chart": ChartroomChart;
  }
  interface HTMLElementEventMap {
    "chartroom-load": CustomEvent<Manifest | PulledChart>;
    "chartroom-error": CustomEvent<ChartroomError>;
  }
}
