// Lists: filters, what is announced, state in the address, sorting.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { PHONE, launch, open } from "./browser.mjs";
import { SITE_DIR, kinds } from "./page-types.mjs";
import { serve } from "./server.mjs";

let server;
let browser;
let context;
let page;
let problems;

before(async () => {
  server = await serve(SITE_DIR);
  browser = await launch();
  ({ context, page, problems } = await open(browser, server.origin));
});

after(async () => {
  await browser?.close();
  await server?.close();
});

const shown = () => page.locator("[data-list] tbody tr:not([hidden])");
const status = () => page.locator(".result").textContent();
const query = () => new URL(page.url()).searchParams;

/** Values of a data attribute of the rows that are shown. */
const values = (name) => shown().evaluateAll((rows, key) => rows.map((row) => row.dataset[key]), name);

/** Filters and values that leave some rows of the GPU list, but not all. */
async function facets() {
  return page.evaluate(() => {
    const rows = [...document.querySelectorAll("[data-list] tbody tr")];
    const fields = [...document.querySelectorAll("[data-filters] [data-kind]")];
    return fields.map((field) => {
      const all = rows.map((row) => row.dataset[field.name]).filter((value) => value !== undefined);
      const sorted = field.dataset.kind === "choice" ? all.sort() : all.map(Number).sort((a, b) => a - b);
      const value = sorted[Math.floor(sorted.length / 2)];
      return { name: field.name, kind: field.dataset.kind, value: value === undefined ? null : String(value) };
    });
  });
}

async function set(facet) {
  const field = page.locator(`[data-filters] [name="${facet.name}"]`);
  if (facet.kind === "choice") await field.selectOption(facet.value);
  else await field.fill(facet.value);
}

describe("the list of GPUs", { skip: kinds(SITE_DIR).find((kind) => kind.name === "gpus").records.length === 0 }, () => {
  it("filters, announces the count, keeps and restores the state", async () => {
    await page.goto(`${server.origin}/gpus/`);
    const total = await shown().count();
    const before = await status();
    const usable = (await facets()).filter((facet) => facet.value !== null);
    for (const name of ["vendor", "vram", "tdp", "width", "cooling", "sessions", "reset"]) {
      assert.ok(usable.some((facet) => facet.name === name), `there is a filter ${name}`);
    }
    for (const facet of usable) {
      await set(facet);
      const left = await values(facet.name);
      assert.ok(left.length > 0, `${facet.name}=${facet.value} leaves rows`);
      for (const value of left) {
        if (facet.kind === "choice") assert.ok(value.split("|").includes(facet.value));
        else if (facet.kind === "min") assert.ok(Number(value) >= Number(facet.value));
        else assert.ok(Number(value) <= Number(facet.value));
      }
      assert.equal(await status(), `${left.length} of ${total} records`);
      assert.equal(query().get(facet.name), facet.value);

      await page.reload();
      assert.equal(await page.locator(`[name="${facet.name}"][data-kind]`).inputValue(), facet.value);
      assert.deepEqual(await values(facet.name), left, "the address restores the rows");

      await page.getByRole("button", { name: "Clear" }).click();
      await page.waitForFunction((text) => document.querySelector(".result").textContent === text, before);
      assert.equal(await shown().count(), total);
      assert.equal(new URL(page.url()).search, "");
    }
    assert.equal(await page.locator(".result").getAttribute("role"), "status");
  });

  it("names the filter to relax when nothing fits", async () => {
    await page.goto(`${server.origin}/gpus/`);
    const vendor = (await facets()).find((facet) => facet.name === "vendor");
    await set(vendor);
    await page.locator("[name=vram][data-kind]").fill("1000000");
    assert.equal(await shown().count(), 0);
    assert.equal(await status(), "No record fits. Relax “VRAM at least, GB”.");
    await page.getByRole("button", { name: "Clear" }).click();
    await shown().first().waitFor();
  });

  it("ignores values in the address that it does not offer", async () => {
    await page.goto(`${server.origin}/gpus/?vendor=nobody&sort=99&sort=x&other=1`);
    assert.match(await status(), /^\d+ records?/);
    assert.equal(await page.locator("[aria-sort]").count(), 0);
  });

  it("filters on a phone, with the fields folded away at first", async () => {
    const phone = await open(browser, server.origin, PHONE);
    await phone.page.goto(`${server.origin}/gpus/`);
    assert.equal(await phone.page.locator("[data-filters] form").isVisible(), false);
    await phone.page.locator("[data-filters] summary").click();
    await phone.page.locator("[name=vram][data-kind]").fill("24");
    await phone.page.locator("select[name=sort]").selectOption("-0");
    assert.match(await phone.page.locator(".result").textContent(), /^\d+ of \d+ records/);
    const found = new URL(phone.page.url()).searchParams;
    assert.deepEqual([found.get("vram"), found.get("sort")], ["24", "-0"]);
    assert.deepEqual(phone.problems, []);
    await phone.context.close();
  });
});

describe("sorting", () => {
  /** What the rows sort by in a column; empty where nothing is known. */
  const keys = (index) =>
    page.locator("[data-list] tbody tr").evaluateAll(
      (rows, at) => rows.map((row) => row.cells[at].dataset.sort ?? row.cells[at].textContent.trim()),
      index,
    );

  /** Whether a list is in order, with blanks last. */
  function inOrder(list, down) {
    const known = list.filter((key) => key !== "");
    const collator = new Intl.Collator("en", { numeric: true });
    const number = (key) => !Number.isNaN(Number(key));
    const compare = (a, b) => (number(a) && number(b) ? Number(a) - Number(b) : collator.compare(a.toLowerCase(), b.toLowerCase()));
    const ordered = known.every((key, at) => at === 0 || (down ? compare(known[at - 1], key) >= 0 : compare(known[at - 1], key) <= 0));
    return ordered && list.slice(known.length).every((key) => key === "");
  }

  for (const { name, records } of kinds(SITE_DIR).filter((kind) => kind.records.length > 1)) {
    it(`${name}: by every column, both ways, blanks last (${records.length} records)`, async () => {
      await page.goto(`${server.origin}/${name}/`);
      const heads = page.locator("[data-list] thead th");
      for (let index = 0; index < (await heads.count()); index += 1) {
        const button = heads.nth(index).getByRole("button");
        for (const [direction, down] of [["ascending", false], ["descending", true]]) {
          await button.click();
          assert.equal(await heads.nth(index).getAttribute("aria-sort"), direction);
          assert.equal(await page.locator("[aria-sort]").count(), 1);
          assert.ok(inOrder(await keys(index), down), `column ${index} ${direction}: ${(await keys(index)).slice(0, 20).join(" | ")}`);
          assert.equal(query().get("sort"), `${down ? "-" : ""}${index}`);
        }
      }
      const last = await keys(0);
      await page.reload();
      assert.deepEqual(await keys(0), last, "the address restores the order");
    });
  }

  it("meets no errors on the way", () => assert.deepEqual(problems, []));
});
