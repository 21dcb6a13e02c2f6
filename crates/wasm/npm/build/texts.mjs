/**
 * The sentences of the crates that the package's JavaScript shows by itself, so that its module need not carry them.
 */

import { readFileSync } from "node:fs";
import { join } from "node:path";

/** The crates whose errors come with an advice. */
const ADVISING = ["chart", "registry", "helm"];

/**
 * The source of `lib/texts.js`.
 * @param {string} crates the folder of all crates
 */
export function texts(crates) {
  const read = (file) => readFileSync(join(crates, file), "utf8").trimEnd();
  const advice = ADVISING.flatMap((name) => read(`${name}/src/advice.txt`).split("\n")).map((line) => {
    const [code] = line.split(" ", 1);
    return [code, line.slice(code.length + 1)];
  });
  const types = read("oci/src/media_types.txt").split("\n\n").map((entry) => {
    const [type, title, text, url] = entry.split("\n");
    return [type, { title, text, url }];
  });
  const table = (name, entries) => `export const ${name} = new Map(${JSON.stringify(entries, undefined, 1)});\n`;
  return `${table("ADVICE", advice)}${table("MEDIA_TYPES", types)}`;
}
