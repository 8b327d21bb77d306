// A static server for the tests: the built site at `/` and, the same, under `/sub/path/`.
import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import http from "node:http";
import path from "node:path";
import { createGzip } from "node:zlib";

/** The path under which the site is served a second time. */
export const SUB_PATH = "/sub/path/";

const TYPES = {
  ".css": "text/css; charset=utf-8",
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".json": "application/json; charset=utf-8",
  ".svg": "image/svg+xml",
  ".txt": "text/plain; charset=utf-8",
  ".wasm": "application/wasm",
  ".xml": "application/xml; charset=utf-8",
};

/** The part of the address below the site's root: the longest prefix that the site is served under. */
function below(pathname) {
  return pathname.startsWith(SUB_PATH) ? pathname.slice(SUB_PATH.length) : pathname.slice(1);
}

/** The file of an address, a redirect to the folder's address, or null. */
async function find(root, pathname) {
  let relative;
  try {
    relative = decodeURIComponent(below(pathname));
  } catch {
    return null;
  }
  const file = path.join(root, relative);
  if (file !== root && !file.startsWith(root + path.sep)) return null;
  const found = await stat(file).catch(() => null);
  if (found?.isFile()) return { file };
  if (!found?.isDirectory()) return null;
  if (!pathname.endsWith("/")) return { location: `${pathname}/` };
  const index = path.join(file, "index.html");
  return (await stat(index).catch(() => null))?.isFile() ? { file: index } : null;
}

function send(request, response, status, file) {
  const zip = /\bgzip\b/.test(request.headers["accept-encoding"] ?? "");
  const immutable = file.includes(`${path.sep}assets${path.sep}`);
  response.writeHead(status, {
    "Content-Type": TYPES[path.extname(file)] ?? "application/octet-stream",
    "Cache-Control": immutable ? "public, max-age=31536000, immutable" : "no-cache",
    ...(zip ? { "Content-Encoding": "gzip", Vary: "Accept-Encoding" } : {}),
  });
  const bytes = createReadStream(file);
  if (zip) bytes.pipe(createGzip()).pipe(response);
  else bytes.pipe(response);
}

/** Serves a built site on a free loopback port. */
export async function serve(folder) {
  const root = path.resolve(folder);
  const server = http.createServer(async (request, response) => {
    const { pathname, search } = new URL(request.url, "http://localhost");
    const found = await find(root, pathname);
    if (found?.location) response.writeHead(301, { Location: found.location + search }).end();
    else if (found) send(request, response, 200, found.file);
    else send(request, response, 404, path.join(root, "404.html"));
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    origin: `http://127.0.0.1:${server.address().port}`,
    close: () => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(resolve));
    },
  };
}
