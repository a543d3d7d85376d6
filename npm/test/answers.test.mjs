// The installed package answers as the native library does, and its boundary holds: Node.js with either kind of module, and
// Chromium with either way to load.

import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { join } from "node:path";
import { describe, it } from "node:test";
import { pathToFileURL } from "node:url";
import { runInNewContext } from "node:vm";

import { checks, trap } from "./boundary.mjs";
import { compare } from "./conformance.mjs";
import { built, here, inChromium, installed, ledger, served } from "./support.mjs";

const require = createRequire(import.meta.url);
const file = (name) => join(installed, "dist", name);
const esm = (name, query = "") => import(pathToFileURL(file(name)).href + query);
const cjs = (name) => {
  delete require.cache[file(name)];
  return require(file(name));
};

const entries = {
  "node.js": (query) => esm("node.js", query),
  "node.cjs": async () => cjs("node.cjs"),
  "inline.js": (query) => esm("inline.js", query),
  "inline.cjs": async () => cjs("inline.cjs"),
};
for (const [name, load] of Object.entries(entries)) {
  describe(name, async () => {
    const kit = await load();
    it("answers as the native library does", async (test) => {
      const { failures, count } = compare(kit, await ledger());
      assert.deepEqual(failures.slice(0, 10), []);
      assert.ok(count > 1000);
      test.diagnostic(`${count} calls answered as natively`);
    });
    for (const [what, check] of Object.entries(checks)) it(what, () => check(kit, assert.deepEqual));
    it("takes options of another realm, as test runners have them", () => {
      const source = '{"mcpServers":{"a":{"command":"x"}}}';
      const options = runInNewContext('({ from: "claude-code", to: "codex", servers: ["a"], rename: { a: "z" } })');
      assert.match(kit.convert(source, options).text, /^\[mcp_servers\.z\]/);
      const odd = runInNewContext('({ from: "claude-code", to: "codex", rename: new Map([["a", "z"]]) })');
      assert.throws(() => kit.convert(source, odd), { name: "McpglotError", code: "option-invalid" });
      const edits = runInNewContext('[{ span: [0, 1], text: "z" }]');
      assert.equal(kit.applyEdits("abc", edits), "zbc");
    });
    it("goes on with a fresh instance after a trap", () => trap(() => load("?fresh"), assert.deepEqual));
  });
}

describe("Chromium", () => {
  for (const entry of ["browser.js", "inline.js"]) {
    it(`answers as the native library does: ${entry}`, async (test) => {
      const folders = { dist: join(installed, "dist"), test: join(here, "test"), built };
      const { failures, count } = await served(folders, (address) =>
        inChromium(async (page) => {
          await page.goto(`${address}/test/page.html`);
          return page.evaluate(async (entry) => {
            const [{ load }, { compare }, { checks, trap }] = await Promise.all([
              import(`/dist/${entry}`),
              import("/test/conformance.mjs"),
              import("/test/boundary.mjs"),
            ]);
            const equal = (actual, expected) => {
              const [one, other] = [JSON.stringify(actual), JSON.stringify(expected)];
              if (one !== other) throw new Error(`${one} is not ${other}`);
            };
            const kit = await load();
            const { failures, count } = compare(kit, await (await fetch("/built/ledger.json")).json());
            const all = Object.entries(checks).map(([what, check]) => [what, () => check(kit, equal)]);
            all.push(["a trap", () => trap(async () => (await import(`/dist/${entry}?fresh`)).load(), equal)]);
            for (const [what, check] of all) {
              try {
                await check();
              } catch (error) {
                failures.push(`${what}: ${error.stack}`);
              }
            }
            return { failures, count };
          }, entry);
        }),
      );
      assert.deepEqual(failures.slice(0, 10), []);
      assert.ok(count > 1000);
      test.diagnostic(`${count} calls answered as natively`);
    });
  }
});
