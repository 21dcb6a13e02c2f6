/** A JSON document in lines: nothing altered, digests and media types as links. */

import { h } from "./dom.js";

/**
 * @param {import("../index.js").JsonDocument} document
 * @param {{onDescriptor?: (descriptor: object, line: HTMLElement, link: HTMLElement) => void}} options
 */
export function documentView({ lines }, { onDescriptor }) {
  return h(
    "ol",
    { class: "lines" },
    lines.map(({ indent, tokens }) => {
      const line = h("li", null);
      const code = h("code", { style: `padding-inline-start:${indent * 2}ch` });
      for (const token of tokens) code.append(tokenView(token, line, onDescriptor));
      line.append(code);
      return line;
    }),
  );
}

function tokenView(token, line, onDescriptor) {
  if (token.kind === "digest" && token.descriptor && onDescriptor) {
    const link = h("a", { href: `#${token.descriptor.digest}`, "aria-expanded": "false", title: "show the blob" }, token.text);
    link.addEventListener("click", (event) => {
      event.preventDefault();
      onDescriptor(token.descriptor, line, link);
    });
    return link;
  }
  if (token.explanation?.url) {
    const { title, text, url } = token.explanation;
    return h("a", { class: "quiet", href: url, title: `${title}: ${text}`, rel: "noreferrer noopener", target: "_blank" }, token.text);
  }
  return h("span", { class: token.kind }, token.text);
}
