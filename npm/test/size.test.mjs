// What must not grow. Each limit says what was found; who means it, moves it here.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { it } from "node:test";
import { promisify } from "node:util";
import { gzipSync } from "node:zlib";

import { built, here, installed } from "./support.mjs";

const LIMITS = {
  /** The module, compressed as servers send it. */
  wasm: 291_000,
  /** What a script loads besides, whatever its entry. */
  entry: 6_000,
  /** The formatting machinery of Rust's `core::fmt`, not compressed: panics need a little of it. */
  formatting: 12_000,
};

const FORMATTING = /\bcore(\[\w+\])?::fmt\b/;

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

it("formatting is small, and converting has none", async (test) => {
  const folder = await mkdtemp(join(tmpdir(), "mcpglot-size-"));
  try {
    // The copy that still has the names of functions.
    const named = join(built, "glue/mcpglot_bg.wasm");
    const sizes = functions(await readFile(named));
    const formatting = [...sizes].filter(([name]) => FORMATTING.test(name));
    const size = formatting.reduce((sum, [, size]) => sum + size, 0);
    test.diagnostic(`core::fmt: ${size} bytes of ${LIMITS.formatting}, in ${formatting.length} of ${sizes.size} functions`);
    assert.ok(formatting.length > 0 && size <= LIMITS.formatting);

    const listing = join(folder, "listing.wat");
    await promisify(execFile)(join(here, "node_modules/.bin/wasm-dis"), ["--all-features", named, "--output", listing]);
    const reached = reachable(await readFile(listing, "utf8"), "$convert");
    assert.ok(reached.size > 100, "the calls were found");
    assert.deepEqual([...reached].filter((name) => FORMATTING.test(name)), []);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
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

/** The functions that `start` calls, and those that they call; not those that only a panic calls. */
function reachable(listing, start) {
  const NAME = String.raw`(\$"[^"]*"|\$[^ )]+)`;
  const PANIC = /panic|_fail\b|fail_|handle_alloc|unwrap_failed|expect_failed|handle_error|capacity_overflow/;
  const calls = new Map();
  let current;
  for (const line of listing.split("\n")) {
    const header = new RegExp(`^ \\(func ${NAME}`).exec(line);
    if (header) calls.set((current = header[1]), new Set());
    const call = new RegExp(`\\((?:return_)?call ${NAME}`).exec(line);
    if (call) calls.get(current).add(call[1]);
  }
  const reached = new Set([start]);
  for (const name of reached) for (const called of calls.get(name) ?? []) if (!PANIC.test(called)) reached.add(called);
  return reached;
}
