// Pictures of every view and state, in light and night, narrow, usual and wide, with real charts where there are some.
// `cargo xtask shots [view …]` puts them into target/shots/; they are for looking at, not compared with anything.
import { mkdir, readFile, readdir } from "node:fs/promises";
import { join } from "node:path";
import { archive, chart, provenance } from "./charts.mjs";
import { choose, drop, launch, missing, ready, realCharts, startServer } from "./harness.mjs";

if (missing) throw new Error(missing);
const wanted = process.argv.slice(2);
const folder = process.env.CHARTROOM_SHOTS ?? "target/shots";
await mkdir(folder, { recursive: true });

/** Real charts that show much: many files, a long README, dependencies. Ours where there are none. */
async function models() {
  const names = ["argoproj--argo-cd", "bitnami--keycloak", "bitnami--jaeger"];
  const files = [];
  for (const name of realCharts ? names : []) {
    const home = join(realCharts, name);
    const file = (await readdir(home).catch(() => [])).find((file) => file.endsWith(".tgz"));
    if (file) files.push({ name: file, bytes: await readFile(join(home, file)) });
  }
  return files.length ? files : [chart({ name: "harbour" }), chart({ name: "lighthouse" }), chart({ name: "anchor" })];
}

const charts = await models();
const [, name, version] = /^(.*?)-(\d.*)\.tgz$/.exec(charts[0].name);
const server = await startServer();
const browser = await launch();

/** Pushes the model charts through the page itself, so that there is something to look at. */
async function fill() {
  const page = await browser.newPage({ baseURL: server.origin });
  for (const file of charts) {
    await page.goto("/");
    await ready(page);
    await choose(page, file);
    await page.getByRole("button", { name: /^Push to / }).click();
    await page.getByRole("heading", { name: /^Pushed/ }).waitFor();
  }
  await page.close();
}

async function planned(page, ...files) {
  await page.goto("/");
  await ready(page);
  await choose(page, ...files);
  await page.waitForURL("**/push");
  await page.getByRole("button", { name: /^Push to / }).or(page.getByRole("alert")).first().waitFor();
}

const chartPath = `/c/${server.host}/${name}:${version}`;
const tab = (tab) => async (page) => {
  await page.goto(`${chartPath}?tab=${tab}`);
  await page.getByRole("heading", { level: 1, name }).waitFor();
};
const answer = (reply) => async (page) => {
  await page.route("**/v2/charts/**", (route) => route.fulfill(reply));
  await page.goto(`/c/${server.host}/charts/some:1.0.0`);
  await page.getByRole("alert").first().waitFor();
};

/** What to show, by name. */
const VIEWS = {
  "first-paint": async (page) => {
    await page.route("**/*.wasm", () => {});
    await page.goto("/", { waitUntil: "commit" });
    await page.getByRole("heading", { level: 1 }).waitFor();
  },
  "home": async (page) => { await page.goto("/"); await ready(page); },
  "home-recent": async (page) => {
    await page.goto(chartPath);
    await page.getByRole("button", { name: /^Download / }).waitFor();
    await page.getByRole("link", { name: "Chartroom" }).click();
    await page.getByRole("heading", { name: "Recent" }).waitFor();
    await page.getByRole("link", { name: new RegExp(name) }).first().waitFor();
  },
  "field": async (page) => {
    await page.goto("/");
    await ready(page);
    await page.getByRole("combobox", { name: "Reference" }).fill(`helm install web oci://${server.host}/${name} --version ^1`);
    await page.getByText("helm install", { exact: true }).waitFor();
  },
  "dragging": async (page) => {
    await page.goto("/");
    await ready(page);
    const transfer = await page.evaluateHandle(() => {
      const transfer = new DataTransfer();
      transfer.items.add(new File(["x"], "a.tgz"));
      return transfer;
    });
    await page.getByRole("main").dispatchEvent("dragover", { dataTransfer: transfer });
    await page.getByText(/^Drop to read/).waitFor();
  },
  "push-empty": async (page) => { await page.goto("/push"); await ready(page); },
  "plan": (page) => planned(page, chart({ name: "mooring", version: "1.0.0+build.7" })),
  "plan-provenance": (page) => {
    const file = chart({ name: "sealed" });
    return planned(page, file, provenance({ ...file, digest: `sha256:${"0".repeat(64)}` }));
  },
  "plan-manifest": async (page) => {
    await planned(page, chart({ name: "mooring" }));
    await page.getByRole("button", { name: /show manifest/ }).click();
  },
  "queue": async (page) => {
    await page.goto("/push");
    await ready(page);
    await drop(page, page.getByRole("main"), ...["alpha", "beta", "gamma"].map((name) => chart({ name })));
    await page.getByRole("button", { name: /^Push to / }).first().waitFor();
  },
  "pushing": async (page) => {
    await page.route("**/blobs/uploads/**", () => {});
    await planned(page, chart({ name: "held" }));
    await page.getByRole("button", { name: /^Push to / }).click();
    await page.getByRole("button", { name: "Cancel" }).waitFor();
  },
  "pushed": async (page) => {
    await planned(page, chart({ name: `pushed-${Date.now()}` }));
    await page.getByRole("button", { name: /^Push to / }).click();
    await page.getByRole("heading", { name: /^Pushed/ }).waitFor();
  },
  "registry": async (page) => {
    await page.goto(`/r/${server.host}`);
    await page.getByRole("link", { name: new RegExp(name) }).first().waitFor();
  },
  "chart-overview": tab("overview"),
  "chart-values": tab("values"),
  "chart-files": tab("files"),
  "chart-file": async (page) => {
    await page.goto(`${chartPath}?tab=files&file=Chart.yaml`);
    await page.getByText("apiVersion").first().waitFor();
  },
  "chart-manifest": tab("manifest"),
  "chart-versions": tab("versions"),
  "chart-render": async (page) => {
    await tab("render")(page);
    await page.getByRole("region", { name: "Manifests" }).waitFor();
  },
  "chart-render-fault": async (page) => {
    await tab("render")(page);
    await page.getByRole("region", { name: "Manifests" }).waitFor();
    await page.getByRole("textbox", { name: "Values" }).fill("server:\n  replicas: [1,\nnameOverride: x\n");
    await page.getByRole("button", { name: /^Go to line/ }).waitFor();
  },
  "local": async (page) => {
    await planned(page, chart({ name: "local" }));
    await page.getByRole("link", { name: "Read it first" }).click();
    await page.waitForURL("**/local/**");
    await page.getByRole("heading", { level: 1, name: "local" }).waitFor();
  },
  "settings": async (page) => { await page.goto("/settings"); await ready(page); },
  "error-not-a-chart": (page) => planned(page, { name: "letter-1.0.0.tgz", bytes: Buffer.from("dear reader") }),
  "error-yaml": (page) => planned(page, { name: "odd-1.0.0.tgz", bytes: archive([["odd/Chart.yaml", "a: b: c: [\n"]]) }),
  "error-not-found": async (page) => {
    await page.goto(`/c/${server.host}/no/such:1.0.0`);
    await page.getByRole("alert").first().waitFor();
  },
  "error-sign-in": answer({ status: 401, headers: { "WWW-Authenticate": 'Basic realm="x"' } }),
  "sign-in": async (page) => {
    await VIEWS["error-sign-in"](page);
    await page.getByRole("button", { name: "Sign in" }).first().click();
    await page.getByRole("dialog").waitFor();
  },
  "error-denied": answer({ status: 403, json: { errors: [{ code: "DENIED", message: "not for you" }] } }),
  "error-html": answer({ status: 200, contentType: "text/html", body: "<html>login</html>" }),
  "error-unreachable": async (page) => {
    await page.goto("/c/127.0.0.1:1/charts/some:1.0.0");
    await page.getByRole("alert").first().waitFor();
  },
  "lost": async (page) => {
    await page.goto("/nowhere");
    await page.getByRole("heading", { level: 1 }).waitFor();
  },
};

const unknown = wanted.filter((view) => !(view in VIEWS));
if (unknown.length) throw new Error(`no such view: ${unknown.join(", ")}; there are: ${Object.keys(VIEWS).join(" ")}`);
await fill();
let failed = 0;
for (const [view, visit] of Object.entries(VIEWS)) {
  if (wanted.length && !wanted.includes(view)) continue;
  for (const colorScheme of ["light", "dark"]) {
    for (const width of [360, 1280, 2560]) {
      const context = await browser.newContext({
        baseURL: server.origin, colorScheme, reducedMotion: "reduce", locale: "en-GB",
        viewport: { width, height: width === 360 ? 780 : width === 1280 ? 860 : 1300 },
      });
      context.setDefaultTimeout(60_000);
      const page = await context.newPage();
      const path = join(folder, `${view}-${colorScheme === "dark" ? "night" : "light"}-${width}.png`);
      try {
        await visit(page);
        await page.evaluate(() => document.fonts.ready);
        // Whatever is still being asked for belongs to the picture, unless it is held back on purpose.
        if (!["first-paint", "pushing"].includes(view)) await page.waitForLoadState("networkidle");
        await page.screenshot({ path });
        console.log(path);
      } catch (error) {
        failed++;
        console.log(`not taken: ${path}: ${error.message.split("\n")[0]}`);
      }
      await context.close();
    }
  }
}
await browser.close();
await server.stop();
process.exitCode = failed ? 1 : 0;
