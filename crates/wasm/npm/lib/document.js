/** JSON documents of a registry, laid out for reading and explained, with nothing in them changed. */

import * as core from "./core.js";
import { bytesOrText } from "./check.js";
import { ready } from "./init.js";
import { MEDIA_TYPES } from "./texts.js";
import { guarded } from "./thrown.js";

/** Lays out a manifest or another JSON document in lines of tokens. */
export async function readDocument(source) {
  const bytes = bytesOrText(source, "a document");
  await ready();
  const document = guarded(() => core.readDocument(bytes));
  for (const token of document.lines.flatMap((line) => line.tokens)) {
    if (token.kind !== "mediaType") continue;
    const explanation = MEDIA_TYPES.get(JSON.parse(token.text));
    if (explanation) token.explanation = { ...explanation };
  }
  return document;
}
