// What people do with the tools: paste, say what host it is, read, copy, share the address.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { after, before, describe, it } from "node:test";
import { DESKTOP, PHONE, launch, open } from "./browser.mjs";
import { SITE_DIR, hasEngine, json, pageTypes } from "./page-types.mjs";
import { SUB_PATH, serve } from "./server.mjs";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const PLAIN_DIR = process.env.PLAIN_DIR;
const skip = hasEngine(SITE_DIR) ? false : `${SITE_DIR} was built without an engine`;
const LINE = 'GRUB_CMDLINE_LINUX_DEFAULT="quiet amd_iommu=on"';

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

function on(options, test) {
  return async () => {
    const { context, page, problems } = await open(browser, server.origin, options);
    await test(page, context);
    assert.deepEqual(problems, []);
    await context.close();
  };
}

const status = (page) => page.locator("[data-status]");
const answer = (page) => page.locator("[data-answer]");
const said = (page, words) => page.waitForFunction((text) => document.querySelector("[data-status]").textContent.includes(text), words);

for (const [size, options] of [["desktop", DESKTOP], ["phone", PHONE]]) {
  for (const tool of ["explain", "audit"]) {
    describe(`${tool} on a ${size}`, { skip }, () => {
      it("answers about its sample, in reach and accessible in both themes", async () => {
        const { context, page } = await open(browser, server.origin, { ...options, bypassCSP: true });
        await page.goto(`${server.origin}/tools/${tool}/`);
        await page.getByText("Host, card and guest").click();
        await page.getByRole("button", { name: "Try a sample" }).click();
        await answer(page).waitFor();
        assert.match(await status(page).textContent(), /known lines/);
        assert.equal(await page.evaluate(() => document.activeElement.id), "answer");
        const room = await page.evaluate(() => [document.scrollingElement.scrollWidth, document.scrollingElement.clientWidth]);
        assert.ok(room[0] <= room[1], `${room[0]} px wide on ${room[1]} px`);
        await page.evaluate(AXE);
        for (const colorScheme of ["light", "dark"]) {
          await page.emulateMedia({ colorScheme });
          const result = await page.evaluate(() => globalThis.axe.run(document, { resultTypes: ["violations"] }));
          assert.deepEqual(result.violations.map((found) => `${found.id}: ${found.nodes[0].target}`), [], colorScheme);
        }
        await context.close();
      });
    });
  }
}

describe("the tools", { skip }, () => {
  it("answer while one types, without taking the focus", on(DESKTOP, async (page) => {
    await page.goto(`${server.origin}/tools/audit/`);
    await page.getByLabel("Config or guide").fill(LINE);
    await said(page, "had better go");
    assert.equal(await page.evaluate(() => document.activeElement.id), "text");
    await answer(page).getByRole("heading", { level: 3, name: /Line 1: .*obsolete/ }).waitFor();
    await page.getByRole("button", { name: "Clear" }).click();
    await said(page, "");
    await answer(page).waitFor({ state: "hidden" });
  }));

  it("send nothing anywhere once they are loaded", on(DESKTOP, async (page) => {
    await page.goto(`${server.origin}/tools/explain/`);
    await page.locator("form[data-ready]").waitFor();
    const sent = [];
    page.on("request", (request) => sent.push(request.url()));
    await page.getByRole("button", { name: "Try a sample" }).click();
    await answer(page).waitFor();
    assert.deepEqual(sent, []);
  }));

  it("keep the host in the address, and what is pasted out of it", on(DESKTOP, async (page) => {
    await page.goto(`${server.origin}/tools/audit/?kernel=6.8.12&hypervisor=proxmox&guest=nonsense`);
    await page.getByText("Host, card and guest").click();
    assert.equal(await page.getByLabel("Host kernel").inputValue(), "6.8.12");
    assert.equal(await page.getByLabel("Hypervisor", { exact: true }).inputValue(), "proxmox");
    assert.equal(await page.getByLabel("Guest", { exact: true }).inputValue(), "");
    await page.getByLabel("Processor").selectOption("amd");
    await page.getByLabel("Config or guide").fill(LINE);
    await page.getByLabel("Or paste a report").fill("pve-manager/9.1.1");
    await said(page, "had better go");
    const address = new URL(page.url());
    assert.deepEqual(Object.fromEntries(address.searchParams), { hypervisor: "proxmox", kernel: "6.8.12", cpu_vendor: "amd" });
  }));

  it("say which field is wrong, and go there", on(DESKTOP, async (page) => {
    await page.goto(`${server.origin}/tools/explain/?kernel=six`);
    await page.getByLabel("Log").fill("something");
    await page.getByRole("button", { name: "Explain" }).click();
    await said(page, "Host kernel: ");
    const field = page.getByLabel("Host kernel");
    assert.equal(await field.getAttribute("aria-invalid"), "true");
    assert.equal(await page.evaluate(() => document.activeElement.id), "kernel");
    await field.fill("6.8");
    await said(page, "Nothing known");
    assert.equal(await field.getAttribute("aria-invalid"), null);
  }));

  it("take the report of a host as context", on(DESKTOP, async (page) => {
    await page.goto(`${server.origin}/tools/explain/`);
    await page.getByText("Host, card and guest").click();
    await page.getByLabel("Or paste a report").fill("Kernel: 6.8.12-12-pve\nIOMMU group 14 0000:01:00.0 0300: 10de:2504");
    await page.getByLabel("Log").fill("vfio-pci 0000:01:00.0: not ready 65535ms after FLR; giving up");
    await said(page, "1 error");
    assert.doesNotMatch(await answer(page).textContent(), /would make the answer more certain: .*card/);
  }));

  it("work from the keyboard alone", on(DESKTOP, async (page) => {
    await page.goto(`${server.origin}/tools/audit/`);
    await page.getByLabel("Config or guide").focus();
    await page.keyboard.insertText(LINE);
    await page.keyboard.press("Control+Enter");
    await page.waitForFunction(() => document.activeElement.id === "answer");
    await page.keyboard.press("Tab");
    assert.equal(await page.evaluate(() => document.activeElement.textContent), "Copy as text");
    await page.keyboard.press("Tab");
    assert.match(await page.evaluate(() => document.activeElement.getAttribute("href")), /advice\/amd-iommu-on\//);
  }));

  it("copy the answer as the command line prints it", on(DESKTOP, async (page, context) => {
    await context.grantPermissions(["clipboard-read", "clipboard-write"]);
    await page.goto(`${server.origin}/tools/audit/`);
    await page.getByLabel("Config or guide").fill(LINE);
    await page.getByRole("button", { name: "Copy as text" }).click();
    await page.getByRole("button", { name: "Copied" }).waitFor();
    const text = await page.evaluate(() => navigator.clipboard.readText());
    assert.match(text, /^1 known line in the settings of GRUB, 1 had better go\n\nLine 1: obsolete: `amd_iommu=on`\n {2}/);
  }));

  it("lead to the records, under a sub-path too", on(DESKTOP, async (page) => {
    await page.goto(`${server.origin}${SUB_PATH}tools/audit/`);
    await page.getByLabel("Config or guide").fill(LINE);
    await answer(page).getByRole("link", { name: "amd_iommu=on" }).click();
    assert.equal(new URL(page.url()).pathname, `${SUB_PATH}advice/amd-iommu-on/`);
  }));

  it("say so when there is nothing to look at", on(PHONE, async (page) => {
    await page.goto(`${server.origin}/tools/explain/`);
    await page.getByRole("button", { name: "Explain" }).click();
    await said(page, "nothing to look at");
    assert.equal(await page.evaluate(() => document.activeElement.id), "text");
  }));

  it("say so when the engine cannot be had", async () => {
    const { context, page } = await open(browser, server.origin, DESKTOP);
    await page.route("**/*.wasm", (route) => route.fulfill({ status: 404, body: "" }));
    await page.goto(`${server.origin}/tools/explain/`);
    await said(page, "The engine could not be used");
    await context.close();
  });

  it("show the command where scripts are off", async () => {
    const { context, page } = await open(browser, server.origin, { ...DESKTOP, javaScriptEnabled: false });
    for (const [tool, command] of [["explain", "vfiodex explain FILE"], ["audit", "vfiodex audit FILE"], ["check", "vfiodex verdict --gpu ID --board ID"], ["plan", "vfiodex plan --gpu ID --board ID --out DIR"]]) {
      await page.goto(`${server.origin}/tools/${tool}/`);
      await page.getByText(command, { exact: true }).waitFor();
      assert.equal(await page.locator("form[data-tool]").isVisible(), false);
    }
    await context.close();
  });

  it("alone load the engine, and alone may run WebAssembly", async () => {
    for (const [name, address] of pageTypes(SITE_DIR)) {
      const { context, page } = await open(browser, server.origin, DESKTOP);
      const loaded = [];
      page.on("request", (request) => loaded.push(request.url()));
      await page.goto(server.origin + address);
      await page.waitForLoadState("networkidle");
      const tool = name.startsWith("tools/");
      assert.equal(loaded.some((url) => url.endsWith(".wasm")), tool, name);
      const policy = await page.locator('meta[http-equiv="Content-Security-Policy"]').getAttribute("content");
      assert.equal(policy.includes("'wasm-unsafe-eval'"), tool, name);
      assert.doesNotMatch(policy, /unsafe-(inline|eval'(?<!wasm-unsafe-eval'))/, name);
      await context.close();
    }
  });
});

describe("checker and plan", { skip }, () => {
  const card = json(SITE_DIR, "api/v1/gpus.json").records.find((record) => record.id === "geforce-rtx-3060-12gb") ?? json(SITE_DIR, "api/v1/gpus.json").records[0];

  it("answer a question that the address carries, and keep it there", on(DESKTOP, async (page) => {
    await page.goto(`${server.origin}/tools/check/?gpu=${card.id}`);
    await said(page, card.name);
    await answer(page).getByRole("heading", { name: "Taken for granted" }).waitFor();
    await page.getByLabel("Purpose").selectOption("compute");
    await page.waitForFunction(() => document.querySelector("[data-blocks]").textContent.includes("linux"));
    assert.deepEqual(Object.fromEntries(new URL(page.url()).searchParams), { gpu: card.id, purpose: "compute" });
  }));

  it("take a card by the words of its name, and say what they could mean", on(DESKTOP, async (page) => {
    await page.goto(`${server.origin}/tools/check/`);
    await page.getByLabel("Card", { exact: true }).fill(card.name.toLowerCase());
    await said(page, card.name);
    await page.getByLabel("Card", { exact: true }).fill("no such card");
    await said(page, "there is no card");
    assert.equal(await page.getByLabel("Card", { exact: true }).getAttribute("aria-invalid"), "true");
  }));

  it("have every line copied, and the plan saved as a file", on(DESKTOP, async (page, context) => {
    await context.grantPermissions(["clipboard-read", "clipboard-write"]);
    await page.goto(`${server.origin}/tools/plan/?gpu=${card.id}&vm=100`);
    await answer(page).getByRole("heading", { name: "Before you start" }).waitFor();
    await answer(page).getByRole("heading", { name: "Undo" }).waitFor();
    const typed = answer(page).locator(".typed").first();
    await typed.getByRole("button", { name: "Copy" }).click();
    await typed.getByRole("button", { name: "Copied" }).waitFor();
    assert.equal(await page.evaluate(() => navigator.clipboard.readText()), await typed.locator("pre").textContent());
    const [saved] = await Promise.all([page.waitForEvent("download"), page.getByRole("button", { name: "Download as text" }).click()]);
    assert.match(readFileSync(await saved.path(), "utf8"), /^# .*\n[\s\S]*## Undo/);
  }));

  for (const [size, options] of [["desktop", DESKTOP], ["phone", PHONE]]) {
    for (const tool of ["check", "plan"]) {
      it(`${tool} answers in reach and accessible in both themes on a ${size}`, async () => {
        const { context, page } = await open(browser, server.origin, { ...options, bypassCSP: true });
        await page.goto(`${server.origin}/tools/${tool}/`);
        await page.getByText("Your setup in detail").click();
        await page.getByRole("button", { name: "Try a sample" }).click();
        await answer(page).waitFor();
        const room = await page.evaluate(() => [document.scrollingElement.scrollWidth, document.scrollingElement.clientWidth]);
        assert.ok(room[0] <= room[1], `${room[0]} px wide on ${room[1]} px`);
        await page.evaluate(AXE);
        for (const colorScheme of ["light", "dark"]) {
          await page.emulateMedia({ colorScheme });
          const result = await page.evaluate(() => globalThis.axe.run(document, { resultTypes: ["violations"] }));
          assert.deepEqual(result.violations.map((found) => `${found.id}: ${found.nodes[0].target}`), [], colorScheme);
        }
        await context.close();
      });
    }
  }
});

describe("a site without an engine", { skip: PLAIN_DIR ? false : "PLAIN_DIR names no site" }, () => {
  it("shows the command to run instead", async () => {
    const plain = await serve(PLAIN_DIR);
    const { context, page, problems } = await open(browser, plain.origin, DESKTOP);
    await page.goto(`${plain.origin}/tools/explain/`);
    await page.getByText("vfiodex explain FILE", { exact: true }).waitFor();
    assert.equal(await page.locator("form[data-tool]").count(), 0);
    assert.deepEqual(problems, []);
    await context.close();
    await plain.close();
  });
});
