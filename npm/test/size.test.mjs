// What must not grow. Each limit says what was found; who means it, moves it here.

import assert from "node:assert/strict";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { it } from "node:test";
import { gzipSync } from "node:zlib";

import { built, installed } from "./support.mjs";

const LIMITS = {
  /** The module, compressed as servers send it. */
  wasm: 234_200,
  /** What a script loads besides, whatever its entry. */
  entry: 6_000,
};

/** What would write a message: no one could read it. */
const FORMATTING = /\b(core|alloc|std)(\[\w+\])?::(fmt|io)\b/;

const gzip = (bytes) => gzipSync(bytes, { level: 9 }).length;

it("the module is small", async (test) => {
  const bytes = await readFile(join(installed, "dist/mcpglot.wasm"));
  test.diagnostic(`mcpglot.wasm: ${gzip(bytes)} bytes compressed of ${LIMITS.wasm}, ${bytes.length} as they are`);
  assert.ok(gzip(bytes) <= LIMITS.wasm, `${gzip(bytes)} bytes`);
  // What it imports, whoever loads it must have.
  const imports = WebAssembly.Module.imports(new WebAssembly.Module(bytes)).map(({ name }) => name);
  assert.deepEqual(imports, ["__wbindgen_init_externref_table"]);
});

it("the scripts are small", async (test) => {
  const scripts = (await readdir(join(installed, "dist"))).filter((name) => /\.c?js$/.test(name));
  for (const name of scripts) {
    const text = await readFile(join(installed, "dist", name), "utf8");
    // In the entry that has the module inside, it is no script.
    const size = gzip(Buffer.from(text.replace(/"[A-Za-z0-9+/=]{10000,}"/, "")));
    test.diagnostic(`${name}: ${size} bytes compressed of ${LIMITS.entry}`);
    assert.ok(size <= LIMITS.entry, `${name} has ${size} bytes`);
  }
  assert.ok(scripts.length >= 6);
});

it("no formatting machinery is in the module", async (test) => {
  // The copy that still has the names of functions.
  const sizes = functions(await readFile(join(built, "glue/mcpglot_bg.wasm")));
  const ours = [...sizes.keys()].filter((name) => name.startsWith("mcpglot_core::"));
  test.diagnostic(`${ours.length} of ${sizes.size} functions have a name of the core, none one of core::fmt`);
  assert.ok(ours.length > 100, "the names were found");
  assert.deepEqual([...sizes.keys()].filter((name) => FORMATTING.test(name)), []);
});

/** The size of each function's code, by its name. */
function functions(bytes) {
  let at = 8;
  const sizes = [];
  const names = new Map();
  let imported = 0;
  const number = () => {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = bytes[at++];
      value += (byte & 0x7f) * 2 ** shift;
      if (byte < 0x80) return value;
    }
  };
  const string = () => {
    const length = number();
    at += length;
    return bytes.toString("utf8", at - length, at);
  };
  while (at < bytes.length) {
    const id = bytes[at++];
    const length = number();
    const end = at + length;
    if (id === 2) {
      for (let left = number(); left > 0; left -= 1) {
        string();
        string();
        assert.equal(bytes[at++], 0, "nothing but functions is imported");
        number();
        imported += 1;
      }
    } else if (id === 10) {
      for (let left = number(); left > 0; left -= 1) {
        const size = number();
        sizes.push(size);
        at += size;
      }
    } else if (id === 0 && string() === "name") {
      while (at < end) {
        const kind = bytes[at++];
        const length = number();
        const behind = at + length;
        if (kind === 1) {
          for (let left = number(); left > 0; left -= 1) {
            const index = number();
            names.set(index, string());
          }
        }
        at = behind;
      }
    }
    at = end;
  }
  return new Map(sizes.map((size, at) => [`${names.get(at + imported)} ${at}`, size]));
}
