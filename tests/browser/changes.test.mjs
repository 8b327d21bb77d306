// The comparison of two layouts names every key that differs, and every device that shares with others than before.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { DESKTOP, PHONE, launch, open } from "./browser.mjs";
import { comparisons } from "./maps.mjs";
import { SITE_DIR } from "./page-types.mjs";
import { serve } from "./server.mjs";

const COMPARISONS = comparisons();
const LABELS = {
  bios: "BIOS version",
  settings: "BIOS settings",
  cpu: "CPU",
  kernel: "Kernel",
  "command-line": "Kernel command line",
  plugged: "Plugged cards",
};

let server;
let browser;

before(async () => {
  server = await serve(SITE_DIR);
  browser = await launch();
});

after(async () => {
  await browser?.close();
  await server?.close();
});

/** The rows of the tables between the sentence that names this comparison's layouts and the next such sentence. */
const told = (page, { change }) =>
  page.evaluate(({ before, after }) => {
    const names = (paragraph, id) => [...paragraph.querySelectorAll("a")].some((link) => link.pathname === `/layouts/${id}/`);
    const start = [...document.querySelectorAll("main p")].find(
      (paragraph) => paragraph.textContent.startsWith("From ") && names(paragraph, before) && names(paragraph, after),
    );
    if (!start) return null;
    const found = { keys: [], devices: [], notes: [] };
    for (let next = start.nextElementSibling; next && !(next.matches("p") && next.textContent.startsWith("From ")); next = next.nextElementSibling) {
      if (next.matches("p")) found.notes.push(next.textContent);
      for (const row of next.querySelectorAll("tbody tr")) {
        const cells = Object.fromEntries([...row.cells].map((cell) => [cell.dataset.label, cell.textContent]));
        (cells.Differs ? found.keys : found.devices).push(cells);
      }
    }
    return found;
  }, change);

const short = (address) => address.replace(/^0000:/, "");
const isBridge = (device) => device?.class?.startsWith("06") ?? true;

/** Changes of devices that the newer listing names as no bridge, beside other such devices. */
function certain({ change, before, after }) {
  const counts = (one) =>
    !isBridge(after.get(one.after)) &&
    (one.grouped[0] !== one.grouped[1] ||
      one.parted_from.some((address) => !isBridge(before.get(address))) ||
      one.joined_by.some((address) => !isBridge(after.get(address))));
  return change.diff.changes.filter(counts);
}

describe("the comparison of layouts", { skip: COMPARISONS.length === 0 }, () => {
  for (const comparison of COMPARISONS) {
    const { name, page: address, change } = comparison;

    it(`${name}: every key that differs, and every device that moved (${address})`, async () => {
      const { context, page, problems } = await open(browser, server.origin, DESKTOP);
      await page.goto(server.origin + address);
      const shown = await told(page, comparison);
      assert.ok(shown, "the page names both layouts");
      for (const { key } of change.diff.keys.filter(({ key }) => change.both_complete || key !== "plugged")) {
        const row = shown.keys.find((cells) => cells.Differs === LABELS[key]);
        assert.ok(row, `${key} is not shown`);
        assert.ok(row.Before && row.After, `${key} has both values: ${JSON.stringify(row)}`);
        assert.notEqual(row.Before, row.After, key);
      }
      const places = shown.devices.map((cells) => cells.Address);
      const from = (one) => (one.before === one.after ? short(one.after) : `${short(one.after)}, was ${short(one.before)}`);
      const all = change.diff.changes.map(from);
      for (const place of places) assert.ok(all.includes(place), `${place} did not change`);
      for (const one of certain(comparison)) assert.ok(places.includes(from(one)), `${from(one)} is not shown`);
      for (const cells of shown.devices) {
        assert.ok(cells.Device, "a device without a name");
        assert.ok(cells["No longer with"] || cells["Now with"], `${cells.Address}: neither old nor new company`);
      }
      assert.ok(shown.notes.some((note) => note.length > 20), "a sentence says what it may be put down to");
      if (!change.both_complete) assert.doesNotMatch(shown.notes.join(" "), /BIOS version changed it/);
      assert.deepEqual(problems, []);
      await context.close();
    });
  }

  it("reads on a phone, without JavaScript", async () => {
    for (const address of new Set(COMPARISONS.map((comparison) => comparison.page))) {
      const { context, page, problems } = await open(browser, server.origin, { ...PHONE, javaScriptEnabled: false });
      await page.goto(server.origin + address);
      const wide = await page.evaluate(() => document.scrollingElement.scrollWidth - document.scrollingElement.clientWidth);
      assert.ok(wide <= 0, `${address}: ${wide} px too wide`);
      assert.deepEqual(problems, []);
      await context.close();
    }
  });
});
