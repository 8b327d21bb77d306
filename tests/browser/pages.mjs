// Every type of page, desktop and phone, light and dark: no errors, nothing from elsewhere, no sideways scroll,
// no violation of accessibility rules.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { after, before, describe, it } from "node:test";
import { launch, open } from "./browser.mjs";
import { SITE_DIR, pageTypes } from "./page-types.mjs";
import { serve } from "./server.mjs";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** Elements that reach over the right edge, for the message. */
function wide() {
  const room = document.documentElement.clientWidth;
  const over = [...document.querySelectorAll("body *")].filter((element) => element.getBoundingClientRect().right > room + 1);
  return over.slice(-3).map((element) => `${element.tagName} ${element.className} ${element.textContent.slice(0, 60)}`);
}

/** Violations of axe's rules, each with its first places. */
async function violations(page, options) {
  const result = await page.evaluate((chosen) => globalThis.axe.run(document, { resultTypes: ["violations"], ...chosen }), options);
  return result.violations.map((found) => `${found.id}: ${found.nodes.slice(0, 3).map((node) => node.target.join(" ")).join(", ")}`);
}

/** Tests every type of page at one size. */
export function testPages(size, options) {
  describe(`pages on a ${size}`, () => {
    let server;
    let browser;
    let plain;
    let probed;

    before(async () => {
      server = await serve(SITE_DIR);
      browser = await launch();
      plain = await open(browser, server.origin, options);
      // axe is put into the page, which the site's own policy would forbid.
      probed = await open(browser, server.origin, { ...options, bypassCSP: true });
    });

    after(async () => {
      await browser?.close();
      await server?.close();
    });

    for (const [name, address] of pageTypes(SITE_DIR)) {
      it(`${name}: loads clean and fits (${address})`, async () => {
        const { page, problems } = plain;
        problems.length = 0;
        await page.goto(server.origin + address);
        for (const colorScheme of ["light", "dark"]) {
          await page.emulateMedia({ colorScheme });
          const room = await page.evaluate(() => [document.scrollingElement.scrollWidth, document.scrollingElement.clientWidth]);
          assert.ok(room[0] <= room[1], `${room[0]} px wide on ${room[1]} px: ${await page.evaluate(wide)}`);
        }
        assert.deepEqual(problems, []);
      });

      it(`${name}: accessible in both themes`, async () => {
        const { page } = probed;
        await page.emulateMedia({ colorScheme: "light" });
        await page.goto(server.origin + address);
        await page.evaluate(AXE);
        assert.deepEqual(await violations(page, {}), [], "light");
        // The dark theme differs in its colours only.
        await page.emulateMedia({ colorScheme: "dark" });
        assert.deepEqual(await violations(page, { runOnly: ["color-contrast"] }), [], "dark");
      });
    }
  });
}
