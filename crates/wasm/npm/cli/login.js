/** `chartroom registry login` and `logout`. */

import { registryAt } from "./client.js";
import { CredentialStore } from "./credentials.js";
import { quote, slogLine } from "./go-text.js";
import { helmText } from "./failure.js";
import { parseUrl } from "./go-url.js";
import { createFetch } from "./http.js";
import { ask, readAll } from "./terminal.js";
import { readTls } from "./tls.js";

export async function login({ flags, args: [host], stdout, stderr, stdin }) {
  const store = new CredentialStore(flags.get("registry-config"));
  const { username, password } = await usernameAndPassword(flags, { stdout, stderr, stdin });
  if (host.includes("/")) {
    stderr.write(
      slogLine("WARN", "registry login currently only supports registry hostname, not a repository path", {
        host,
        suggested: host.split("/")[0],
      }),
    );
  }
  if (!isHost(host)) throw new Error(`invalid reference: invalid registry ${quote(host)}`);
  const tls = readTls({ certFile: flags.get("cert-file"), keyFile: flags.get("key-file"), caFile: flags.get("ca-file"), insecure: flags.get("insecure") });
  const registry = registryAt(host, { plainHttp: flags.get("plain-http"), send: createFetch(tls), find: () => ({ username, password }) });
  try {
    await registry.ping();
  } catch (error) {
    const text = error.status === 404 ? "not found" : helmText(error);
    throw new Error(`authenticating to ${quote(host)}: ${text}`, { cause: error });
  }
  await store.put(host, { username, password });
  stdout.write("Login Succeeded\n");
}

export async function logout({ flags, args: [host], stdout }) {
  await new CredentialStore(flags.get("registry-config")).delete(host);
  stdout.write(`Removing login credentials for ${host}\n`);
}

async function usernameAndPassword(flags, { stdout, stderr, stdin }) {
  let username = flags.get("username");
  if (flags.get("password-stdin")) {
    const text = await readAll(stdin);
    return { username, password: text.replace(/\n$/, "").replace(/\r$/, "") };
  }
  let password = flags.get("password");
  if (password) {
    stderr.write(slogLine("WARN", "using --password via the CLI is insecure. Use --password-stdin"));
    return { username, password };
  }
  if (!username) username = (await ask("Username: ", { stdin, stdout })).trim();
  const what = username ? "Password" : "Token";
  password = await ask(`${what}: `, { stdin, stdout, silent: true });
  if (!password) throw new Error(`${what.toLowerCase()} required`);
  return { username, password };
}

// What Go accepts as a host in a URL and gives back unchanged.
function isHost(host) {
  return host !== "" && parseUrl(`dummy://${host}`)?.host === host;
}
