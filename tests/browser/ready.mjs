// How long the engine takes from the arrival of its bytes until it can answer, and for one answer: median and worst
// of several loads.
import { DESKTOP, launch, open } from "./browser.mjs";
import { SITE_DIR, hasEngine } from "./page-types.mjs";
import { serve } from "./server.mjs";

const LOADS = 15;
const LIMIT = 100;

if (!hasEngine(SITE_DIR)) throw new Error(`${SITE_DIR} was built without an engine`);
const server = await serve(SITE_DIR);
const browser = await launch();
const took = [];
for (let load = 0; load < LOADS; load += 1) {
  const { context, page } = await open(browser, server.origin, DESKTOP);
  await page.goto(`${server.origin}/tools/explain/`);
  await page.locator("form[data-ready]").waitFor();
  took.push(await page.evaluate(() => performance.measure("ready", "engine-arrived", "engine-ready").duration));
  await context.close();
}
await browser.close();
await server.close();
took.sort((a, b) => a - b);
const median = took[Math.floor(LOADS / 2)];
console.log(`ready after arrival: median ${median.toFixed(1)} ms, worst ${took.at(-1).toFixed(1)} ms, at most ${LIMIT} ms`);
process.exit(median <= LIMIT ? 0 : 1);
