// `src/types.ts` says what the Rust side says: every answer of the ledger is of its type, and every field and every tag that
// the types have occurs in an answer. What Rust's enums have is listed by the ledger, too.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { it } from "node:test";

import { here, ledger } from "./support.mjs";

const source = (await readFile(join(here, "src/types.ts"), "utf8")).replaceAll(/\/\*\*[\s\S]*?\*\/|\/\/.*/g, "");

/** The types by name: of an interface its fields, of another type what it stands for. */
const types = new Map();
for (const [, name, body] of source.matchAll(/export interface (\w+) \{([\s\S]*?)\n\}/g)) {
  const fields = new Map();
  for (const [, key, optional, type] of body.matchAll(/^\s*(\w+)(\?)?: ([\s\S]*?);$/gm)) fields.set(key, { optional, type: parse(type) });
  types.set(name, { fields });
}
for (const [, name, body] of source.matchAll(/export type (\w+) =([\s\S]*?);\n/g)) types.set(name, parse(body));

/** A type in the part of TypeScript that the file uses: unions, arrays, tuples, records, tags and names. */
function parse(text) {
  const choices = text.split("|").map((choice) => choice.trim()).filter(Boolean);
  if (choices.length > 1) return { choices: choices.map(parse) };
  const [type] = choices;
  if (/^"[^"]*"$/.test(type)) return { tag: JSON.parse(type) };
  if (type.endsWith("[]")) return { items: parse(type.slice(0, -2).replace(/^readonly /, "")) };
  const record = /^(?:Readonly<)?Record<string, (\w+)>>?$/.exec(type);
  if (record) return { values: parse(record[1]) };
  const tuple = /^\[(.*)\]$/.exec(type);
  if (tuple) return { tuple: tuple[1].split(",").map((item) => parse(item.replace(/^\s*\w+:/, ""))) };
  assert.match(type, /^\w+$/, `the test cannot read the type ${type}`);
  return { name: type };
}

/** What was met of the types: `Interface.field` and `Type: tag`. */
const met = new Set();
/** The fields that were met with a value, and the answers without them. */
const missing = new Set();

/** Whether `value` is of `type`; with `trouble`, what is wrong with it. */
function conforms(value, type, path, owner) {
  if (type.choices) {
    const problems = type.choices.map((choice) => conforms(value, choice, path, owner));
    return problems.includes(undefined) ? undefined : problems[0];
  }
  if (type.tag !== undefined) {
    if (value !== type.tag) return `${path} is ${JSON.stringify(value)}`;
    met.add(`${owner}: ${type.tag}`);
    return undefined;
  }
  if (type.items || type.tuple) {
    if (!Array.isArray(value)) return `${path} is no array`;
    if (type.tuple && value.length !== type.tuple.length) return `${path} has ${value.length} items`;
    return first(value.map((item, at) => conforms(item, type.items ?? type.tuple[at], `${path}[${at}]`, owner)));
  }
  if (type.values) return first(Object.entries(value).map(([key, inner]) => conforms(inner, type.values, `${path}.${key}`, owner)));
  if (["string", "number", "boolean"].includes(type.name)) return typeof value === type.name ? undefined : `${path} is no ${type.name}`;
  const named = types.get(type.name);
  assert.ok(named, `${type.name} is not in the file`);
  if (!named.fields) return conforms(value, named, path, type.name);
  if (value === null || typeof value !== "object" || Array.isArray(value)) return `${path} is no ${type.name}`;
  for (const key of Object.keys(value)) if (!named.fields.has(key)) return `${path} has a field \`${key}\`, which ${type.name} has not`;
  const found = [];
  const problem = first(
    [...named.fields].map(([key, { optional, type: inner }]) => {
      if (!(key in value)) {
        if (!optional) return `${path} has no \`${key}\``;
        found.push(() => missing.add(`${type.name}.${key}`));
        return undefined;
      }
      found.push(() => met.add(`${type.name}.${key}`));
      return conforms(value[key], inner, `${path}.${key}`, `${type.name}.${key}`);
    }),
  );
  if (problem === undefined) for (const mark of found) mark();
  return problem;
}

function first(problems) {
  return problems.find((problem) => problem !== undefined);
}

const ANSWERS = {
  convert: "Outcome",
  validate: "Validation",
  fix: "Fixed",
  detect: "Detection",
  read: "Reading",
  diff: "Diff",
  commands: "Commands",
  hosts: "Hosts",
};

/** The fields and tags that can be met in the type `name`. */
function* parts(name, seen = new Set()) {
  if (seen.has(name)) return;
  seen.add(name);
  const type = types.get(name);
  if (!type) return;
  if (!type.fields) return yield* within(type, name, seen);
  for (const [key, field] of type.fields) {
    yield `${name}.${key}`;
    yield* within(field.type, `${name}.${key}`, seen);
  }
}

function* within(type, owner, seen) {
  if (type.tag !== undefined) yield `${owner}: ${type.tag}`;
  if (type.name) yield* parts(type.name, seen);
  for (const inner of [type.choices, type.tuple, type.items, type.values].flat()) if (inner) yield* within(inner, owner, seen);
}

it("every answer is of its type, and every part of the types occurs", async () => {
  const { calls, options, tags } = await ledger();
  const problems = [];
  for (const { function: name, documents, answer } of calls) {
    if (!ANSWERS[name] || answer.error) continue;
    const problem = conforms(answer, { name: ANSWERS[name] }, name, name);
    if (problem) problems.push(`${documents.join(", ")}: ${problem}`);
  }
  assert.deepEqual(problems.slice(0, 10), []);

  // What no document makes Rust say is nevertheless among what it can say.
  for (const [owner, all] of Object.entries(tags)) if (owner !== "ErrorCode") for (const tag of all) met.add(`${owner}: ${tag}`);
  const possible = Object.values(ANSWERS).flatMap((name) => [...parts(name)]);
  assert.deepEqual([...new Set(possible)].filter((part) => !met.has(part)), [], "never said");
  assert.deepEqual([...met].filter((part) => !possible.includes(part)), [], "said by Rust, and not in the types");

  const optional = [...types].flatMap(([name, { fields }]) =>
    [...(fields ?? [])].filter(([, field]) => field.optional).map(([key]) => `${name}.${key}`),
  );
  const always = optional.filter((part) => met.has(part) && !missing.has(part));
  assert.deepEqual(always, [], "never absent");

  const names = { convert: "ConvertOptions", validate: "CheckOptions", fix: "CheckOptions", detect: "DetectOptions" };
  Object.assign(names, { read: "ReadOptions", diff: "DiffOptions", commands: "CommandsOptions" });
  for (const [name, type] of Object.entries(names)) {
    const declared = [...types.get(type).fields.keys()];
    assert.deepEqual(declared.sort(), [...options[name]].sort(), name);
  }
  const codes = types.get("ErrorCode").choices.map(({ tag }) => tag);
  const inner = ["text-invalid", "edit-invalid", "load-failed", "internal-error"];
  assert.deepEqual(codes.sort(), [...tags.ErrorCode, ...inner].sort());
});
