// What people do on the site: find their way, switch the theme, search, use the keyboard, print, read without scripts.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { DESKTOP, PHONE, launch, open } from "./browser.mjs";
import { SITE_DIR, json, kinds, pageTypes } from "./page-types.mjs";
import { SUB_PATH, serve } from "./server.mjs";

const TYPES = pageTypes(SITE_DIR);
const KINDS = new Map(kinds(SITE_DIR).map((kind) => [kind.name, kind.records]));
const gpu = KINDS.get("gpus")[0];
const address = (name) => TYPES.find(([type]) => type === name)?.[1];

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

/** Runs a test on a page of its own and asks that nothing went wrong on it. */
function on(options, test) {
  return async () => {
    const { context, page, problems } = await open(browser, server.origin, options);
    await test(page, problems);
    assert.deepEqual(problems, []);
    await context.close();
  };
}

describe("navigation", () => {
  it("leads from the home page to a card and back to the list", on(DESKTOP, async (page) => {
    await page.goto(server.origin);
    await page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "GPUs" }).click();
    await page.getByRole("rowheader").getByRole("link", { name: gpu.name, exact: true }).click();
    assert.equal(new URL(page.url()).pathname, gpu.url);
    assert.equal(await page.locator("h1").textContent(), gpu.name);
    assert.equal(await page.getByRole("navigation", { name: "Main" }).locator("[aria-current]").textContent(), "GPUs");
    await page.getByRole("navigation", { name: "Breadcrumb" }).getByRole("link", { name: "GPUs" }).click();
    assert.equal(new URL(page.url()).pathname, "/gpus/");
  }));
});

describe("the theme", () => {
  const paper = (page) => page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);

  it("is switched, remembered across pages, and overrides the system", on(DESKTOP, async (page) => {
    await page.goto(server.origin);
    const light = await paper(page);
    await page.getByRole("button", { name: "Dark theme" }).click();
    const dark = await paper(page);
    assert.notEqual(dark, light);
    await page.goto(`${server.origin}${gpu.url}`);
    assert.equal(await paper(page), dark);
    await page.getByRole("button", { name: "Light theme" }).click();
    await page.emulateMedia({ colorScheme: "dark" });
    await page.reload();
    assert.equal(await paper(page), light);
  }));

  it("follows the system until somebody chooses", on({ ...DESKTOP, colorScheme: "dark" }, async (page) => {
    await page.goto(server.origin);
    const dark = await paper(page);
    await page.emulateMedia({ colorScheme: "light" });
    assert.notEqual(await paper(page), dark);
    await page.getByRole("button", { name: "Dark theme" }).waitFor();
  }));
});

describe("the search", () => {
  const find = async (page, words) => {
    await page.goto(server.origin);
    await page.getByRole("searchbox").fill(words);
    await page.getByRole("searchbox").press("Enter");
    await page.waitForURL("**/search/?q=*");
    await page.locator("[data-search-hits] li").first().waitFor();
  };
  const hit = (page, name) => page.locator("[data-search-hits]").getByRole("link", { name, exact: true });

  it("finds a card by its name", on(DESKTOP, async (page) => {
    await find(page, gpu.name);
    await hit(page, gpu.name).click();
    assert.equal(new URL(page.url()).pathname, gpu.url);
  }));

  it("finds a card by its PCI ID", on(DESKTOP, async (page) => {
    const [id] = json(SITE_DIR, gpu.api).record.pci.ids;
    await find(page, id);
    await hit(page, gpu.name).waitFor();
    assert.match(await page.locator("[data-search-status]").textContent(), /^\d+ found/);
  }));

  it("finds a quirk by words of a log line", { skip: !KINDS.get("quirks").length }, on(DESKTOP, async (page) => {
    const quirks = KINDS.get("quirks").map((quirk) => json(SITE_DIR, quirk.api).record);
    const quirk = quirks.find((record) => record.symptoms?.length > 0);
    const word = quirk.symptoms[0].pattern.split(/[^A-Za-z]+/).reduce((a, b) => (b.length > a.length ? b : a));
    await find(page, word);
    await hit(page, quirk.name).waitFor();
  }));

  it("says so when nothing fits, and follows what is typed", on(DESKTOP, async (page) => {
    await page.goto(`${server.origin}/search/?q=nosuchword`);
    const status = page.locator("[data-search-status]");
    await page.waitForFunction(() => document.querySelector("[data-search-status]").textContent.startsWith("Nothing found"));
    await page.locator("#q").pressSequentially("x", { delay: 0 });
    await page.locator("#q").fill(gpu.name);
    await hit(page, gpu.name).waitFor();
    assert.match(await status.textContent(), /found/);
    assert.equal(new URL(page.url()).searchParams.get("q"), gpu.name);
    await page.locator("#q").fill("");
    assert.equal(await status.textContent(), "");
  }));
});

describe("the keyboard", () => {
  it("skips to the content first", on(DESKTOP, async (page) => {
    await page.goto(`${server.origin}/gpus/`);
    await page.keyboard.press("Tab");
    const skip = page.getByRole("link", { name: "Skip to the content" });
    assert.ok(await skip.evaluate((link) => link === document.activeElement && link.getBoundingClientRect().left >= 0));
    await page.keyboard.press("Enter");
    await page.keyboard.press("Tab");
    assert.ok(await page.evaluate(() => document.activeElement.closest("main") !== null));
  }));

  for (const [theme, colorScheme] of [["light", "light"], ["dark", "dark"]]) {
    it(`shows the focus on everything it reaches (${theme})`, on({ ...DESKTOP, colorScheme }, async (page) => {
      for (const path of ["/gpus/", gpu.url]) {
        await page.goto(`${server.origin}${path}`);
        for (let step = 0; step < 30; step += 1) {
          await page.keyboard.press("Tab");
          const [width, style, name] = await page.evaluate(() => {
            const { outlineWidth, outlineStyle } = getComputedStyle(document.activeElement);
            return [Number.parseFloat(outlineWidth), outlineStyle, document.activeElement.outerHTML.slice(0, 80)];
          });
          assert.ok(width >= 2 && style !== "none", `no focus on ${name}`);
        }
      }
    }));
  }

  it("sorts a list", on(DESKTOP, async (page) => {
    await page.goto(`${server.origin}/gpus/`);
    await page.locator("thead button").nth(1).focus();
    await page.keyboard.press("Enter");
    assert.equal(await page.locator("thead th").nth(1).getAttribute("aria-sort"), "ascending");
    assert.ok(await page.evaluate(() => document.activeElement.matches("thead button")));
  }));
});

describe("targets", () => {
  /** Controls and links outside running text that are smaller than they should be. */
  const small = (page, least) =>
    page.evaluate((size) => {
      const all = [...document.querySelectorAll("button, input, select, summary, nav a, footer a, .list tbody th a, .watch li > a")];
      const boxes = all.map((element) => [element, element.getBoundingClientRect()]).filter(([, box]) => box.width > 0);
      return boxes.filter(([, box]) => box.height < size || box.width < 24).map(([element, box]) => `${element.outerHTML.slice(0, 70)} ${box.width}×${box.height}`);
    }, least);

  for (const path of ["/", "/gpus/", gpu.url, "/search/"]) {
    it(`are large enough on ${path}`, async () => {
      for (const [options, least] of [[DESKTOP, 24], [PHONE, 40]]) {
        await on(options, async (page) => {
          await page.goto(server.origin + path);
          assert.deepEqual(await small(page, least), []);
        })();
      }
    });
  }
});

describe("without JavaScript", () => {
  const still = { ...DESKTOP, javaScriptEnabled: false };

  it("shows lists, facts and text, and no control that does nothing", on(still, async (page) => {
    for (const [name, path] of TYPES) {
      await page.goto(server.origin + path);
      assert.ok((await page.locator("h1").textContent()).length > 0, name);
      assert.equal(await page.locator("button:visible, input:visible, select:visible, summary:visible").count(), 0, name);
    }
    await page.goto(`${server.origin}/gpus/`);
    assert.equal(await page.locator("[data-list] tbody tr:visible").count(), Math.min(KINDS.get("gpus").length, 500));
    await page.goto(server.origin + gpu.url);
    assert.ok((await page.locator("dl.facts dd:visible").count()) > 3);
    await page.goto(`${server.origin}/search/`);
    assert.ok(await page.getByText("Searching needs JavaScript").isVisible());
  }));
});

describe("under a sub-path", () => {
  it("navigates, loads its assets and searches there", on(DESKTOP, async (page, problems) => {
    page.on("request", (request) => {
      if (!new URL(request.url()).pathname.startsWith(SUB_PATH)) problems.push(`outside: ${request.url()}`);
    });
    await page.goto(server.origin + SUB_PATH);
    await page.getByRole("link", { name: "GPUs" }).first().click();
    await page.getByRole("rowheader").getByRole("link", { name: gpu.name, exact: true }).click();
    assert.equal(new URL(page.url()).pathname, SUB_PATH + gpu.url.slice(1));
    await page.getByRole("searchbox").fill(gpu.name);
    await page.getByRole("searchbox").press("Enter");
    await page.locator("[data-search-hits]").getByRole("link", { name: gpu.name, exact: true }).click();
    assert.equal(new URL(page.url()).pathname, SUB_PATH + gpu.url.slice(1));
    assert.ok(await page.evaluate(() => document.styleSheets.length === 1));
  }));
});

describe("the not-found page", () => {
  // It is shown at any depth and links from the root that the site was built for: `--base-url`.
  it("has its styles and leads on, at any depth", async () => {
    const { context, page, problems } = await open(browser, server.origin);
    await page.goto(`${server.origin}/404.html`);
    const base = await page.locator("a.brand").getAttribute("href");
    const answer = await page.goto(`${server.origin}${base}no/such/page/`);
    assert.equal(answer.status(), 404);
    assert.deepEqual(problems.filter((problem) => !problem.includes("404")), []);
    assert.ok(await page.evaluate(() => document.styleSheets.length === 1));
    await page.locator("#q").fill(gpu.name);
    await page.locator("[data-search-hits]").getByRole("link", { name: gpu.name, exact: true }).click();
    assert.equal(new URL(page.url()).pathname, base + gpu.url.slice(1));
    await context.close();
  });
});

describe("on paper", () => {
  it("a record is printed without navigation, dark on white, tables as tables", on({ ...DESKTOP, colorScheme: "dark" }, async (page) => {
    for (const path of [gpu.url, "/gpus/", address("boards-longest") ?? "/boards/"]) {
      await page.goto(server.origin + path);
      await page.emulateMedia({ media: "print" });
      await page.setViewportSize({ width: 700, height: 1000 });
      for (const part of ["header.top", "footer", ".crumbs", ".tail", ".filters"]) {
        for (const element of await page.locator(part).all()) assert.equal(await element.isVisible(), false, part);
      }
      assert.ok(await page.locator("h1").isVisible());
      const soft = await page.evaluate(() => getComputedStyle(document.documentElement).getPropertyValue("--soft"));
      assert.match(soft, /oklch\((0?\.4|4\d%)/, "ink of the light theme");
      for (const table of await page.locator("main table").all()) {
        assert.equal(await table.evaluate((element) => getComputedStyle(element).display), "table");
      }
      await page.emulateMedia({ media: "screen" });
    }
  }));
});

describe("facts and tables", () => {
  it("have labels for those who do not see them", on(DESKTOP, async (page) => {
    for (const [name, path] of TYPES) {
      await page.goto(server.origin + path);
      const bad = await page.evaluate(() => {
        const found = [];
        for (const table of document.querySelectorAll(".stack table")) {
          if (!table.caption?.textContent.trim()) found.push("a table without a caption");
          for (const head of table.tHead.querySelectorAll("th")) {
            if (head.scope !== "col" || !head.textContent.trim()) found.push(`a column without a name: ${table.caption?.textContent}`);
          }
          for (const cell of table.querySelectorAll("tbody td:not(.none)")) {
            if (!cell.dataset.label) found.push(`a cell without its label: ${cell.textContent}`);
          }
        }
        for (const line of document.querySelectorAll("dl > div")) {
          if (!line.querySelector("dt")?.textContent.trim()) found.push("a value without a label");
          if (!line.querySelector("dd")?.textContent.trim()) found.push(`no value: ${line.textContent}`);
        }
        for (const mark of document.querySelectorAll(".mark")) {
          if (!mark.textContent.trim()) found.push("a mark without a word");
        }
        for (const link of document.querySelectorAll("a.src")) {
          if (!document.querySelector(link.getAttribute("href"))) found.push(`no source ${link.textContent}`);
        }
        return found.slice(0, 5);
      });
      assert.deepEqual(bad, [], name);
    }
  }));
});
