// The package in a plain page: <script type="module">, no bundler, in Chromium.
import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { createServer } from "node:http";
import { extname, join } from "node:path";
import process from "node:process";
import { after, before, describe, test } from "node:test";
import { small } from "./support/charts.mjs";
import { installed, load } from "./support/package.mjs";
import { kinds, startRegistry } from "./support/registry.mjs";
import { PATIENCE, slowDown } from "./support/slow.mjs";

const browserProgram = [process.env.CHARTROOM_CHROMIUM, "/usr/bin/chromium", "/usr/bin/google-chrome"].find((path) => path && existsSync(path));
const kind = kinds.find((name) => name !== "chartroom-server");
const missing = !browserProgram ? "Chromium is missing: apt-get install --no-install-recommends chromium" : !kind ? "no registry that sends CORS headers: apt-get install docker-registry" : false;
const FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"];
const TYPES = { ".js": "text/javascript", ".wasm": "application/wasm", ".html": "text/html" };

describe("a plain page", { skip: missing }, () => {
  let browser, registry, site, origin;

  before(async () => {
    registry = await startRegistry(kind);
    site = createServer((request, response) => {
      const path = new URL(request.url, "http://x").pathname;
      const file = join(installed, path.replace(/^\/chartroom\//, ""));
      if (!path.startsWith("/chartroom/") || !existsSync(file)) {
        return response.writeHead(200, { "content-type": "text/html", "content-security-policy": "script-src 'self' 'unsafe-inline' 'wasm-unsafe-eval'" }).end(page());
      }
      response.writeHead(200, { "content-type": TYPES[extname(file)] ?? "text/plain" }).end(readFileSync(file));
    });
    await new Promise((done) => site.listen(0, "127.0.0.1", done));
    origin = `http://127.0.0.1:${site.address().port}`;
    const { chromium } = await import("playwright-core");
    browser = await chromium.launch({ executablePath: browserProgram, args: FLAGS });
    const { Chart, Registry } = await load();
    const chart = await Chart.open(small.bytes);
    await new Registry(registry.host, { plainHttp: true }).push(chart.plan(`oci://${registry.host}/charts`, { created: small.created, provenance: "-----BEGIN PGP SIGNED MESSAGE-----\n" }));
  });

  after(async () => {
    await browser?.close();
    await registry?.stop();
    site?.closeAllConnections();
    site?.close();
  });

  const page = () => `<!doctype html><html lang="en"><title>t</title><link rel="icon" href="data:,">
    <script type="module" src="/chartroom/elements.js"></script>
    <chartroom-manifest reference="oci://${registry.host}/charts/vec:${small.tag}" plain-http></chartroom-manifest>
    <chartroom-chart reference="oci://${registry.host}/charts/vec:${small.tag}" plain-http></chartroom-chart>`;

  async function open(options) {
    const tab = await browser.newPage(options);
    tab.setDefaultTimeout(PATIENCE);
    await slowDown(tab);
    const noise = [];
    tab.on("console", (message) => ["error", "warning"].includes(message.type()) && noise.push(message.text()));
    tab.on("pageerror", (error) => noise.push(error.message));
    await tab.goto(origin);
    return { tab, noise };
  }

  test("the manifest element shows the exact document, and its links open the blobs", async () => {
    const { tab, noise } = await open();
    const element = tab.locator("chartroom-manifest");
    await element.getByText("verified").first().waitFor();
    const manifest = await element.evaluate((node) => node.manifest.text);
    const shown = await element.locator(".lines code").allTextContents();
    assert.equal(shown.map((line) => line.trim()).join("").replaceAll('": ', '":'), manifest);

    await element.getByRole("link", { name: small.configDigest }).click();
    await element.getByRole("region").getByText('"1.2.3-rc.1+build.5"').waitFor();
    await element.getByRole("link", { name: small.digest }).click();
    await element.getByRole("button", { name: "values.yaml" }).click();
    await element.getByText("replicas: 1").waitFor();
    await element.getByRole("link", { name: small.configDigest }).click();
    assert.equal(await element.getByRole("region").count(), 1);

    await element.getByRole("button", { name: "Raw" }).click();
    assert.equal(await element.locator("pre:visible", { hasText: "schemaVersion" }).textContent(), manifest);
    assert.deepEqual(noise, []);
    await tab.close();
  });

  test("by keyboard alone", async () => {
    const { tab } = await open();
    const element = tab.locator("chartroom-manifest");
    const link = element.getByRole("link", { name: small.configDigest });
    await link.waitFor();
    await link.focus();
    await tab.keyboard.press("Enter");
    assert.equal(await link.getAttribute("aria-expanded"), "true");
    // The region stands before what it shows has arrived; until then the next link is another one.
    const region = element.getByRole("region", { name: small.configDigest });
    await region.getByRole("link", { name: "Download" }).waitFor();
    assert.equal(await region.getAttribute("aria-busy"), "false");
    const focused = () => element.evaluate((node) => node.shadowRoot.activeElement?.textContent);
    await tab.keyboard.press("j");
    assert.equal(await focused(), "Download");
    await tab.keyboard.press("k");
    assert.equal(await focused(), `"${small.configDigest}"`);
    await tab.close();
  });

  test("the chart element", async () => {
    const { tab, noise } = await open({ colorScheme: "dark" });
    const element = tab.locator("chartroom-chart");
    await element.getByRole("heading", { name: `vec ${small.version}` }).waitFor();
    await element.getByText("Ann, bob@example.com, Cy").waitFor();
    const [download] = await Promise.all([tab.waitForEvent("download"), element.getByRole("link", { name: /^Download/ }).click()]);
    assert.deepEqual(readFileSync(await download.path()), small.bytes);
    const dark = await element.evaluate((node) => getComputedStyle(node).backgroundColor);
    assert.equal(dark, "rgb(12, 22, 32)");
    assert.deepEqual(noise, []);
    await tab.close();
  });

  test("an error says what to do, and setting another reference tries that", async () => {
    const { tab } = await open();
    const element = tab.locator("chartroom-manifest");
    await element.getByText("verified").first().waitFor();
    const told = element.evaluate((node) => new Promise((done) => node.addEventListener("chartroom-error", (event) => done(event.detail.code))));
    await element.evaluate((node, host) => (node.reference = `oci://${host}/charts/vec:nothing`), registry.host);
    assert.equal(await told, "MANIFEST_UNKNOWN");
    await element.getByRole("alert").waitFor();
    await element.evaluate((node, reference) => (node.reference = reference), `oci://${registry.host}/charts/vec:${small.tag}`);
    await element.getByText("verified").first().waitFor();
    await tab.close();
  });

  test("charts open, are pushed and pulled from the page itself", async () => {
    const { tab } = await open();
    const result = await tab.evaluate(async ([bytes, host, created]) => {
      const { Chart, Registry } = await import("/chartroom/index.js");
      const chart = await Chart.open(new Blob([new Uint8Array(bytes)]));
      const registry = new Registry(host, { plainHttp: true });
      const states = new Set();
      const report = await registry.push(chart.plan(`oci://${host}/page`, { created }), { onProgress: ({ state }) => states.add(state) });
      const pulled = await registry.pull("page/vec", { digest: report.manifestDigest });
      const blocked = await new Registry("127.0.0.1:1", { plainHttp: true }).tags("a/b").catch((error) => error.code);
      return { digest: report.manifestDigest, size: pulled.chart.length, states: [...states], blocked };
    }, [[...small.bytes], registry.host, small.created]);
    assert.equal(result.digest, small.manifestDigest);
    assert.equal(result.size, small.bytes.length);
    assert.ok(result.states.includes("done"));
    assert.equal(result.blocked, "CORS_OR_NETWORK");
    await tab.close();
  });
});
