/** A registry as the command line reaches it: Helm's credentials, Helm's TLS flags. */

import { readFileSync } from "node:fs";
import { Registry } from "../index.js";
import { CredentialStore } from "./credentials.js";
import { createFetch } from "./http.js";

const { version } = JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8"));

/** Whether the registry asked for a password and there was none: Helm has words of its own for that. */
export let basicRefused = false;

/** What this program calls itself in requests. */
export const userAgent = `chartroom/${version}`;

/**
 * A {@link Registry} for a host.
 *
 * `--username` and `--password` count only together, as in Helm; else the credential store is asked.
 */
export function connect(host, flags, { onUpload } = {}) {
  const certFile = flags.get("cert-file") ?? "";
  const keyFile = flags.get("key-file") ?? "";
  const caFile = flags.get("ca-file") ?? "";
  const insecure = flags.get("insecure-skip-tls-verify") ?? false;
  // Read now, so that a broken file is told before any request, as Helm does.
  const store = new CredentialStore(flags.get("registry-config"));
  const [username, password] = [flags.get("username"), flags.get("password")];
  basicRefused = false;
  const find = username && password ? () => ({ username, password }) : async (name) => credential(await store.get(name));
  let known = null;
  const send = createFetch({ certFile, keyFile, caFile, insecure, onUpload });
  // Helm forgets --plain-http where a TLS option is given.
  const tls = (certFile && keyFile) || caFile || insecure;
  return new Registry(host, {
    plainHttp: Boolean(flags.get("plain-http")) && !tls,
    userAgent,
    fetch: async (input, init) => {
      const answer = await send(input, init);
      const challenge = answer.status === 401 ? (answer.headers.get("www-authenticate") ?? "") : "";
      basicRefused ||= !known && /^basic\b/i.test(challenge);
      return answer;
    },
    credentials: async (name) => (known = await find(name)),
  });
}

function credential(stored) {
  if (!stored) return null;
  if (stored.registryToken) return { token: stored.registryToken };
  if (stored.identityToken) return { identityToken: stored.identityToken };
  return { username: stored.username ?? "", password: stored.password ?? "" };
}

/** `host[:port]` of a reference, which is all before its first slash. */
export function hostOf(reference) {
  return reference.replace(/^oci:\/\//, "").split("/")[0];
}
