// The main job without a mouse, in night, in a narrow window, with reduced motion.
import assert from "node:assert/strict";
import { chart } from "./charts.mjs";
import { put } from "./registries.mjs";
import { accessible, noSidewaysScroll, ready, suite } from "./harness.mjs";

/** Presses Tab until the focus is where it should be; that it gets there, and is seen, is the test. */
async function tabTo(page, wanted) {
  for (let presses = 0; presses < 80; presses++) {
    await page.keyboard.press("Tab");
    if (await wanted.evaluateAll((elements) => elements.includes(document.activeElement))) {
      const outline = await page.evaluate(() => {
        const style = getComputedStyle(document.activeElement);
        return style.outlineStyle !== "none" || style.boxShadow !== "none";
      });
      assert.ok(outline, "the focus is visible");
      return;
    }
  }
  assert.fail("Tab does not reach it");
}

suite((it) => {
  const narrowNight = { context: { colorScheme: "dark", reducedMotion: "reduce", viewport: { width: 360, height: 720 } } };

  it("pushes and reads a chart by keyboard alone", async ({ page }) => {
    await page.goto("/");
    await ready(page);
    const waiting = page.waitForEvent("filechooser");
    await tabTo(page, page.getByRole("button", { name: "Choose files" }));
    await page.keyboard.press("Enter");
    const file = chart({ name: "keyed" });
    await (await waiting).setFiles([{ name: file.name, mimeType: "application/gzip", buffer: file.bytes }]);
    await page.waitForURL("**/push");
    await page.getByRole("button", { name: /^Push to / }).waitFor();
    await tabTo(page, page.getByRole("button", { name: /^Push to / }));
    await page.keyboard.press("Enter");
    const pushed = page.getByRole("heading", { name: /^Pushed/ });
    await pushed.waitFor();
    // The button is gone; the focus is where it led to, and the next link is the next thing.
    await page.waitForFunction((heading) => heading === document.activeElement, await pushed.elementHandle());
    await tabTo(page, page.getByRole("link", { name: /^Open keyed/ }));
    await page.keyboard.press("Enter");
    await page.waitForURL("**/c/**");
    await tabTo(page, page.getByRole("link", { name: "Manifest" }));
    await page.keyboard.press("Enter");
    await page.getByText("application/vnd.cncf.helm.config.v1+json").first().waitFor();
    await page.goBack();
    await page.getByText("A chart for tests.").waitFor();
    await noSidewaysScroll(page);
    await accessible(page, "a chart, night, 360 px");
  }, narrowNight);

  it("every part of a chart fits a narrow window, whatever its names are", async ({ page, server }) => {
    const long = "averylongchartnamewithoutabreakanywhereinsideofit";
    const file = chart({
      name: long,
      version: "1.2.3-alpha.20261121.0123456789abcdef",
      extra: [[`${long}/files/${"anotherverylongname".repeat(4)}.txt`, `${"0123456789".repeat(40)}\n`]],
    });
    await put(server.origin, `charts/${long}`, "1.2.3-alpha.20261121.0123456789abcdef", file);
    for (const [part, sign] of [
      ["overview", page.getByText("A chart for tests.")],
      ["values", page.getByText("How many there are.")],
      ["render", page.getByText("kind: Deployment")],
      ["files", page.getByText("README.md").first()],
      ["manifest", page.getByText("application/vnd.cncf.helm.config.v1+json").first()],
      ["versions", page.getByText("1 tag")],
    ]) {
      await page.goto(`/c/${server.host}/charts/${long}:1.2.3-alpha.20261121.0123456789abcdef?tab=${part}`);
      await sign.waitFor();
      await noSidewaysScroll(page);
      await accessible(page, `${part}, night, 360 px`);
    }
  }, narrowNight);

  it("the skip link leads to the content", async ({ page }) => {
    await page.goto("/");
    await ready(page);
    await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    assert.equal(await page.evaluate("document.activeElement.id"), "content");
  });

  it("every view of the frame is clean for axe, narrow and in night", async ({ page, server }) => {
    for (const path of ["/", "/push", "/settings", `/r/${server.host}`, "/nowhere"]) {
      await page.goto(path);
      await ready(page);
      // A view comes after the frame around it.
      await page.getByRole("main").getByRole("heading", { level: 1 }).waitFor();
      await accessible(page, `${path}, night, 360 px`);
      await noSidewaysScroll(page);
    }
  }, narrowNight);
});
