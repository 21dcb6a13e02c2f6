// The first visit: something to read before the module arrives, a field that understands, and a place to drop.
import assert from "node:assert/strict";
import { accessible, noSidewaysScroll, ready, suite } from "./harness.mjs";

suite((it) => {
  it("paints before the module has arrived", async ({ page }) => {
    let release;
    const held = new Promise((done) => (release = done));
    await page.route("**/*.wasm", async (route) => { await held; await route.continue(); });
    await page.goto("/", { waitUntil: "commit" });
    await page.getByRole("heading", { level: 1 }).waitFor();
    await page.getByText("Drop a chart anywhere on this page").first().waitFor();
    assert.ok(await page.getByRole("textbox", { name: "Reference" }).first().isDisabled());
    release();
    await ready(page);
  });

  it("is clean for axe in light and in night, and fits a narrow window", async ({ page }) => {
    for (const colorScheme of ["light", "dark"]) {
      await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
      for (const width of [1280, 360]) {
        await page.setViewportSize({ width, height: 800 });
        await page.goto("/");
        await ready(page);
        await accessible(page, `home, ${colorScheme}, ${width} px`);
        await noSidewaysScroll(page);
      }
    }
  });

  it("says what it understood while typing, and slash focuses the field", async ({ page }) => {
    await page.goto("/settings");
    await ready(page);
    await page.keyboard.press("/");
    const field = page.getByRole("combobox", { name: "Reference" });
    assert.ok(await field.evaluate((element) => element === document.activeElement));
    await field.fill("helm upgrade web oci://registry.example.com/charts/nginx --version 1.2.3");
    await page.getByText("helm upgrade", { exact: true }).waitFor();
    await page.getByText("registry.example.com").first().waitFor();

    // As READMEs have it, over several lines; a field of one line makes spaces of what ends them.
    await field.fill("");
    await page.keyboard.insertText("helm upgrade --install web \\\n  oci://registry.example.com/charts/caddy \\\n  --version 4.5.6");
    await page.getByText("charts/caddy", { exact: true }).waitFor();
    await page.getByText("4.5.6", { exact: true }).waitFor();
  });

  it("opens the sample chart without a file at hand", async ({ page }) => {
    await page.goto("/");
    await ready(page);
    await page.getByRole("button", { name: "try it with a sample chart" }).click();
    await page.waitForURL("**/push");
    await page.getByRole("heading", { name: /soundings/ }).first().waitFor();
  });

  it("names an address that leads nowhere", async ({ page }) => {
    await page.goto("/no/such/view");
    await page.getByRole("heading", { name: "Nothing is charted here." }).waitFor();
    await accessible(page, "a lost address");
  });
});
