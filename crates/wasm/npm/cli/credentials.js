/**
 * Where `registry login` leaves passwords and every other command finds them: Docker's configuration format, read and
 * written as Helm does (oras-go's credential store).
 *
 * Helm's own file comes first, Docker's is only read. A file may point at credential helpers, programs named
 * `docker-credential-<suffix>`, which are started here.
 */

import { spawn } from "node:child_process";
import { accessSync, constants, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import process from "node:process";
import { parseJson } from "./go-json.js";
import { pathError } from "./go-text.js";
import { registryConfig } from "./settings.js";

const HELPER_PREFIX = "docker-credential-";
const NOT_FOUND = "credentials not found in native keychain";
/** The user name under which a helper keeps an identity token. */
const TOKEN_USER = "<token>";
const DOCKER_HUB_KEY = "https://index.docker.io/v1/";

/** @typedef {{username?: string, password?: string, identityToken?: string, registryToken?: string}} Credential */

/** The key under which a registry's credentials are kept. */
export function storeKey(registry) {
  return registry === "docker.io" || registry === "registry-1.docker.io" ? DOCKER_HUB_KEY : registry;
}

/** One configuration file and the helpers it names. */
export class CredentialFile {
  #path;
  #content;
  #auths;
  #helpers;
  #store;
  #detected = "";

  /** @param {string} path empty for Helm's own place @throws {Error} with Helm's text where the file is not what it should be */
  constructor(path) {
    this.#path = path || registryConfig();
    this.#content = read(this.#path);
    this.#store = member(this.#content, "credsStore", "creds store field", "string") ?? "";
    this.#helpers = member(this.#content, "credHelpers", "cred helpers field", "map[string]string") ?? {};
    this.#auths = new Map(Object.entries(member(this.#content, "auths", "auths field", "map[string]json.RawMessage") ?? {}));
    if (!this.#store && Object.keys(this.#helpers).length === 0 && this.#auths.size === 0) {
      this.#detected = platformHelper();
    }
  }

  #helper(key) {
    return this.#helpers[key] || this.#store || this.#detected;
  }

  /** @returns {Promise<Credential | null>} null where nothing is known */
  async get(key) {
    const helper = this.#helper(key);
    if (helper) return fromHelper(helper, key);
    const entry = this.#auths.get(key) ?? [...this.#auths].find(([address]) => hostOf(address) === key)?.[1];
    return entry ? fromEntry(entry) : null;
  }

  /** @param {string} key @param {Credential} credential */
  async put(key, credential) {
    const helper = this.#helper(key);
    if (!helper) {
      if (credential.username?.includes(":")) throw new Error("bad credential format: colons(:) are not allowed in username");
      this.#auths.set(key, toEntry(credential));
      return this.#save();
    }
    const token = credential.identityToken;
    await runHelper(helper, "store", JSON.stringify({
      ServerURL: key,
      Username: token ? TOKEN_USER : (credential.username ?? ""),
      Secret: token ?? credential.password ?? "",
    }));
    if (this.#detected) {
      this.#store = this.#detected;
      this.#save();
    }
  }

  async delete(key) {
    const helper = this.#helper(key);
    if (helper) return void (await runHelper(helper, "erase", key));
    if (this.#auths.delete(key)) this.#save();
  }

  #save() {
    if (this.#store) this.#content.credsStore = this.#store;
    else delete this.#content.credsStore;
    this.#content.auths = Object.fromEntries(sorted([...this.#auths]));
    const folder = dirname(this.#path);
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const temporary = join(folder, `chartroom-${process.pid}-${Date.now().toString(36)}.tmp`);
    try {
      writeFileSync(temporary, goIndent(Object.fromEntries(sorted(Object.entries(this.#content)))), { mode: 0o600 });
      renameSync(temporary, this.#path);
    } catch (error) {
      rmSync(temporary, { force: true });
      throw new Error(`failed to save config file: ${error.message}`, { cause: error });
    }
  }
}

/** Helm's file with Docker's behind it. */
export class CredentialStore {
  #primary;
  #docker;

  /** @param {string} path Helm's file */
  constructor(path) {
    this.#primary = new CredentialFile(path);
    const folder = process.env.DOCKER_CONFIG || join(homedir(), ".docker");
    try {
      this.#docker = new CredentialFile(join(folder, "config.json"));
    } catch {
      // Helm goes on without Docker's file when that one cannot be read.
      this.#docker = null;
    }
  }

  /** @returns {Promise<Credential | null>} */
  async get(registry) {
    const key = registry === "registry-1.docker.io" ? DOCKER_HUB_KEY : registry;
    return (await this.#primary.get(key)) ?? (await this.#docker?.get(key)) ?? null;
  }

  put(registry, credential) {
    return this.#primary.put(storeKey(registry), credential);
  }

  async delete(registry) {
    const key = storeKey(registry);
    try {
      await this.#primary.delete(key);
    } catch (error) {
      throw new Error(`failed to delete the credential for ${key}: ${error.message}`, { cause: error });
    }
  }
}

function read(path) {
  if (!existsSync(path)) return {};
  let text;
  try {
    text = readFileSync(path, "utf8");
  } catch (error) {
    const [failure, operation] = error.code === "EISDIR" ? [`failed to decode config file ${path}: invalid config format`, "read"] : [`failed to open config file at ${path}`, "open"];
    throw new Error(`${failure}: ${pathError(error, operation, path).message}`, { cause: error });
  }
  if (text.trim() === "") return {};
  try {
    const content = parseJson(text);
    if (content === null) return {};
    if (typeof content === "object" && !Array.isArray(content)) return content;
    throw new Error(mistyped(content, "value of type map[string]json.RawMessage"));
  } catch (error) {
    throw new Error(`failed to decode config file ${path}: invalid config format: ${error.message}`, { cause: error });
  }
}

function member(content, name, title, type) {
  const value = content[name];
  if (value == null) return undefined;
  const isMap = typeof value === "object" && !Array.isArray(value);
  if (type === "string" ? typeof value === type : isMap) return value;
  throw new Error(`failed to unmarshal ${title}: invalid config format: ${mistyped(value, `value of type ${type}`)}`);
}

// What Go's encoding/json says of a value that does not fit where it should go.
function mistyped(value, place) {
  const type = Array.isArray(value) ? "array" : typeof value === "boolean" ? "bool" : typeof value;
  return `json: cannot unmarshal ${type} into Go ${place}`;
}

function fromEntry(entry) {
  const wrong = (text) => new Error(`failed to unmarshal auth field: invalid config format: ${text}`);
  if (typeof entry !== "object" || Array.isArray(entry)) throw wrong(mistyped(entry, "value of type config.AuthConfig"));
  for (const [name, value] of Object.entries(entry ?? {})) {
    const known = ["auth", "identitytoken", "registrytoken", "username", "password"].includes(name);
    if (known && value !== null && typeof value !== "string") throw wrong(mistyped(value, `struct field AuthConfig.${name} of type string`));
  }
  const credential = {
    username: entry.username ?? "",
    password: entry.password ?? "",
    identityToken: entry.identitytoken ?? "",
    registryToken: entry.registrytoken ?? "",
  };
  if (entry.auth) {
    const bad = notBase64(entry.auth);
    if (bad !== null) throw new Error(`failed to decode auth field: invalid config format: illegal base64 data at input byte ${bad}`);
    const text = Buffer.from(entry.auth, "base64").toString("utf8");
    const colon = text.indexOf(":");
    if (colon < 0) {
      throw new Error(`failed to decode auth field: invalid config format: auth '${text}' does not conform the base64(username:password) format`);
    }
    credential.username = text.slice(0, colon);
    credential.password = text.slice(colon + 1);
  }
  return Object.values(credential).some((value) => value !== "") ? credential : null;
}

// Where Go's base64 decoder would stop, or null; line breaks are passed over.
function notBase64(text) {
  const odd = /[^A-Za-z0-9+/=\r\n]/.exec(text)?.index;
  if (odd !== undefined) return odd;
  return text.replace(/[\r\n]/g, "").length % 4 === 0 ? null : text.length - 1;
}

function toEntry({ username = "", password = "", identityToken, registryToken }) {
  const entry = {};
  if (username || password) entry.auth = Buffer.from(`${username}:${password}`).toString("base64");
  if (identityToken) entry.identitytoken = identityToken;
  if (registryToken) entry.registrytoken = registryToken;
  return entry;
}

async function fromHelper(helper, key) {
  let answer;
  try {
    answer = await runHelper(helper, "get", key);
  } catch (error) {
    if (error.message === NOT_FOUND) return null;
    throw error;
  }
  const { Username = "", Secret = "" } = JSON.parse(answer);
  if (!Username && !Secret) return null;
  return Username === TOKEN_USER ? { identityToken: Secret } : { username: Username, password: Secret };
}

/** Starts a helper, gives it `input` and returns what it prints. Its standard error goes to ours. */
function runHelper(suffix, action, input) {
  const program = HELPER_PREFIX + suffix;
  return new Promise((resolve, reject) => {
    const child = spawn(program, [action], { stdio: ["pipe", "pipe", "inherit"] });
    let output = "";
    child.stdout.setEncoding("utf8").on("data", (text) => (output += text));
    child.on("error", (error) => {
      const text = error.code === "ENOENT" ? `exec: "${program}": executable file not found in $PATH` : error.message;
      reject(new Error(text, { cause: error }));
    });
    child.on("close", (code) => {
      if (code === 0) resolve(output);
      else reject(new Error(output.trim() || `exit status ${code}`));
    });
    child.stdin.on("error", () => {}); // a helper that does not read its input has its reasons
    child.stdin.end(input);
  });
}

/** The helper this platform has by itself, where it is installed. */
function platformHelper() {
  let suffix = "secretservice";
  if (process.platform === "darwin") suffix = "osxkeychain";
  else if (process.platform === "win32") suffix = "wincred";
  else if (onPath("pass")) suffix = "pass";
  return onPath(HELPER_PREFIX + suffix) ? suffix : "";
}

function onPath(program) {
  return (process.env.PATH ?? "").split(delimiter).some((folder) => {
    try {
      accessSync(join(folder, program), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}

function hostOf(address) {
  return address.replace(/^http:\/\//, "").replace(/^https:\/\//, "").split("/")[0];
}

const sorted = (entries) => entries.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));

// Go's encoder escapes these, and keeps a tab as indent here.
function goIndent(value) {
  const escape = (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`;
  return JSON.stringify(value, null, "\t").replace(/[<>&\u2028\u2029]/g, escape);
}
