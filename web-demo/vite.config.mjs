// Builds the page: `vite build` into OUT, where MCPGLOT_TARGET is cargo's folder and OUT its `web`.

import { createHash } from "node:crypto";
import { readFileSync, readdirSync, statSync, writeFileSync } from "node:fs";
import { dirname, join, relative, resolve, sep } from "node:path";
import { fileURLToPath } from "node:url";

import { defineConfig } from "vite";

const here = dirname(fileURLToPath(import.meta.url));
const target = resolve(process.env.MCPGLOT_TARGET ?? join(here, "../target"));
const out = join(target, "web");

/** The npm package as people install it, from its tarball: `just npm` has put it there. */
const installed = {
  name: "mcpglot-installed",
  enforce: "pre",
  resolveId(source) {
    return /^mcpglot(\/|$)/.test(source) ? this.resolve(source, join(target, "npm/installed/index.js")) : null;
  },
};

/** Tells the service worker which files there are, and names that set after what is in them. */
const precache = {
  name: "mcpglot-precache",
  apply: "build",
  closeBundle() {
    const list = readdirSync(out, { recursive: true })
      .map((name) => join(out, name))
      .filter((path) => statSync(path).isFile())
      .map((path) => relative(out, path).replaceAll(sep, "/"))
      .filter((name) => name !== "_headers" && name !== "service-worker.js")
      .sort();
    const hash = createHash("sha256");
    for (const name of list) hash.update(name).update("\0").update(readFileSync(join(out, name)));
    const worker = readFileSync(join(here, "src/service-worker.js"), "utf8");
    hash.update(worker);
    const files = list.map((name) => (name === "index.html" ? "./" : `./${name}`));
    const text = worker.replace("__FILES__", JSON.stringify(files)).replace("__VERSION__", hash.digest("hex").slice(0, 16));
    writeFileSync(join(out, "service-worker.js"), text);
  },
};

export default defineConfig({
  root: here,
  // Works wherever it is put, in a folder of a site as well.
  base: "./",
  logLevel: "warn",
  plugins: [installed, precache],
  worker: { format: "iife", plugins: () => [installed] },
  build: {
    outDir: out,
    emptyOutDir: true,
    target: "es2023",
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
  },
});
