/** Modules from where somebody says they are. */

/**
 * What lies at an address or in a file; anything that is no place is given back as it is.
 * @param {unknown} source a URL; or a string: an address relative to the page, or where there is no page a file's name
 */
export async function located(source) {
  const place = typeof source === "string" ? spelled(source) : source;
  if (typeof place !== "string" && !(place instanceof URL)) return source;
  if (place instanceof URL && place.protocol !== "file:") return fetch(place);
  // Node's fetch does not read files. The name is a variable so that bundlers for the browser leave it alone.
  const files = "node:fs/promises";
  const { readFile } = await import(/* @vite-ignore */ /* webpackIgnore: true */ files);
  return readFile(place);
}

function spelled(text) {
  const page = globalThis.document?.baseURI ?? globalThis.location?.href;
  if (page) return new URL(text, page);
  return URL.canParse(text) ? new URL(text) : text;
}
