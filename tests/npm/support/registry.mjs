/** Registries to talk to: Debian's docker-registry, Distribution 3, and our own server, each where it is installed. */

import { spawn } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import process from "node:process";

function found(variable, name) {
  if (process.env[variable]) return process.env[variable];
  return (process.env.PATH ?? "").split(delimiter).map((folder) => join(folder, name)).find(existsSync);
}

const docker = found("CHARTROOM_DOCKER_REGISTRY", "docker-registry");
const distribution = process.env.CHARTROOM_DISTRIBUTION;
const server = process.env.CHARTROOM_SERVER;

/** Every kind of registry there is a program for. */
export const kinds = [docker && "docker-registry", distribution && "distribution", server && "chartroom-server"].filter(Boolean);

/** Why no registry can be started, or false. */
export const missing = kinds.length > 0 ? false : "no registry: apt-get install docker-registry, or set CHARTROOM_DOCKER_REGISTRY";

/** Why no registry with a password can be started, or false. */
export const missingAuth = docker || distribution ? false : "no registry that knows passwords: apt-get install docker-registry";

/** A port nobody listens on. */
export async function freePort() {
  const probe = createServer();
  await new Promise((done) => probe.listen(0, "127.0.0.1", done));
  const { port } = probe.address();
  await new Promise((done) => probe.close(done));
  return port;
}

/**
 * Starts a registry with an empty store.
 * @param {string} kind
 * @param {{users?: string, cors?: boolean}} options lines of an htpasswd file; whether pages of other sites may read it
 */
export async function startRegistry(kind = kinds[0], { users, cors = true } = {}) {
  // Between asking for a free port and listening on it, somebody else may take it.
  for (let attempt = 1; ; attempt++) {
    const started = await tryToStart(kind, users, cors);
    if (started) return started;
    if (attempt === 3) throw new Error(`${kind} did not start`);
  }
}

/** How long a registry may take until it answers, in milliseconds; a loaded machine starts programs slowly. */
const START_LIMIT = 60_000;

async function tryToStart(kind, users, cors) {
  const data = mkdtempSync(join(tmpdir(), "chartroom-registry-"));
  const host = `127.0.0.1:${await freePort()}`;
  const child = kind === "chartroom-server" ? spawn(server, ["--listen", host, "--data", data], { stdio: "ignore" }) : startDistribution(kind, host, data, users, cors);
  const ended = new Promise((done) => child.once("exit", done));
  const stop = async () => {
    child.kill();
    await ended;
    rmSync(data, { recursive: true, force: true });
  };
  for (const end = Date.now() + START_LIMIT; Date.now() < end && child.exitCode === null; ) {
    if (await fetch(`http://${host}/v2/`).catch(() => null)) return { host, stop };
    await new Promise((done) => setTimeout(done, 50));
  }
  await stop();
  return null;
}

const CORS = "{ Access-Control-Allow-Origin: ['*'], Access-Control-Allow-Methods: [GET, HEAD, POST, PUT, DELETE, OPTIONS], Access-Control-Allow-Headers: [Authorization, Accept, Content-Type], Access-Control-Expose-Headers: [Docker-Content-Digest, Location, Link, WWW-Authenticate] }";

function startDistribution(kind, host, data, users, cors) {
  mkdirSync(join(data, "store"));
  const lines = [
    "version: 0.1",
    "log: { level: error, accesslog: { disabled: true } }",
    `storage: { filesystem: { rootdirectory: ${join(data, "store")} }, delete: { enabled: true } }`,
    `http: { addr: "${host}"${cors ? `, headers: ${CORS}` : ""} }`,
  ];
  if (users) {
    writeFileSync(join(data, "users"), users);
    lines.push(`auth: { htpasswd: { realm: test, path: ${join(data, "users")} } }`);
  }
  writeFileSync(join(data, "config.yml"), `${lines.join("\n")}\n`);
  return spawn(kind === "distribution" ? distribution : docker, ["serve", join(data, "config.yml")], { stdio: "ignore" });
}

/** `user` with the password `secret`, in bcrypt; made with `htpasswd -Bbn`. */
export const USERS = "user:$2y$05$wrHHZLq.diQfwKf5Y5XJe.l9mcLLCvEhieWnbYo0sY2l2BaQrPpUa\n";
