// The board map says the same as its tables, to everyone: on a phone, without colour, without scripts, on paper.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { DESKTOP, launch, open } from "./browser.mjs";
import { allMapped, mapped, mappedBoard } from "./maps.mjs";
import { SITE_DIR, json } from "./page-types.mjs";
import { serve } from "./server.mjs";

const NARROW = { viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true };
const LAYOUTS = mapped();
const board = mappedBoard();
const PAGES = [...LAYOUTS.map((layout) => layout.url), ...(board ? [board.url] : [])];

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

/** Runs a test on every page with a map and asks that nothing went wrong on it. */
async function onMaps(options, test, pages = PAGES) {
  const { context, page, problems } = await open(browser, server.origin, options);
  for (const address of pages) {
    await page.goto(server.origin + address);
    await test(page, address);
  }
  assert.deepEqual(problems, []);
  await context.close();
}

/** The boxes of the map: what each says, and how it is drawn. */
const boxes = (page) =>
  page.locator("svg.map").first().evaluate((map) => {
    const found = [];
    for (const element of map.children) {
      if (element.matches("rect:not(.band)")) {
        found.push({ kind: element.classList[0], tone: element.classList[1] ?? "", band: false, name: "", detail: "", tag: "" });
      } else if (element.matches("rect.band")) found.at(-1).band = true;
      else if (element.matches("text")) found.at(-1)[element.classList[0] ?? "name"] = element.textContent;
    }
    return found;
  });

/** Group numbers in a box's tag: `group 14, alone`, `groups 3, 4, shared`. */
const groups = (tag) => tag.match(/^groups? (\d+(?:, \d+)*)/)?.[1].split(", ") ?? [];

/** Numbers in a table's cell: `14`, `14, 15`, `14–19`. */
const numbers = (text) =>
  text.split(", ").flatMap((part) => {
    const [from, to] = part.split("–").map(Number);
    return to ? Array.from({ length: to - from + 1 }, (_, step) => String(from + step)) : [part];
  });

describe("the board map", { skip: PAGES.length === 0 }, () => {
  for (const [name, options] of [["360 px", NARROW], ["1280 px", DESKTOP]]) {
    it(`fits ${name} without sideways scroll, and so does all that it says`, async () => {
      await onMaps(options, async (page, address) => {
        const room = await page.evaluate(() => [document.scrollingElement.scrollWidth, document.scrollingElement.clientWidth]);
        assert.ok(room[0] <= room[1], `${address}: ${room[0]} px wide on ${room[1]} px`);
        const out = await page.locator("svg.map").first().evaluate((map) => {
          const edge = map.getBoundingClientRect();
          const over = (element) => {
            const box = element.getBoundingClientRect();
            return box.left < edge.left - 1 || box.right > edge.right + 1 || box.bottom > edge.bottom + 1;
          };
          return [...map.querySelectorAll("rect, text")].filter(over).map((element) => element.textContent || element.outerHTML);
        });
        assert.deepEqual(out, [], address);
      }, [...allMapped().map((layout) => layout.url), ...PAGES]);
    });
  }

  it("has no text over another", async () => {
    await onMaps(NARROW, async (page, address) => {
      const over = await page.locator("svg.map").first().evaluate((map) => {
        const texts = [...map.querySelectorAll("text")].map((element) => [element.textContent, element.getBoundingClientRect()]);
        const cross = ([, a], [, b]) => a.left < b.right - 1 && b.left < a.right - 1 && a.top < b.bottom - 3 && b.top < a.bottom - 3;
        return texts.flatMap((one, at) => texts.slice(at + 1).filter((other) => cross(one, other)).map((other) => `${one[0]} / ${other[0]}`));
      });
      assert.deepEqual(over, [], address);
    });
  });

  it("is large enough to read on a phone", async () => {
    await onMaps(NARROW, async (page, address) => {
      const least = await page.locator("svg.map").first().evaluate((map) => {
        const scale = map.getBoundingClientRect().width / map.viewBox.baseVal.width;
        return Math.min(...[...map.querySelectorAll("text")].map((text) => Number.parseFloat(getComputedStyle(text).fontSize) * scale));
      });
      assert.ok(least >= 10, `${address}: text of ${least} px`);
    });
  });

  it("is told in words: a name, a description, and a table row for every group", async () => {
    await onMaps(DESKTOP, async (page, address) => {
      const map = page.locator("svg.map").first();
      assert.equal(await map.getAttribute("role"), "img");
      for (const id of (await map.getAttribute("aria-labelledby")).split(" ")) {
        assert.ok((await page.locator(`#${id}`).textContent()).length > 10, id);
      }
      const cells = await page.locator('td[data-label="Group"], td[data-label="Groups"]').allTextContents();
      const told = new Set(cells.flatMap(numbers));
      for (const box of await boxes(page)) {
        for (const group of groups(box.tag)) assert.ok(told.has(group), `${address}: group ${group} (${box.name}) is in no table`);
      }
    });
  });

  it("knows only groups that the listing has", async () => {
    for (const layout of LAYOUTS) {
      const known = new Set(json(SITE_DIR, layout.api).derived.groups.map((group) => String(group.number)));
      await onMaps(DESKTOP, async (page) => {
        for (const box of await boxes(page)) for (const group of groups(box.tag)) assert.ok(known.has(group), group);
      }, [layout.url]);
    }
  });

  it("needs no colour: every device says its group and company, shared groups have patterns of their own", async () => {
    await onMaps({ ...DESKTOP, forcedColors: "active" }, async (page, address) => {
      const drawn = await boxes(page);
      for (const box of drawn.filter(({ kind }) => kind === "device" || kind === "slot")) {
        assert.ok(box.name.length > 0, `${address}: a box without a name`);
        assert.match(box.tag, /group/, `${address}: ${box.name}`);
        assert.equal(box.band, box.tone !== "", `${address}: ${box.name} has colour and pattern, or neither`);
      }
      const strokes = await page.locator("svg.map pattern path").evaluateAll((paths) => paths.map((path) => path.getAttribute("d")));
      assert.equal(new Set(strokes).size, strokes.length, `${address}: two patterns look alike`);
      const together = drawn.filter((box) => box.tone);
      for (const box of together) {
        const company = together.filter((other) => other.tone === box.tone);
        assert.ok(company.length > 1, `${address}: ${box.name} has the pattern of nobody else`);
      }
    });
  });

  it("is there without JavaScript, and on paper", async () => {
    const seen = [];
    for (const options of [{ ...DESKTOP, javaScriptEnabled: false }, DESKTOP]) {
      await onMaps(options, async (page, address) => {
        if (options.javaScriptEnabled !== false) {
          await page.emulateMedia({ media: "print" });
          await page.setViewportSize({ width: 700, height: 1000 });
        }
        const map = page.locator("svg.map").first();
        assert.ok(await map.isVisible(), address);
        const box = await map.boundingBox();
        assert.ok(box.width > 300 && box.x >= 0 && box.x + box.width <= page.viewportSize().width, address);
        seen.push(await map.locator("text").count());
      });
    }
    assert.deepEqual(seen.slice(0, PAGES.length), seen.slice(PAGES.length), "the same with and without scripts");
  });
});
