// Push and pull of fifty charts: our client beside the real helm, on the same registries, in one run. Ratios below 1
// mean that ours takes less. Each measurement is a process, as a person or a script starts it.
import { execFileSync, spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { performance } from "node:perf_hooks";

const root = resolve(import.meta.dirname, "../..");
const { CHARTROOM_HELM: helm, CHARTROOM_CLIENT: client, CHARTROOM_SERVER: server, CHARTROOM_NPM: npm } = process.env;
const dockerRegistry = process.env.CHARTROOM_DOCKER_REGISTRY;
const collection = [process.env.CHARTROOM_CHARTS, join(root, "../shared/charts")].find((path) => path && existsSync(path));
if (!collection) {
  console.log("skipped: registry benchmark: no collection of charts (CHARTROOM_CHARTS)");
  process.exit(0);
}
const scratch = mkdtempSync(join(tmpdir(), "chartroom-bench-"));
const environment = {
  PATH: process.env.PATH, HOME: scratch, HELM_CACHE_HOME: scratch, HELM_CONFIG_HOME: scratch, HELM_DATA_HOME: scratch,
};

/** Fifty charts that helm pushes, spread over the collection. */
function charts() {
  const all = readdirSync(collection).sort().flatMap((name) => {
    const folder = join(collection, name);
    const file = readdirSync(folder).find((file) => file.endsWith(".tgz"));
    if (!file || !existsSync(join(folder, "manifest.json"))) return [];
    const { name: chart, version } = JSON.parse(readFileSync(join(folder, "config.json"), "utf8"));
    return [{ file: join(folder, file), chart, version }];
  });
  const step = all.length / 50;
  return Array.from({ length: Math.min(50, all.length) }, (_, index) => all[Math.floor(index * step)]);
}

async function start(program, data) {
  const probe = createServer();
  await new Promise((done) => probe.listen(0, "127.0.0.1", done));
  const host = `127.0.0.1:${probe.address().port}`;
  await new Promise((done) => probe.close(done));
  let options = ["--listen", host, "--data", data];
  if (program === dockerRegistry) {
    const config = `${data}.yml`;
    writeFileSync(config, `version: 0.1\nlog: { level: error }\nstorage:\n  filesystem: { rootdirectory: ${data} }\nhttp: { addr: '${host}' }\n`);
    options = ["serve", config];
  }
  const child = spawn(program, options, { stdio: "ignore" });
  while (!(await fetch(`http://${host}/v2/`).catch(() => null))) {
    if (child.exitCode !== null) throw new Error(`${program} does not start`);
    await new Promise((done) => setTimeout(done, 20));
  }
  return { host, stop: () => child.kill() };
}

function median(list) {
  return [...list].sort((a, b) => a - b)[Math.floor(list.length / 2)];
}

function time(program, options) {
  const from = performance.now();
  execFileSync(program, options, { env: environment, stdio: ["ignore", "pipe", "pipe"] });
  return performance.now() - from;
}

const list = charts();
const registries = [["chartroom-server", server], ...(dockerRegistry ? [["docker-registry", dockerRegistry]] : [])];
const cli = npm && existsSync(join(npm, "cli/main.js")) ? join(npm, "cli/main.js") : null;

/** Who pushes and pulls; each into a folder of its own, so that nothing is there before. */
const clients = {
  helm: {
    push: ({ file }, host) => time(helm, ["push", file, `oci://${host}/helm`, "--plain-http"]),
    pull: ({ chart, version }, host, into) => time(helm, ["pull", `oci://${host}/helm/${chart}`, "--version", version, "--plain-http", "-d", into]),
  },
  "ours, native": {
    push: ({ file }, host) => time(client, ["push", file, `oci://${host}/native`]),
    pull: ({ chart, version }, host, into) => time(client, ["pull", `oci://${host}/native/${chart}`, version, into]),
  },
  ...(cli && {
    "ours, npx chartroom": {
      push: ({ file }, host) => time(process.execPath, [cli, "push", file, `oci://${host}/npm`, "--plain-http"]),
      pull: ({ chart, version }, host, into) => time(process.execPath, [cli, "pull", `oci://${host}/npm/${chart}`, "--version", version, "--plain-http", "-d", into]),
    },
  }),
};

const results = {};
for (const [registryName, program] of registries) {
  const registry = await start(program, join(scratch, registryName));
  for (const chart of list) {
    // Side by side, chart by chart: whatever else the machine does hits all alike.
    for (const [name, { push, pull }] of Object.entries(clients)) {
      const into = mkdtempSync(join(scratch, "pull-"));
      const result = ((results[registryName] ??= {})[name] ??= { push: [], pull: [] });
      result.push.push(push(chart, registry.host));
      result.pull.push(pull(chart, registry.host, into));
    }
  }
  registry.stop();
}
rmSync(scratch, { recursive: true, force: true });

console.log(`${list.length} charts, median milliseconds per process; ratio to helm on the same registry\n`);
console.log(`${"registry".padEnd(18)}${"client".padEnd(22)}${"push".padStart(8)}${"ratio".padStart(8)}${"pull".padStart(8)}${"ratio".padStart(8)}`);
for (const [registry, byClient] of Object.entries(results)) {
  for (const [name, { push, pull }] of Object.entries(byClient)) {
    const base = byClient.helm;
    const cell = (own, theirs) => median(own).toFixed(0).padStart(8) + (median(own) / median(theirs)).toFixed(2).padStart(8);
    console.log(registry.padEnd(18) + name.padEnd(22) + cell(push, base.push) + cell(pull, base.pull));
  }
}
if (results["docker-registry"]) {
  const ratio = (kind, name) => (median(results["chartroom-server"][name][kind]) / median(results["docker-registry"][name][kind])).toFixed(2);
  console.log(`\nchartroom-server to docker-registry, same client: helm push ${ratio("push", "helm")}, helm pull ${ratio("pull", "helm")}; ours push ${ratio("push", "ours, native")}, pull ${ratio("pull", "ours, native")}`);
}
