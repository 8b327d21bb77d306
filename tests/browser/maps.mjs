// Pages with a board map and pages of layout changes, found in the built site, with what the API says of them.
import { existsSync, readFileSync } from "node:fs";
import { SITE_DIR, file, json, kinds } from "./page-types.mjs";

const html = (address) => readFileSync(file(SITE_DIR, address), "utf8");
const records = (name) => kinds(SITE_DIR).find((kind) => kind.name === name).records;

/** Layouts whose page has a map, the longest page first. */
export function allMapped() {
  const all = records("layouts").filter((layout) => html(layout.url).includes('class="map"'));
  return all.sort((a, b) => html(b.url).length - html(a.url).length);
}

/** Of those the longest, the shortest, and one in between. */
export function mapped() {
  const all = allMapped();
  return [...new Set([all[0], all[Math.floor(all.length / 2)], all.at(-1)])].filter(Boolean);
}

/** Boards whose page has a map: the one with most on its page. */
export function mappedBoard() {
  const all = records("boards").filter((board) => html(board.url).includes('class="map"'));
  return all.reduce((a, b) => (a && html(a.url).length > html(b.url).length ? a : b), undefined);
}

/** Comparisons of two layouts, with the page that shows each in full and the devices of the newer layout. */
export function comparisons() {
  return records("boards").flatMap((board) =>
    (json(SITE_DIR, board.api).derived.changes ?? []).map((change) => {
      const own = `/layouts/${change.after}/changes/`;
      const devices = (id) => new Map(json(SITE_DIR, `api/v1/layouts/${id}.json`).record.devices.map((device) => [device.address, device]));
      return {
        name: change.after,
        page: existsSync(file(SITE_DIR, own)) ? own : board.url,
        change,
        before: devices(change.before),
        after: devices(change.after),
      };
    }),
  );
}
