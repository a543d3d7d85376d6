// Measures the installed package beside what people use instead, all in one run.
//
//   just npm-bench [ROUNDS]
//
// The clock is the process's own CPU time, which other programs disturb least. Each round runs every candidate for some
// milliseconds, in an order that turns; ratios are taken inside of a round, and the median of the rounds is shown, with the
// tenth and the ninetieth of a hundred. Results are checked before anything is measured.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

import patch from "@shopify/toml-patch";
import * as smol from "smol-toml";

import { installed } from "../test/support.mjs";
import { commented, json, toml } from "./inputs.mjs";

const instances = [];
const Instance = WebAssembly.Instance;
WebAssembly.Instance = function (...parameters) {
  const instance = new Instance(...parameters);
  instances.push(instance);
  return instance;
};
const entry = join(installed, "dist/node.js");
const { convert } = await import(pathToFileURL(entry).href);
const rounds = Number(process.argv[2] ?? 21);

const TO_CODEX = { from: "claude-code", to: "codex" };
const TO_CLAUDE = { from: "codex", to: "claude-code" };

// What somebody writes who has a TOML library: it checks nothing and loses comments.
function toCodex({ mcpServers }) {
  const renamed = ({ type, headers, ...rest }) => (headers ? { ...rest, http_headers: headers } : rest);
  return { mcp_servers: Object.fromEntries(Object.entries(mcpServers).map(([name, server]) => [name, renamed(server)])) };
}
function toClaude({ mcp_servers }) {
  const renamed = ({ http_headers, ...rest }) =>
    rest.url ? { type: "http", ...rest, headers: http_headers } : { type: "stdio", ...rest };
  return { mcpServers: Object.fromEntries(Object.entries(mcp_servers).map(([name, server]) => [name, renamed(server)])) };
}
function merged(target, { mcp_servers }) {
  for (const [name, server] of Object.entries(mcp_servers)) {
    const existing = (target.mcp_servers[name] ??= {});
    for (const [key, value] of Object.entries(server)) {
      existing[key] = typeof value === "object" && !Array.isArray(value) ? { ...existing[key], ...value } : value;
    }
  }
  return target;
}
/** Each value that shall stand there, with its path. */
function leaves({ mcp_servers }) {
  return Object.entries(mcp_servers).flatMap(([name, server]) =>
    Object.entries(server).flatMap(([key, value]) =>
      typeof value === "object" && !Array.isArray(value)
        ? Object.entries(value).map(([inner, value]) => [["mcp_servers", name, key, inner], value])
        : [[["mcp_servers", name, key], value]],
    ),
  );
}

const cpu = () => {
  const { user, system } = process.cpuUsage();
  return user + system;
};
const quantile = (values, at) => [...values].sort((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * at))];
let sink = 0;

const WARM = 1_000_000;

/** Microseconds of one call of each candidate, round by round. */
function measure(candidates, batch = 12_000) {
  const counts = candidates.map(([, run]) => {
    let count = 1;
    // Long enough that what the engine still makes faster is made before it is measured, a module's functions most of all.
    for (let spent = 0, start = cpu(); spent < WARM; spent = cpu() - start) {
      const before = cpu();
      for (let i = 0; i < count; i += 1) sink += run().length;
      if (cpu() - before < batch) count *= 2;
    }
    return count;
  });
  const times = candidates.map(() => []);
  for (let round = 0; round < rounds; round += 1) {
    for (let turn = 0; turn < candidates.length; turn += 1) {
      const at = (round + turn) % candidates.length;
      const start = cpu();
      for (let i = 0; i < counts[at]; i += 1) sink += candidates[at][1]().length;
      times[at].push((cpu() - start) / counts[at]);
    }
  }
  return times;
}

/** Prints how much faster the first of the candidates is than each other. */
function compare(title, candidates) {
  const [ours, ...others] = measure(candidates);
  console.log(`\n${title}: ${quantile(ours, 0.5).toFixed(1)} us`);
  others.forEach((times, at) => {
    const ratios = times.map((time, round) => time / ours[round]);
    const [low, middle, high] = [0.1, 0.5, 0.9].map((part) => quantile(ratios, part).toFixed(2));
    console.log(`  ${middle} times as fast as ${candidates[at + 1][0]} (${low} to ${high}), ${quantile(times, 0.5).toFixed(1)} us`);
  });
  return quantile(ours, 0.5);
}

const text = (source, options) => convert(source, options).text;
const plain = (value) => JSON.parse(JSON.stringify(value));

{
  const [source, target, own] = [json(5), toml(5), commented(5)];
  assert.deepEqual(plain(smol.parse(text(source, TO_CODEX))), toCodex(JSON.parse(source)));
  assert.deepEqual(JSON.parse(text(target, TO_CLAUDE)), JSON.parse(JSON.stringify(toClaude(smol.parse(target)))));
  const result = text(source, { ...TO_CODEX, into: own });
  assert.deepEqual(plain(smol.parse(result)), plain(merged(smol.parse(own), toCodex(JSON.parse(source)))));
  for (const line of own.split("\n").filter((line) => line.includes("#"))) assert.ok(result.includes(line));
  console.log(`# Node.js ${process.version}; 5 servers, ${own.split("\n").length} lines of TOML with comments`);

  compare("a `.mcp.json` to a new Codex document", [
    ["ours", () => text(source, TO_CODEX)],
    ["JSON.parse + rename + smol-toml", () => smol.stringify(toCodex(JSON.parse(source)))],
    ["JSON.parse alone", () => [JSON.parse(source)]],
  ]);
  compare("a Codex document to a new `.mcp.json`", [
    ["ours", () => text(target, TO_CLAUDE)],
    ["smol-toml + rename + JSON.stringify", () => JSON.stringify(toClaude(smol.parse(target)), null, 2)],
  ]);
  compare("a merge into a `config.toml` with comments", [
    // Written out, as in the README: to spread an object takes half a microsecond, which is not the package's.
    ["ours", () => text(source, { from: "claude-code", to: "codex", into: own })],
    ["smol-toml, which loses them", () => smol.stringify(merged(smol.parse(own), toCodex(JSON.parse(source))))],
    ["@shopify/toml-patch, which keeps them", () => patch.updateTomlValues(own, leaves(toCodex(JSON.parse(source))))],
  ]);
}

{
  const kinds = [["letters", json(100)], ["others", json(100).replaceAll("team", "équipe")]];
  for (const [kind, source] of kinds) {
    const bytes = new TextEncoder().encode(source);
    compare(`100 servers in bytes, ASCII ${kind}`, [
      ["ours", () => text(bytes, TO_CODEX)],
      ["ours from a string", () => text(source, TO_CODEX)],
    ]);
  }
}

console.log("\nthe boundary: what is spent outside of the module");
for (const count of [5, 100]) {
  const [source, own] = [json(count), commented(count)];
  for (const [title, texts, options] of [
    [`${count} servers to a new document`, [source], TO_CODEX],
    [`${count} servers merged`, [source, own], TO_CODEX],
  ]) {
    const given = texts.length > 1 ? { ...options, into: own } : options;
    const whole = () => text(source, given);
    whole();
    const { reserve, memory, convert: inner } = instances.at(-1).exports;
    const parts = [...texts, JSON.stringify(options)].map((part) => new TextEncoder().encode(part));
    const lengths = parts.map((part) => part.length);
    if (texts.length === 1) lengths.splice(1, 0, Number.MAX_SAFE_INTEGER);
    const [inside, all] = measure([
      ["inside", () => {
        let end = 0;
        for (const part of parts) {
          new Uint8Array(memory.buffer).set(part, reserve(end + part.length) + end);
          end += part.length;
        }
        inner(...lengths);
        return "";
      }],
      ["all", whole],
    ]);
    const [module, total] = [quantile(inside, 0.5), quantile(all, 0.5)];
    console.log(`  ${title}: ${(total - module).toFixed(1)} of ${total.toFixed(1)} us`);
  }
}

console.log("\nthe cost of one server among many");
for (const [title, run] of [
  ["to a new document", (count) => [json(count), TO_CODEX]],
  ["back", (count) => [toml(count), TO_CLAUDE]],
  ["merged", (count) => [json(count), { ...TO_CODEX, into: commented(count) }]],
]) {
  const each = [100, 10_000].map((count) => {
    const [source, options] = run(count);
    return quantile(measure([["ours", () => text(source, options)]], 40_000)[0], 0.5) / count;
  });
  console.log(`  ${title}: ${each.map((one) => one.toFixed(2)).join(" us at 100, ")} us at 10,000: ${(each[1] / each[0]).toFixed(2)} times`);
}

console.log("\na fresh process that converts once, against one that does nothing (CPU time)");
{
  const read = `const source = ${JSON.stringify(json(5))};`;
  const smolUrl = import.meta.resolve("smol-toml");
  const programs = {
    nothing: "",
    ours: `import { convert } from ${JSON.stringify(pathToFileURL(entry).href)}; ${read} convert(source, ${JSON.stringify(TO_CODEX)});`,
    "smol-toml": `import { stringify } from ${JSON.stringify(smolUrl)}; ${read} stringify(JSON.parse(source));`,
  };
  const times = Object.fromEntries(Object.keys(programs).map((name) => [name, []]));
  for (let round = 0; round < rounds; round += 1) {
    for (const [name, program] of Object.entries(programs)) times[name].push(spent(program));
  }
  const middle = (name) => quantile(times[name], 0.5);
  for (const name of Object.keys(programs)) {
    console.log(`  ${name}: ${middle(name).toFixed(1)} ms, ${(middle(name) / middle("nothing")).toFixed(2)} times`);
  }
}

/** The CPU time of a fresh process, in milliseconds, as it counts itself when it ends. */
function spent(program) {
  const told = `process.on("exit", () => { const { user, system } = process.cpuUsage(); require("node:fs").writeSync(1, String(user + system)); });`;
  const preload = `data:text/javascript,${encodeURIComponent(`import { createRequire } from "node:module"; const require = createRequire("/"); ${told}`)}`;
  const { stdout, status } = spawnSync(process.execPath, ["--import", preload, "--input-type=module", "--eval", program], { encoding: "utf8" });
  assert.equal(status, 0);
  return Number(stdout) / 1000;
}

assert.ok(sink > 0);
