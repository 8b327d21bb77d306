// Sizes of the built site, compressed as a host would, against the budgets. Prints the largest of each kind.
import { readFileSync, readdirSync } from "node:fs";
import path from "node:path";
import { gzipSync } from "node:zlib";
import { SITE_DIR } from "./page-types.mjs";

const KB = 1024;
/** Engine and facts together, which tool pages load. */
const ENGINE = 300 * KB;
const BUDGETS = [
  { name: "detail page with style sheet", limit: 14 * KB, fits: (page) => !page.list && !page.tool },
  // They carry the names of all cards and boards for their suggestions.
  { name: "tool page with style sheet", limit: 20 * KB, fits: (page) => page.tool },
  { name: "list page", limit: 60 * KB, fits: (page) => page.list },
];
const SHOWN = 8;

const zipped = (file) => gzipSync(readFileSync(file), { level: 9 }).length;

const files = readdirSync(SITE_DIR, { recursive: true }).filter((name) => name.endsWith(".html"));
const styles = readdirSync(path.join(SITE_DIR, "assets")).filter((name) => name.endsWith(".css"));
const css = styles.reduce((total, name) => total + zipped(path.join(SITE_DIR, "assets", name)), 0);

const pages = files.map((name) => {
  const html = readFileSync(path.join(SITE_DIR, name), "utf8");
  const rows = html.includes("data-list") ? html.split("<tr").length - 2 : 0;
  const list = rows > 0;
  const size = zipped(path.join(SITE_DIR, name)) + (list ? 0 : css);
  return { name, size, rows, list, tool: name.startsWith("tools/") };
});

let good = true;
const assets = readdirSync(path.join(SITE_DIR, "assets"), { recursive: true });
const weigh = (fits) => assets.filter(fits).reduce((total, name) => total + zipped(path.join(SITE_DIR, "assets", name)), 0);
console.log(`style sheet: ${css} bytes`);
console.log(`\nengine and facts of a tool page: at most ${ENGINE} bytes`);
for (const name of files.filter((file) => file.startsWith("tools/"))) {
  const html = readFileSync(path.join(SITE_DIR, name), "utf8");
  const [, engine, facts] = html.match(/data-engine="([^"]*)" data-facts="([^"]*)"/) ?? [];
  if (!engine) continue;
  const size = [engine, ...facts.split(" ")].reduce((total, file) => total + zipped(path.join(SITE_DIR, path.dirname(name), file)), 0);
  good &&= size <= ENGINE;
  console.log(`${String(size).padStart(8)}  ${name}${size > ENGINE ? "  OVER" : ""}`);
}
console.log(`${String(weigh((name) => name.startsWith("tools") && name.endsWith(".js"))).padStart(8)}  scripts of the tools`);
for (const { name, limit, fits } of BUDGETS) {
  const found = pages.filter(fits).sort((a, b) => b.size - a.size);
  const over = found.filter((page) => page.size > limit);
  good &&= over.length === 0;
  console.log(`\n${name}: at most ${limit} bytes; ${over.length} of ${found.length} over`);
  for (const page of found.slice(0, Math.max(SHOWN, over.length))) {
    const rows = page.list ? `  ${page.rows} rows, about ${Math.round((page.size / page.rows) * 500)} at 500` : "";
    console.log(`${String(page.size).padStart(8)}  ${page.name}${rows}${page.size > limit ? "  OVER" : ""}`);
  }
}
process.exit(good ? 0 : 1);
