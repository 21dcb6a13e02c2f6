/** Slow machines, and one played on demand: `CHARTROOM_SLOW=6` lets pages compute at a sixth of their speed. */

import process from "node:process";

/** How long a test waits in a page for what will come, in milliseconds: long, because only what never comes is waited for to the end. */
export const PATIENCE = 60_000;

/** Slows one page down as the environment asks; what only works in time then fails here and not elsewhere. */
export async function slowDown(page) {
  const rate = Number(process.env.CHARTROOM_SLOW ?? 1);
  if (!(rate > 1)) return;
  const session = await page.context().newCDPSession(page);
  await session.send("Emulation.setCPUThrottlingRate", { rate });
}
