// One address for each type of page, found in the built site's own API, so that no test depends on a record.
import { existsSync, readFileSync, readdirSync } from "node:fs";
import path from "node:path";

export const SITE_DIR = path.resolve(process.env.SITE_DIR ?? path.join(import.meta.dirname, "../../dist"));

if (!existsSync(path.join(SITE_DIR, "api/v1/index.json"))) {
  throw new Error(`${SITE_DIR} holds no built site; run \`vfiodex build\` or set SITE_DIR`);
}

/** A JSON file of the built site. */
export function json(site, address) {
  return JSON.parse(readFileSync(path.join(site, address), "utf8"));
}

/** The HTML file of an address. */
export function file(site, address) {
  return path.join(site, address.endsWith("/") ? `${address}index.html` : address);
}

/** The kinds with their records in short, empty kinds included. */
export function kinds(site) {
  return json(site, "api/v1/index.json").kinds.map((kind) => ({
    name: kind.kind,
    records: json(site, kind.url).records,
  }));
}

/** Pages of PCI IDs: one with one card, one with several candidates, where they exist. */
function pciPages(site) {
  const pages = [["pci", "/pci/"]];
  const folders = (address) =>
    readdirSync(path.join(site, address), { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map((entry) => `${address}${entry.name}/`);
  const vendors = folders("/pci/");
  if (vendors.length > 0) pages.push(["pci-vendor", vendors[0]]);
  const ids = vendors.flatMap(folders);
  const several = (address) => readFileSync(file(site, address), "utf8").includes('id="candidates"');
  const one = ids.find((address) => !several(address));
  const many = ids.find(several);
  if (one) pages.push(["pci-id", one]);
  if (many) pages.push(["pci-id-several", many]);
  return pages;
}

/** The record with the longest page: where something does not fit, it shows there. */
function longest(site, records) {
  const size = (record) => readFileSync(file(site, record.url)).length;
  return records.reduce((a, b) => (size(b) > size(a) ? b : a));
}

/** Whether a built site has the engine that answers on the tool pages. */
export function hasEngine(site) {
  return existsSync(path.join(site, "assets")) && readdirSync(path.join(site, "assets")).some((name) => name.endsWith(".wasm"));
}

/** Pairs of a page type's name and an address of that type. */
export function pageTypes(site) {
  const pages = [["home", "/"]];
  for (const { name, records } of kinds(site)) {
    pages.push([`${name}-list`, `/${name}/`]);
    if (records.length === 0) continue;
    pages.push([name, records[0].url]);
    const most = longest(site, records);
    if (most.url !== records[0].url) pages.push([`${name}-longest`, most.url]);
  }
  pages.push(...pciPages(site));
  for (const name of ["tools", "tools/explain", "tools/audit", "tools/check", "tools/plan", "coverage", "stale", "glossary", "symptoms", "symptoms/host-kernel", "outdated", "outdated/obsolete", "wanted", "codes", "api", "contribute", "search", "check", "changes"]) {
    if (existsSync(file(site, `/${name}/`))) pages.push([name, `/${name}/`]);
  }
  const codes = readdirSync(path.join(site, "codes"), { withFileTypes: true }).filter((entry) => entry.isDirectory());
  if (codes.length > 0) pages.push(["code", `/codes/${codes[0].name}/`]);
  pages.push(["404", "/404.html"]);
  return pages;
}
