/** What the elements share: attributes, loading, cancelling, errors with their next step. */

import { parseReference, Registry } from "../index.js";
import { h } from "./dom.js";
import { style } from "./style.js";

export class ReferenceElement extends HTMLElement {
  static observedAttributes = ["reference", "registry-proxy", "plain-http"];

  credentials = null;
  fetch = null;
  #loading = null;
  #scheduled = false;

  constructor() {
    super();
    const root = this.attachShadow({ mode: "open" });
    this.body = h("div", { "aria-live": "polite", "aria-busy": "false" });
    root.append(h("style", null, style), this.body);
  }

  get reference() {
    return this.getAttribute("reference") ?? "";
  }

  set reference(value) {
    this.setAttribute("reference", value);
  }

  get registryProxy() {
    return this.getAttribute("registry-proxy") ?? "";
  }

  set registryProxy(value) {
    this.setAttribute("registry-proxy", value);
  }

  get plainHttp() {
    return this.hasAttribute("plain-http");
  }

  set plainHttp(value) {
    this.toggleAttribute("plain-http", Boolean(value));
  }

  connectedCallback() {
    this.#schedule();
  }

  disconnectedCallback() {
    this.#loading?.abort();
  }

  attributeChangedCallback() {
    if (this.isConnected) this.#schedule();
  }

  // Attributes are often set one after the other; load once for all of them.
  #schedule() {
    if (this.#scheduled) return;
    this.#scheduled = true;
    queueMicrotask(() => {
      this.#scheduled = false;
      if (this.isConnected) void this.reload();
    });
  }

  async reload() {
    this.#loading?.abort();
    const loading = (this.#loading = new AbortController());
    if (this.reference === "") return void this.body.replaceChildren(h("p", { class: "soft" }, "No reference."));
    this.body.setAttribute("aria-busy", "true");
    this.body.replaceChildren(...this.skeleton());
    try {
      const reference = await parseReference(this.reference);
      const registry = new Registry(reference.registry, {
        plainHttp: this.plainHttp,
        proxy: this.registryProxy ? new URL(this.registryProxy, this.baseURI) : undefined,
        credentials: this.credentials ?? undefined,
        fetch: this.fetch ?? undefined,
      });
      const detail = await this.load({ reference, registry, signal: loading.signal });
      if (loading.signal.aborted) return;
      this.body.setAttribute("aria-busy", "false");
      this.dispatchEvent(new CustomEvent("chartroom-load", { detail, bubbles: true, composed: true }));
    } catch (error) {
      if (loading.signal.aborted) return;
      this.body.setAttribute("aria-busy", "false");
      this.body.replaceChildren(failureView(error, () => void this.reload()));
      this.dispatchEvent(new CustomEvent("chartroom-error", { detail: error, bubbles: true, composed: true }));
    }
  }

  skeleton() {
    return [h("p", { class: "soft" }, `Reading ${this.reference} …`), ...[70, 45, 60, 30].map((width) => h("div", { class: "skeleton", style: `width:${width}%` }))];
  }
}

/** What happened, and what to do next. */
export function failureView(error, retry) {
  return h(
    "div",
    { role: "alert" },
    h("p", { class: "bad" }, error.message),
    error.advice && h("p", null, error.advice),
    error.request && h("p", { class: "soft mono" }, `${error.request.method} ${error.request.url}${error.status ? ` answered ${error.status}` : ""}`),
    retry && h("p", null, h("button", { class: "plain", type: "button", onclick: retry }, "Try again")),
  );
}
