/**
 * The namespace of `template` and `lint`, found as Helm finds it: by flag, by environment, by the kubeconfig.
 *
 * Facts: `helm/helm:pkg/cli/environment.go`, client-go's `clientcmd`. A kubeconfig that kubectl would refuse counts as
 * none; nothing is ever said of it.
 */

import { closeSync, existsSync, openSync, readFileSync } from "node:fs";
import { homedir } from "node:os";
import { delimiter, dirname, join, resolve } from "node:path";
import process from "node:process";
import { Chart } from "../index.js";

const DEFAULT = "default";

/** The namespace for these flags. */
export async function namespaceOf(flags) {
  const { HELM_NAMESPACE = "", HELM_KUBECONTEXT = "" } = process.env;
  const given = flags.changed("namespace") ? flags.get("namespace") : HELM_NAMESPACE;
  if (given) return given;
  const context = flags.changed("kube-context") ? flags.get("kube-context") : HELM_KUBECONTEXT;
  try {
    const config = await load(flags.get("kubeconfig"));
    return current(config, context)?.namespace || DEFAULT;
  } catch {
    return DEFAULT;
  }
}

/** All that the files say; where two say something about one name, the first is right. */
async function load(explicit) {
  const listed = (process.env.KUBECONFIG ?? "").split(delimiter).filter((path) => path !== "");
  const paths = explicit ? [explicit] : listed.length > 0 ? listed : [join(homedir(), ".kube", "config")];
  const all = { context: "", contexts: {}, clusters: {}, users: {} };
  for (const path of paths) {
    // Of several files each may be missing, the one that a flag names may not.
    if (!explicit && !existsSync(path)) continue;
    const one = read(await parse(readFileSync(path)), dirname(resolve(path)));
    all.context ||= one.context;
    for (const kind of ["contexts", "clusters", "users"]) all[kind] = { ...one[kind], ...all[kind] };
  }
  return all;
}

/** YAML as Helm reads it: the values of a chart are such. Only the first document counts. */
async function parse(bytes) {
  const [before, after = ""] = new TextDecoder().decode(bytes).split(/^---.*\n/m, 2);
  const text = /^\s*(#.*\s*)*$/.test(before) ? after : before;
  const file = (name, text) => ({ name, bytes: new TextEncoder().encode(text) });
  const chart = await Chart.fromFiles([file("Chart.yaml", "apiVersion: v2\nname: kubeconfig\nversion: 1.0.0\n"), file("values.yaml", text)]);
  try {
    return chart.values;
  } finally {
    chart.close();
  }
}

function read(config, folder) {
  want(["", "v1"].includes(text(config, "apiVersion")) && ["", "Config"].includes(text(config, "kind")));
  return {
    context: text(config, "current-context"),
    contexts: named(config.contexts, "context", ({ ...context }) => ({
      namespace: text(context, "namespace"),
      cluster: text(context, "cluster"),
      user: text(context, "user"),
    })),
    clusters: named(config.clusters, "cluster", (cluster) => ({ ...cluster, folder })),
    users: named(config.users, "user", (user) => ({ ...user, folder })),
  };
}

/** A list of `{ name, KIND: { … } }` by name; no name comes twice. */
function named(list, kind, take) {
  want(list == null || Array.isArray(list));
  const found = {};
  for (const item of list ?? []) {
    const name = text(item, "name");
    want(!Object.hasOwn(found, name) && (item[kind] == null || typeof item[kind] === "object"));
    found[name] = take(item[kind] ?? {});
  }
  return found;
}

/** The context that counts, unless it cannot be used. */
function current(config, chosen) {
  const name = chosen || config.context;
  if (name === "") return undefined;
  want(Object.hasOwn(config.contexts, name));
  const context = config.contexts[name];
  checkCluster(config.clusters[context.cluster] ?? {});
  checkUser(config.users[context.user] ?? {});
  return context;
}

function checkCluster(cluster) {
  checkFile(cluster, "certificate-authority");
}

function checkUser(user) {
  const hasPassword = text(user, "username") !== "" || text(user, "password") !== "";
  want(!(text(user, "token") !== "" && hasPassword));
  if (checkFile(user, "client-certificate")) want(checkFile(user, "client-key"));
}

/** A file that is named, or its content; not both, and a file must be there. */
function checkFile(holder, key) {
  const [path, data] = [text(holder, key), text(holder, `${key}-data`)];
  want(path === "" || data === "");
  if (path !== "") closeSync(openSync(resolve(holder.folder, path)));
  return path !== "" || data !== "";
}

function text(object, key) {
  const value = object?.[key] ?? "";
  want(typeof value === "string");
  return value;
}

function want(fine) {
  if (!fine) throw new Error("no usable kubeconfig");
}
