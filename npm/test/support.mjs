// What the tests share: where things lie, and a browser.

import { createServer } from "node:http";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, extname, join, normalize, resolve } from "node:path";
import { fileURLToPath } from "node:url";

import { chromium } from "playwright-core";

/** The folder `npm` of the project. */
export const here = join(dirname(fileURLToPath(import.meta.url)), "..");
/** Where `just npm` has put what it builds. */
export const built = join(resolve(process.env.MCPGLOT_TARGET ?? join(here, "../target")), "npm");
/** The package, as the tarball was installed. */
export const installed = join(built, "installed/node_modules/mcpglot");

/** What the native library answers: see `tests/src/bin/ledger.rs`. */
export async function ledger() {
  return JSON.parse(await readFile(join(built, "ledger.json"), "utf8"));
}

const TYPES = {
  ".html": "text/html",
  ".js": "text/javascript",
  ".mjs": "text/javascript",
  ".json": "application/json",
  ".wasm": "application/wasm",
};

/** Serves folders, each under a name, and calls `work` with the address. */
export async function served(folders, work) {
  const server = createServer(async (request, response) => {
    const [, name, ...rest] = normalize(new URL(request.url, "http://localhost").pathname).split("/");
    try {
      const body = await readFile(join(folders[name], ...rest));
      const type = TYPES[extname(rest.at(-1))] ?? "application/octet-stream";
      response.writeHead(200, { "Content-Type": type, "Cache-Control": "no-store" }).end(body);
    } catch {
      response.writeHead(404).end();
    }
  });
  await new Promise((ready) => server.listen(0, "127.0.0.1", ready));
  try {
    return await work(`http://127.0.0.1:${server.address().port}`);
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

/** Opens an empty page in a headless Chromium that talks to nobody else, and calls `work` with it. */
export async function inChromium(work) {
  const profile = await mkdtemp(join(tmpdir(), "mcpglot-chromium-"));
  const quiet = ["quic", "background-networking", "component-update", "sync", "gpu"].map((what) => `--disable-${what}`);
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: process.env.MCPGLOT_CHROMIUM ?? "/usr/bin/chromium",
    headless: true,
    chromiumSandbox: process.getuid?.() !== 0,
    args: ["--no-first-run", ...quiet],
  });
  try {
    const page = await context.newPage();
    const trouble = [];
    page.on("pageerror", (error) => trouble.push(String(error)));
    const result = await work(page);
    if (trouble.length > 0) throw new Error(`the page has errors:\n${trouble.join("\n")}`);
    return result;
  } finally {
    await context.close();
    await rm(profile, { recursive: true, force: true });
  }
}
