/** Where Helm keeps its files, by Helm's own environment variables. */

import { homedir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { boolean } from "./flag-values.js";

function home(helm, xdg, fallback) {
  const { env, platform } = process;
  if (env[helm]) return env[helm];
  if (env[xdg]) return join(env[xdg], "helm");
  if (platform === "darwin") return join(homedir(), fallback.mac, "helm");
  if (platform === "win32") return join(env[fallback.windows] ?? homedir(), "helm");
  return join(homedir(), ...fallback.unix, "helm");
}

/** Helm's configuration folder. */
export function configHome() {
  return home("HELM_CONFIG_HOME", "XDG_CONFIG_HOME", { unix: [".config"], mac: "Library/Preferences", windows: "APPDATA" });
}

/** Helm's folder for what can be fetched again. */
export const cacheHome = () => home("HELM_CACHE_HOME", "XDG_CACHE_HOME", { unix: [".cache"], mac: "Library/Caches", windows: "TEMP" });

// What the environment says of colors, if it says something that is known.
function colorOf({ NO_COLOR, HELM_COLOR = "" }) {
  if (NO_COLOR) return "never";
  const wanted = HELM_COLOR.toLowerCase();
  return ["never", "always"].includes(wanted) ? wanted : "auto";
}

const fromEnvironment = (name, fallback) => (name in process.env ? process.env[name] : fallback());

/** Where Helm keeps credentials unless it is told otherwise. */
export const registryConfig = () => join(configHome(), "registry", "config.json");

/** Helm's settings from the environment; flags go over them. */
export function settings() {
  return {
    registryConfig: fromEnvironment("HELM_REGISTRY_CONFIG", registryConfig),
    repositoryConfig: fromEnvironment("HELM_REPOSITORY_CONFIG", () => join(configHome(), "repositories.yaml")),
    repositoryCache: fromEnvironment("HELM_REPOSITORY_CACHE", () => join(cacheHome(), "repository")),
    contentCache: fromEnvironment("HELM_CONTENT_CACHE", () => join(cacheHome(), "content")),
    debug: boolean(process.env.HELM_DEBUG ?? "") ?? false,
    color: colorOf(process.env),
  };
}

const flag = (name, type, value, usage, more = {}) => ({ name, type, value, usage, ...more });
// Flags of the Go packages Helm is made of: for its log, and for what it asks a cluster.
const kube = (name, type = "string", value = "", more = {}) => flag(name, type, value, "for Helm's sake; nothing here talks to Kubernetes", { hidden: true, ...more });

/** The flags every command takes, as in Helm. */
export function globalFlags() {
  const { registryConfig, repositoryConfig, repositoryCache, contentCache, debug, color } = settings();
  return [
    flag("registry-config", "string", registryConfig, "path to the registry config file"),
    flag("repository-config", "string", repositoryConfig, "path to the file containing repository names and URLs"),
    flag("repository-cache", "string", repositoryCache, "path to the directory containing cached repository indexes"),
    flag("debug", "bool", debug, "enable verbose output"),
    flag("color", "string", color, "use colored output (never, auto, always)", { hidden: true }),
    flag("colour", "string", color, "use colored output (never, auto, always)", { hidden: true, same: "color" }),
    flag("content-cache", "string", contentCache, "path to the directory containing cached content (e.g. charts)"),
    kube("namespace", "string", "", { short: "n" }),
    kube("kubeconfig"),
    kube("kube-context"),
    kube("kube-token"),
    kube("kube-as-user"),
    kube("kube-as-group", "stringArray", []),
    kube("kube-apiserver"),
    kube("kube-ca-file"),
    kube("kube-tls-server-name"),
    kube("kube-insecure-skip-tls-verify", "bool", false),
    kube("burst-limit", "int", 100),
    kube("qps", "float32", 0),
    kube("v", "Level", 0, { short: "v" }),
    kube("add-dir-header", "goBool", false),
    kube("alsologtostderr", "goBool", false),
    kube("alsologtostderrthreshold", "severity", 0),
    kube("legacy-stderr-threshold-behavior", "goBool", true),
    kube("log-backtrace-at", "traceLocation"),
    kube("log-dir"),
    kube("log-file"),
    kube("log-file-max-size", "goUint", 1800),
    kube("logtostderr", "goBool", true),
    kube("one-output", "goBool", false),
    kube("skip-headers", "goBool", false),
    kube("skip-log-headers", "goBool", false),
    kube("stderrthreshold", "severity", 2),
    kube("vmodule", "pattern"),
  ];
}

/** Flags of a command that talks to a registry. */
export function connectionFlags(what) {
  return [
    flag("ca-file", "string", "", "verify certificates of HTTPS-enabled servers using this CA bundle"),
    flag("cert-file", "string", "", "identify HTTPS client using this SSL certificate file"),
    flag("key-file", "string", "", "identify HTTPS client using this SSL key file"),
    flag("insecure-skip-tls-verify", "bool", false, `skip tls certificate checks for the ${what}`),
    flag("plain-http", "bool", false, `use insecure HTTP connections for the ${what}`),
    flag("username", "string", "", "registry username; with --password instead of what `registry login` stored"),
    flag("password", "string", "", "registry password"),
  ];
}

/** Flags of a command that takes a chart by reference. */
export function chartFlags() {
  return [
    ...connectionFlags("chart download"),
    flag("version", "string", "", "a version, or a constraint such as ^2.0.0; the newest stable version if not given"),
    flag("devel", "bool", false, "use development versions, too. Equivalent to version '>0.0.0-0'. If --version is set, this is ignored"),
    flag("verify", "bool", false, "verify the package before using it (not yet possible here)"),
    flag("keyring", "string", join(process.env.GNUPGHOME ?? join(homedir(), ".gnupg"), "pubring.gpg"), "location of public keys used for verification"),
    flag("repo", "string", "", "chart repository url (classic repositories are not read yet)"),
    flag("pass-credentials", "bool", false, "pass credentials to all domains"),
  ];
}

/** `--json`, of what Helm does not have. */
export const jsonFlag = flag("json", "bool", false, "print JSON");
