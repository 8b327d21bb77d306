// The engine in the browser answers as the command line does: the vectors that the Rust tests hold the program to, on
// a site of the frozen records (FIXTURE_DIR), drawn text included.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import { after, before, describe, it } from "node:test";
import { DESKTOP, launch, open } from "./browser.mjs";
import { hasEngine } from "./page-types.mjs";
import { serve } from "./server.mjs";

const FIXTURE_DIR = process.env.FIXTURE_DIR;
const skip = !FIXTURE_DIR || !hasEngine(FIXTURE_DIR) ? "FIXTURE_DIR names no site of tests/fixture with an engine" : false;
const VECTORS = JSON.parse(readFileSync(path.join(import.meta.dirname, "../vectors/tools.json"), "utf8"));

const PAGES = { explain: "/tools/explain/", audit: "/tools/audit/", verdict: "/tools/check/", plan: "/tools/plan/" };

const words = (runs) => runs.map((run) => run.text).join("");

/** What a reader sees of a block, line by line. */
function lines(block) {
  switch (block.block) {
    case "list":
      return block.items.map(words);
    case "code":
      return [block.text];
    case "part":
      return [words(block.title), ...block.blocks.flatMap(lines)];
    default:
      return [words(block.runs)];
  }
}

/** Where the links of a block lead. */
function targets(block) {
  const runs = [...(block.runs ?? []), ...(block.title ?? []), ...(block.items ?? []).flat()];
  const own = runs.filter((run) => run.run === "record").map((run) => `/${run.kind}/${run.id}/`);
  return [...own, ...(block.blocks ?? []).flatMap(targets)];
}

describe("the engine in the browser", { skip }, () => {
  let server;
  let browser;
  let page;
  let problems;

  before(async () => {
    server = await serve(FIXTURE_DIR);
    browser = await launch();
    ({ page, problems } = await open(browser, server.origin, DESKTOP));
    await page.goto(`${server.origin}/tools/explain/`);
    await page.locator("form[data-ready]").waitFor();
    await page.evaluate(async (pages) => {
      const script = document.querySelector("script[type=module]").src;
      const { open: start } = await import(new URL("engine.js", script));
      const { show } = await import(new URL("draw.js", script));
      // Each page has an engine of its own; every one of them has to answer as the program does.
      const engines = {};
      for (const [tool, address] of Object.entries(pages)) {
        const html = await (await fetch(address)).text();
        const form = new DOMParser().parseFromString(html, "text/html").querySelector("form[data-tool]");
        const absolute = (file) => new URL(file, new URL(address, location.href)).href;
        engines[tool] = await start(absolute(form.dataset.engine), ...form.dataset.facts.split(" ").map(absolute));
      }
      globalThis.ask = (request) => (engines[request.tool] ?? engines.explain)(request);
      globalThis.drawn = (blocks) => {
        const into = document.createElement("div");
        show(into, blocks);
        const parts = [...into.querySelectorAll("h3, h4, h5, h6, p, li, pre")].map((part) => part.textContent);
        return { parts, links: [...into.querySelectorAll("a")].map((link) => new URL(link.href).pathname) };
      };
    }, PAGES);
  });

  after(async () => {
    await browser?.close();
    await server?.close();
  });

  for (const { name, request, response } of VECTORS) {
    it(`answers: ${name}`, async () => {
      const found = await page.evaluate((asked) => globalThis.ask(asked), request);
      assert.deepEqual(found, response);
      const blocks = response.drawn?.blocks ?? [];
      const drawn = await page.evaluate((list) => globalThis.drawn(list), blocks);
      assert.deepEqual(drawn.parts, blocks.flatMap(lines));
      assert.deepEqual(drawn.links, blocks.flatMap(targets));
    });
  }

  it("stays well after many requests, and nothing went wrong", async () => {
    const long = "vfio-pci 0000:01:00.0: not ready 65535ms after FLR; giving up\n".repeat(20_000);
    const again = await page.evaluate(async (text) => {
      for (let turn = 0; turn < 50; turn += 1) await globalThis.ask({ tool: "explain", text: "x".repeat(turn * 1000) });
      return globalThis.ask({ tool: "explain", text });
    }, long);
    // A storm of one kind is cut off.
    assert.equal(again.matches[0].count + again.left_out, 20_000);
    assert.deepEqual(problems, []);
  });
});
