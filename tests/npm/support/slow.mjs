/**
 * Slow machines, and one played on demand: with `CHARTROOM_SLOW=6` pages compute at a sixth of their speed, and every
 * answer takes its time.
 */

import process from "node:process";

/** How long a test waits in a page for what will come, in milliseconds: long, because only what never comes is waited for to the end. */
export const PATIENCE = 60_000;

/** What one step of slowness adds to every answer, in milliseconds. */
const LATENCY = 50;

/** Slows one page down as the environment asks; what only works in time then fails here and not elsewhere. */
export async function slowDown(page) {
  const rate = Number(process.env.CHARTROOM_SLOW ?? 1);
  if (!(rate > 1)) return;
  const session = await page.context().newCDPSession(page);
  await session.send("Emulation.setCPUThrottlingRate", { rate });
  await session.send("Network.enable");
  await session.send("Network.emulateNetworkConditions", { offline: false, latency: LATENCY * rate, downloadThroughput: -1, uploadThroughput: -1 });
}
