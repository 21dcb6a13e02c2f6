// A registry that lets no page read it: everything goes through the server the page came from.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { after } from "node:test";
import { kinds, startRegistry } from "../npm/support/registry.mjs";
import { chart } from "./charts.mjs";
import { accessible, choose, missing, ready, startServer, suite } from "./harness.mjs";
import { held, put } from "./registries.mjs";

let registry;
after(() => registry?.stop());

/** Counts what the page asks of the registry itself, past the proxy. */
function direct(page) {
  const asked = [];
  page.on("request", (request) => {
    if (new URL(request.url()).host === registry.host) asked.push(`${request.method()} ${request.url()}`);
  });
  return asked;
}

suite((it) => {
  it("pushes the same bytes through the proxy", async ({ page }) => {
    const past = direct(page);
    const file = chart({ name: "ferry", extra: [["ferry/noise.bin", Buffer.alloc(3_000_000, "ferry")]] });
    await page.goto("/");
    await ready(page);
    await choose(page, file);
    await page.getByRole("textbox", { name: "to" }).or(page.getByRole("combobox", { name: "to" })).fill(`${registry.host}/charts`);
    const route = page.getByRole("combobox", { name: "route" });
    await page.getByText("The tag 1.2.3 is free.").waitFor();
    assert.equal(await route.locator("option:checked").textContent(), "through the proxy");
    await accessible(page, "a plan through the proxy");
    await page.getByRole("button", { name: `Push to ${registry.host}` }).click();
    await page.getByRole("heading", { name: /^Pushed/ }).waitFor();
    const { chart: bytes } = await held(registry.origin, "charts/ferry", "1.2.3");
    assert.deepEqual(bytes, file.bytes);
    assert.deepEqual(past, [], "nothing went past the proxy");
  });

  it("browses and downloads the same bytes through the proxy", async ({ page }) => {
    const past = direct(page);
    const file = chart({ name: "pilot" });
    await put(registry.origin, "charts/pilot", "1.2.3", file);
    await page.goto(`/r/${registry.host}`);
    await page.getByText("through the proxy").waitFor();
    await page.getByRole("link", { name: "charts/pilot" }).click();
    await page.waitForURL("**/c/**");
    await page.getByRole("heading", { level: 1, name: "pilot" }).waitFor();
    const tabs = page.getByRole("navigation", { name: "Parts of the chart" });
    await page.getByText("A chart for tests.").waitFor();
    await tabs.getByRole("link", { name: "Versions" }).click();
    await page.getByRole("link", { name: "1.2.3" }).first().waitFor();
    await tabs.getByRole("link", { name: "Manifest" }).click();
    await page.getByText("application/vnd.cncf.helm.config.v1+json").first().waitFor();
    const waiting = page.waitForEvent("download");
    await page.getByRole("button", { name: "Download pilot-1.2.3.tgz" }).click();
    assert.deepEqual(await readFile(await (await waiting).path()), file.bytes);
    assert.deepEqual(past, [], "nothing went past the proxy");
  });

  it("the direct route fails with the reason, and one click goes through the proxy", async ({ page }) => {
    await put(registry.origin, "charts/tug", "1.2.3", chart({ name: "tug" }));
    await page.goto(`/r/${registry.host}`);
    await page.getByText("through the proxy").waitFor();
    await page.goto("/settings");
    await ready(page);
    await page.getByRole("textbox", { name: "Add a registry" }).fill(registry.host);
    await page.getByRole("button", { name: "Add", exact: true }).click();
    await page.getByRole("combobox", { name: new RegExp(`[Rr]oute.*${registry.host}|${registry.host}.*[Rr]oute`) }).selectOption("direct");
    await page.goto(`/c/${registry.host}/charts/tug:1.2.3`);
    const alert = page.getByRole("alert");
    await alert.getByText(`${registry.host} did not answer this page.`).waitFor();
    await accessible(page, "no CORS");
    await alert.getByRole("button", { name: "Go through the proxy on this server" }).click();
    await page.getByText("A chart for tests.").waitFor();
  }, { expectComplaints: true });

  it("a registry the proxy does not know is asked directly, and the answer says how to allow it", async ({ page }) => {
    const other = await startRegistry(kinds[0], { cors: false });
    try {
      await page.goto(`/c/${other.host}/charts/some:1.0.0`);
      const alert = page.getByRole("alert");
      await alert.getByText(`${other.host} did not answer this page.`).waitFor();
      assert.equal(await alert.getByRole("button", { name: /proxy/ }).count(), 0);
      await alert.getByRole("link", { name: "How a registry allows web pages" }).waitFor();
    } finally {
      await other.stop();
    }
  }, { expectComplaints: true });

  it("a registry the proxy refuses is named, and one click asks it directly", async ({ page }) => {
    const open = await startRegistry(kinds[0]);
    try {
      await put(`http://${open.host}`, "charts/gig", "1.2.3", chart({ name: "gig" }));
      await page.goto("/settings");
      await ready(page);
      await page.getByRole("textbox", { name: "Add a registry" }).fill(open.host);
      await page.getByRole("button", { name: "Add", exact: true }).click();
      await page.getByRole("combobox", { name: new RegExp(`[Rr]oute.*${open.host}|${open.host}.*[Rr]oute`) }).selectOption("through the proxy");
      await page.goto(`/c/${open.host}/charts/gig:1.2.3`);
      const alert = page.getByRole("alert");
      await alert.getByText(`The proxy does not go to ${open.host}.`).waitFor();
      await accessible(page, "refused by the proxy");
      await alert.getByRole("button", { name: "Ask the registry directly" }).click();
      await page.getByText("A chart for tests.").waitFor();
    } finally {
      await open.stop();
    }
  }, { expectComplaints: true });

  it("a registry that is gone behind the proxy is named", async ({ page }) => {
    const gone = await startRegistry(kinds[0], { cors: false });
    const server = await startServer("--proxy-allow", gone.host);
    await gone.stop();
    try {
      await page.goto(`${server.origin}/c/${gone.host}/charts/some:1.0.0`);
      const alert = page.getByRole("alert");
      await alert.getByText(`${gone.host} cannot be reached.`).waitFor();
      await alert.getByRole("button", { name: "Try again" }).waitFor();
    } finally {
      await server.stop();
    }
  });
}, {
  without: missing || (kinds.length === 0 && "no registry: apt-get install docker-registry"),
  async start() {
    registry = await startRegistry(kinds[0], { cors: false });
    registry.origin = `http://${registry.host}`;
    return startServer("--proxy-allow", registry.host);
  },
});
