// Serves the built page as a site does, with the headers of its `_headers`.
//
//   node serve.mjs FOLDER [PORT]

import { createServer } from "node:http";
import { readFile } from "node:fs/promises";
import { extname, join, normalize, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const TYPES = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".svg": "image/svg+xml",
  ".wasm": "application/wasm",
  ".webmanifest": "application/manifest+json",
};

/** What `_headers` says of a path: a pattern on a line of its own, its headers indented below. */
export function headersFor(rules, path) {
  const headers = {};
  let holds = false;
  for (const line of rules.split("\n")) {
    if (/^\S/.test(line)) holds = new RegExp(`^${line.trim().replaceAll("*", ".*")}$`).test(path);
    else if (holds && line.includes(":")) headers[line.slice(0, line.indexOf(":")).trim()] = line.slice(line.indexOf(":") + 1).trim();
  }
  return headers;
}

/**
 * Serves `folder` below `base`, and gives the address and what ends it.
 *
 * @param options.headers - whether `_headers` is heeded, as not every site does
 * @param options.seen - hears the path of each request
 */
export async function serve(folder, { port = 0, base = "/", headers = true, seen = () => {} } = {}) {
  const rules = headers ? await readFile(join(folder, "_headers"), "utf8") : "";
  const server = createServer(async (request, response) => {
    const { pathname } = new URL(request.url, "http://localhost");
    seen(pathname);
    const path = normalize(pathname.startsWith(base) ? pathname.slice(base.length) : "-");
    const name = path === "." || path === "" ? "index.html" : path;
    try {
      const body = await readFile(join(folder, name));
      const type = TYPES[extname(name)] ?? "application/octet-stream";
      response.writeHead(200, { "Content-Type": type, "Cache-Control": "no-cache", ...headersFor(rules, `/${name}`) }).end(body);
    } catch {
      response.writeHead(404).end();
    }
  });
  await new Promise((ready) => server.listen(port, "127.0.0.1", ready));
  const close = () => {
    server.closeAllConnections();
    return new Promise((closed) => server.close(closed));
  };
  return { url: `http://127.0.0.1:${server.address().port}${base}`, close };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [folder, port = "4173"] = process.argv.slice(2);
  const { url } = await serve(resolve(folder), { port: Number(port) });
  console.log(`the playground is at ${url}`);
}
