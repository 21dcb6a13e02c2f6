/** A registry as the command line reaches it: Helm's credentials, Helm's TLS flags. */

import { readFileSync } from "node:fs";
import { Registry } from "../index.js";
import { CredentialStore } from "./credentials.js";
import { createFetch } from "./http.js";
import { readTls } from "./tls.js";

const { version } = JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8"));

/** What was missing where the registry asked for a sign-in, in Helm's words; null where nothing was. */
export let signInMissing = null;

/** What this program calls itself in requests. */
export const userAgent = `chartroom/${version}`;

/** A {@link Registry} for a host, see {@link connector}. */
export const connect = (host, flags) => connector(flags)(host);

/**
 * Makes {@link Registry}s for hosts; what is wrong with the flags' files is told at once.
 *
 * `--username` and `--password` count only together, as in Helm; else the credential store is asked.
 */
export function connector(flags, { onUpload } = {}) {
  const certFile = flags.get("cert-file") ?? "";
  const keyFile = flags.get("key-file") ?? "";
  const caFile = flags.get("ca-file") ?? "";
  const insecure = flags.get("insecure-skip-tls-verify") ?? false;
  // Read now, so that a broken file is told before any request, as Helm does.
  const store = new CredentialStore(flags.get("registry-config"));
  const [username, password] = [flags.get("username"), flags.get("password")];
  const find = username && password ? () => ({ username, password }) : async (name) => credential(await store.get(name));
  const send = createFetch({ ...readTls({ certFile, keyFile, caFile, insecure }, "missing registry client: "), onUpload });
  // Helm forgets --plain-http where a TLS option is given.
  const tls = (certFile && keyFile) || caFile || insecure;
  return (host) => registryAt(host, { plainHttp: Boolean(flags.get("plain-http")) && !tls, send, find });
}

/**
 * A {@link Registry} that remembers what a refused sign-in lacked.
 * @param {string} host
 * @param {{plainHttp: boolean, send: typeof fetch, find: (name: string) => object | null | Promise<object | null>}} how
 */
export function registryAt(host, { plainHttp, send, find }) {
  let known = null;
  let failure = null;
  signInMissing = null;
  return new Registry(host, {
    plainHttp,
    userAgent,
    fetch: async (input, init) => {
      const answer = await send(input, init);
      const challenge = answer.status === 401 ? (answer.headers.get("www-authenticate") ?? "") : "";
      if (/^basic\b/i.test(challenge)) signInMissing ??= missing(known);
      if (!failure || !/^(basic|bearer)\b/i.test(challenge)) return answer;
      signInMissing = `failed to resolve credential: ${failure.message}`;
      await answer.body?.cancel();
      return new Response(null, { status: 401 }); // nothing that could be answered to
    },
    // What cannot be found out counts where the registry asks for it, and not before.
    credentials: async (name) => {
      try {
        known = await find(name);
      } catch (error) {
        failure = error;
      }
      return known;
    },
  });
}

function missing(known) {
  if (!known) return "basic credential not found";
  return known.username && known.password ? null : "missing username or password for basic auth";
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
