// The built site behind a plain web server: no chartroom-server, so the registry lives in the page.
import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { chart } from "./charts.mjs";
import { accessible, choose, drop, missing, noSidewaysScroll, ready, site, suite } from "./harness.mjs";
import { staticSite } from "./registries.mjs";

async function pushed(page, file) {
  await page.goto("/");
  await ready(page);
  await choose(page, file);
  await page.getByRole("button", { name: /^Push to / }).click();
  await page.getByRole("heading", { name: /^Pushed/ }).waitFor();
}

suite((it) => {
  it("says that there is no server, and promises nothing that needs one", async ({ page, server }) => {
    await page.goto("/");
    await ready(page);
    await page.getByText("No server beside this page").waitFor();
    await page.getByText("It lives in this tab’s memory").waitFor();
    assert.equal(await page.getByText("helm, crane and oras").count(), 0, "no client can use a registry in a page");
    assert.equal(await page.getByText("helm push mychart").count(), 0);
    await accessible(page, "home without a server");
    await page.goto(`/r/${server.host}`);
    await page.getByText("This registry holds nothing yet.").waitFor();
    await page.getByText("in this page").first().waitFor();
    await accessible(page, "an empty registry in the page");
    await noSidewaysScroll(page);
  });

  it("reads a dropped chart", async ({ page }) => {
    await page.goto("/");
    await ready(page);
    await drop(page, page.getByRole("main"), chart({ name: "raft" }));
    await page.waitForURL("**/push");
    await page.getByRole("link", { name: "Read it first" }).click();
    await page.waitForURL("**/local/**");
    await page.getByText("A chart for tests.").waitFor();
  });

  it("pushes into the registry of the page, and reads and downloads it from there", async ({ page, server }) => {
    const file = chart({ name: "dinghy" });
    await pushed(page, file);
    await page.getByRole("link", { name: /^Open dinghy/ }).click();
    await page.waitForURL("**/c/**");
    await page.getByText("A chart for tests.").waitFor();
    await accessible(page, "a chart of the page’s registry");
    const waiting = page.waitForEvent("download");
    await page.getByRole("button", { name: "Download dinghy-1.2.3.tgz" }).click();
    assert.deepEqual(await readFile(await (await waiting).path()), file.bytes);
    const tabs = page.getByRole("navigation", { name: "Parts of the chart" });
    await tabs.getByRole("link", { name: "Manifest" }).click();
    await page.getByText(file.digest).first().waitFor();
    await tabs.getByRole("link", { name: "Versions" }).click();
    await page.getByRole("link", { name: "1.2.3" }).first().waitFor();
    await page.getByRole("link", { name: server.host }).first().click();
    await page.getByRole("link", { name: "dinghy" }).waitFor();
    assert.ok(!server.asked.some((path) => path.startsWith("/v2") || path.startsWith("/proxy")), "no request left the page");
  });

  it("says after a reload that its registry was emptied", async ({ page, server }) => {
    await pushed(page, chart({ name: "ebb" }));
    await page.goto(`/c/${server.host}/ebb:1.2.3`);
    const alert = page.getByRole("alert");
    await alert.getByText(/is not there/).waitFor();
    await alert.getByText("This page’s registry lives in the tab’s memory.").waitFor();
    assert.equal(await alert.getByRole("button", { name: "Sign in" }).count(), 0);
    await accessible(page, "a chart that was in the page’s memory");
  });

  it("a page that came first does not need the network for the rest", async ({ page, context }) => {
    await page.goto("/", { waitUntil: "networkidle" });
    await ready(page);
    // The other views are fetched once somebody is about to want them.
    const arrived = page.waitForResponse(/views-.*\.wasm/);
    await page.mouse.move(50, 50);
    await (await arrived).finished();
    await page.waitForLoadState("networkidle");
    await context.setOffline(true);
    await choose(page, chart({ name: "buoy" }));
    await page.getByRole("button", { name: /^Push to / }).click();
    await page.getByRole("heading", { name: /^Pushed/ }).waitFor();
    await page.getByRole("link", { name: /^Open buoy/ }).click();
    await page.waitForURL("**/c/**");
    await page.getByRole("navigation", { name: "Parts of the chart" }).getByRole("link", { name: "Values" }).click();
    await page.getByText("How many there are.").first().waitFor();
  }, { expectComplaints: true });
}, {
  start: staticSite,
  without: missing || (!existsSync(join(site, "index.html")) && `the site is not built: ${site}`),
});
