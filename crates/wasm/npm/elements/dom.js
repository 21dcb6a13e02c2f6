/** Building small trees of elements. Text is always text, never markup. */

/**
 * An element.
 * @param {string} name
 * @param {Record<string, unknown> | null} attributes `on…` are listeners, `class` and the rest attributes
 * @param {...(Node | string | null | undefined | false | (Node | string)[])} children
 */
export function h(name, attributes, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes ?? {})) {
    if (key.startsWith("on")) element.addEventListener(key.slice(2), value);
    else if (value === true) element.setAttribute(key, "");
    else if (value !== false && value != null) element.setAttribute(key, value);
  }
  element.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

/** A size for people: `41 KB`. */
export function sizeText(bytes) {
  if (bytes < 1000) return `${bytes} B`;
  const units = ["KB", "MB", "GB"];
  let value = bytes / 1000;
  let unit = 0;
  while (value >= 999.5 && unit < units.length - 1) {
    value /= 1000;
    unit++;
  }
  return `${value < 10 ? value.toFixed(1) : Math.round(value)} ${units[unit]}`;
}

/** A digest with its middle hidden: `sha256:3f2a…9c1e`. */
export function shortDigest(digest) {
  const [algorithm, hex = ""] = digest.split(":");
  return hex.length > 12 ? `${algorithm}:${hex.slice(0, 4)}…${hex.slice(-4)}` : digest;
}

/** Only links that lead to a web page become links; anything else stays text. */
export function safeLink(url, text = url) {
  try {
    const { protocol } = new URL(url);
    if (protocol === "https:" || protocol === "http:") return h("a", { href: url, rel: "noreferrer noopener", target: "_blank" }, text);
  } catch {
    // Not a URL: text.
  }
  return h("span", null, text);
}
