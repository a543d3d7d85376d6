// Nothing is kept of a call: after 100,000 conversions the heaps are what they were after 1,000.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { it } from "node:test";
import { pathToFileURL } from "node:url";

import { here, installed } from "./support.mjs";

const program = `
  import { readFileSync } from "node:fs";
  const instances = [];
  const Instance = WebAssembly.Instance;
  WebAssembly.Instance = function (...parameters) {
    const instance = new Instance(...parameters);
    instances.push(instance);
    return instance;
  };
  const { convert } = await import(${JSON.stringify(pathToFileURL(join(installed, "dist/node.js")).href)});
  const source = readFileSync(${JSON.stringify(join(here, "../examples/mcp.json"))}, "utf8");
  const into = readFileSync(${JSON.stringify(join(here, "../examples/config.toml"))}, "utf8");
  const done = { from: "claude-code", to: "codex" };
  const heaps = () => {
    for (let i = 0; i < 4; i += 1) gc();
    const { heapUsed, external, arrayBuffers } = process.memoryUsage();
    return { script: heapUsed + external + arrayBuffers, module: instances.at(-1).exports.memory.buffer.byteLength };
  };
  const run = (count) => {
    for (let i = 0; i < count; i += 1) convert(source, i % 2 === 0 ? done : { ...done, into });
  };
  // The engine has its own memory of how often code ran; it is full by then.
  run(1_000);
  const before = heaps();
  run(99_000);
  const after = heaps();
  console.log(JSON.stringify({ before, after, instances: instances.length }));
`;

it("100,000 conversions leave nothing behind", (test) => {
  const told = execFileSync(process.execPath, ["--expose-gc", "--input-type=module", "--eval", program], { encoding: "utf8" });
  const { before, after, instances } = JSON.parse(told);
  test.diagnostic(`after 1,000: ${JSON.stringify(before)}; after 100,000: ${JSON.stringify(after)}`);
  assert.equal(after.module, before.module);
  assert.equal(instances, 1);
  // What V8 notes down about code that is hot is less than a byte for a conversion.
  assert.ok(after.script - before.script < 64 << 10, `${after.script - before.script} bytes more`);
});
