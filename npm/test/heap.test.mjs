// Nothing is kept of a call: after 100,000 conversions the heaps are what they were after 1,000. And none takes more than its texts
// account for.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { it } from "node:test";
import { pathToFileURL } from "node:url";

import { here, installed } from "./support.mjs";

/** The package as `kit`, and the instances that it makes. */
const load = `
  const instances = [];
  const Instance = WebAssembly.Instance;
  WebAssembly.Instance = function (...parameters) {
    const instance = new Instance(...parameters);
    instances.push(instance);
    return instance;
  };
  const kit = await import(${JSON.stringify(pathToFileURL(join(installed, "dist/node.js")).href)});
`;

const repeated = `
  import { readFileSync } from "node:fs";
  ${load}
  const source = readFileSync(${JSON.stringify(join(here, "../examples/mcp.json"))}, "utf8");
  const into = readFileSync(${JSON.stringify(join(here, "../examples/config.toml"))}, "utf8");
  const done = { from: "claude-code", to: "codex" };
  const heaps = () => {
    for (let i = 0; i < 4; i += 1) gc();
    const { heapUsed, external, arrayBuffers } = process.memoryUsage();
    return { script: heapUsed + external + arrayBuffers, module: instances.at(-1).exports.memory.buffer.byteLength };
  };
  const run = (count) => {
    for (let i = 0; i < count; i += 1) kit.convert(source, i % 2 === 0 ? done : { ...done, into });
  };
  run(1_000);
  const before = heaps();
  run(99_000);
  const after = heaps();
  console.log(JSON.stringify({ before, after, instances: instances.length }));
`;

it("100,000 conversions leave nothing behind", (test) => {
  // What V8 keeps of scripts that it makes faster comes at any time, and may be more than any leak of ours would be.
  const told = run(repeated, "--expose-gc", "--no-opt");
  const { before, after, instances } = told;
  test.diagnostic(`after 1,000: ${JSON.stringify(before)}; after 100,000: ${JSON.stringify(after)}`);
  assert.equal(after.module, before.module);
  assert.equal(instances, 1);
  // A bit for a conversion would be more.
  assert.ok(after.script - before.script < 8 << 10, `${after.script - before.script} bytes more`);
});

const once = `
  ${load}
  kit.validate(" ".repeat(30 << 20), { host: "codex" });
  for (let i = 0; i < 4; i += 1) gc();
  console.log(JSON.stringify({ held: process.memoryUsage().arrayBuffers + process.memoryUsage().external }));
`;

it("the memory of a large call is given back when it is done", () => {
  // The instances are seen by nobody, so that the engine may take them away.
  const { held } = run(once.replace("instances.push(instance);", ""), "--expose-gc");
  assert.ok(held < 16 << 20, `${held} bytes`);
});

const large = `
  ${load}
  const servers = Object.fromEntries(Array.from({ length: 3_000 }, (_, at) => [
    "server-" + at,
    { command: "npx", args: ["-y", "package-" + at], env: { TOKEN: "value-" + at } },
  ]));
  const source = JSON.stringify({ mcpServers: servers }, null, 2);
  const to = { from: "claude-code", to: "codex" };
  // What makes the target takes less than what is done with it.
  const into = kit.convert(source, to).text;
  const calls = {
    convert: [() => kit.convert(source, to)],
    "convert with a trace": [() => kit.convert(source, { ...to, trace: true })],
    merge: [() => kit.convert(source, { ...to, into }), into],
    back: [() => kit.convert(into, { from: "codex", to: "claude-code" })],
    validate: [() => kit.validate(source, { host: "claude-code" })],
    fix: [() => kit.fix(source, { host: "claude-code" })],
    detect: [() => kit.detect(source)],
    read: [() => kit.read(source, { from: "claude-code" })],
    diff: [() => kit.diff(source, into, to), into],
    commands: [() => kit.commands(source, to)],
  };
  const [call, more = ""] = calls[process.argv[1]];
  call();
  const { memory } = instances.at(-1).exports;
  console.log(JSON.stringify({ bytes: memory.buffer.byteLength, text: source.length + more.length, names: Object.keys(calls) }));
`;

it("no call takes more memory than its texts account for", (test) => {
  const { names } = run(large, "convert");
  for (const name of names) {
    const { bytes, text } = run(large, name);
    test.diagnostic(`${name}: ${(bytes / text).toFixed(1)} times the length of its texts`);
    assert.ok(bytes / text < 55, name);
  }
  assert.ok(names.length >= 10);
});

/** What `program` prints last, which is JSON. */
function run(program, ...parameters) {
  const options = parameters.filter((parameter) => parameter.startsWith("--"));
  const rest = parameters.filter((parameter) => !parameter.startsWith("--"));
  return JSON.parse(execFileSync(process.execPath, [...options, "--input-type=module", "--eval", program, ...rest], { encoding: "utf8" }));
}
