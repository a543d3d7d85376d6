// What the page knows and does: two documents, a translation, and where the person is. The parts of the page show it.

import type { Diagnostic, Host, Hosts, HostFile, HostId, Span } from "mcpglot/browser";

import { Editor } from "./editor/editor.js";
import { looksLike } from "./editor/languages.js";
import type { Tally } from "./editor/diff.js";
import { ask, latest } from "./engine.js";
import { FIRST } from "./examples/first.js";
import type { Example } from "./examples/first.js";
import { filesOn, nameOf, thisSystem } from "./paths.js";
import type { System } from "./paths.js";
import { SNIPPET } from "./protocol.js";
import type { Converted, Question } from "./protocol.js";

/** The parts below the editors. */
export type View = "findings" | "picture" | "matrix" | "targets";

/** A text for the target. */
export interface Result {
  text: string;
  /** What was merged into; empty where there was nothing. */
  into: string;
  /** What the merge has done to its lines. */
  tally: Tally | undefined;
}

export interface State {
  /** What is known of the hosts; not there until the worker has answered. */
  facts: Hosts | undefined;
  /** The host of the source, or nothing: it is detected. */
  from: HostId | undefined;
  to: HostId;
  /** The name of the source's file, if it came as one. */
  fileName: string | undefined;
  /** Which of the target's editors is seen. */
  side: "result" | "existing";
  /** The last answer; not there where there is nothing to translate. */
  converted: Converted | undefined;
  /** The source that it is about. */
  shownSource: string;
  /** The result, if there is one. It may be about an older source, and never about another target. */
  result: Result | undefined;
  view: View;
  system: System;
  /** Which of the target's files is meant. */
  file: number;
  /** The server that is looked at. */
  server: string | undefined;
  /** Whether what the target cannot reach is reached by a program that it starts. */
  bridge: boolean;
  /** The target's file, if it can be saved in place; what was read of it, and how much there was to undo then. */
  disk: { handle: FileSystemFileHandle; text: string; depth: number } | undefined;
  /** Whether a link is being made. */
  sharing: boolean;
  /** Whether an answer is still to come. */
  busy: boolean;
  /** Why the last question had no answer at all; empty where it had one. */
  fault: string;
  /** What has just been done, or could not be. */
  notice: string;
}

export const state: State = {
  facts: undefined,
  from: undefined,
  to: "codex",
  fileName: undefined,
  side: "result",
  converted: undefined,
  shownSource: "",
  result: undefined,
  view: "findings",
  system: thisSystem(),
  file: 0,
  server: undefined,
  bridge: false,
  disk: undefined,
  sharing: false,
  busy: true,
  fault: "",
  notice: "",
};

let listener = () => {};

/** Has the page drawn anew after each change. */
export function onChange(draw: () => void): void {
  listener = draw;
}

/** Changes what the page knows. */
export function set(change: Partial<State>): void {
  Object.assign(state, change);
  listener();
}

export const source = new Editor({
  label: "Source: the configuration that you have",
  placeholder: "Paste a configuration here, or drop a file.",
  changed: () => changed(),
  replaced: (text) => take("source", text, undefined, state.from),
});
export const existing = new Editor({
  label: "Existing file: what the result is merged into",
  placeholder: "Optional. Paste or drop the file that you have there already: it is merged into, and every other line of it stays.",
  changed: () => {
    // What stands there is no longer the file with changes, but what stood there before it was opened.
    if (state.disk && existing.depth < state.disk.depth) set({ disk: undefined, result: undefined });
    changed();
  },
  replaced: (text) => {
    existing.text = text;
    set({ disk: undefined, result: undefined });
    changed();
  },
});
export const result = new Editor({ label: "Result", placeholder: "", readOnly: true });

/** A host by its id. */
export function host(id: HostId | undefined): Host | undefined {
  return state.facts?.hosts.find((host) => host.id === id);
}

/** What a host is called. */
export function nameOfHost(id: HostId): string {
  return host(id)?.name ?? (id === SNIPPET ? "a snippet, of no tool" : id);
}

/** What a server is called where it can be chosen: it may have an empty name. */
export function nameOfServer(name: string): string {
  return name === "" ? '""' : name;
}

/** The file that the result belongs into, if its host has one. */
export function targetFile(): HostFile | undefined {
  const files = filesOn(host(state.to), state.system);
  return files[state.file] ?? files[0];
}

/** The name under which the result is saved. */
export function targetName(): string {
  const to = host(state.to);
  return to ? nameOf(targetFile(), to) : "mcp.json";
}

type Conversion = Extract<Question, { ask: "convert" }>;
const convert = latest<Conversion>(shown, failed);

/** There is no answer: neither to what stands there now, nor to what stood there before. */
function failed({ message: fault }: Error): void {
  set({ fault, converted: undefined, result: undefined, busy: false });
}

/** Translates what there is now. */
function changed(): void {
  const text = source.text;
  const into = existing.isEmpty ? undefined : existing.text;
  void source.colour(host(state.from ?? state.converted?.outcome.from)?.syntax ?? looksLike(text));
  if (text.trim() === "") {
    clearAnswer();
    return;
  }
  set({ busy: true });
  const { to, from, fileName, bridge } = state;
  convert({ ask: "convert", source: text, fileName, options: { to, from, into, bridge: bridge ? "mcp-remote" : undefined } });
}

function clearAnswer(): void {
  result.show("");
  source.diagnose([]);
  existing.diagnose([]);
  set({ converted: undefined, result: undefined, busy: false, fault: "" });
}

/** Shows an answer, if it is still about what stands there. */
function shown(converted: Converted, { source: text, options: { into, to } }: Conversion): void {
  if (text !== source.text || (into ?? "") !== existing.text || to !== state.to) return; // The answer to what stands there now comes next.
  // They are asked for first: where they are not there, that has failed, and what failed has been begun anew.
  if (!state.facts) void learn();
  const { outcome } = converted;
  let made: Result | undefined;
  if (outcome.text !== undefined) {
    const tally = result.show(outcome.text, typeof into === "string" ? { target: into, edits: outcome.edits } : undefined);
    made = { text: outcome.text, into: existing.text, tally };
  }
  source.diagnose(findingsIn(converted, "source"));
  existing.diagnose(findingsIn(converted, "target"));
  void source.colour(host(outcome.from)?.syntax ?? looksLike(text));
  const server = converted.servers.find((name) => name === state.server) ?? converted.servers[0];
  set({ converted, shownSource: text, result: made, server, busy: false, fault: "" });
}

/** What is to be said of a document: by the translation, then by its own host; each thing once. */
export function findingsIn({ outcome, source, target }: Converted, document: "source" | "target"): Diagnostic[] {
  const own = (document === "source" ? source : target)?.diagnostics ?? [];
  const found = outcome.diagnostics.filter((each) => each.document === document || (document === "source" && each.document === "settings"));
  const known = new Set(found.map(({ code, span }) => `${code} ${span[0]}`));
  return [...found, ...own.filter(({ code, span }) => !known.has(`${code} ${span[0]}`)).map((each) => ({ ...each, document }))];
}

/** Why there is no result, where there is none. */
export function refusal({ outcome }: Converted): Diagnostic | undefined {
  return outcome.diagnostics.find(({ severity }) => severity === "error");
}

/** The files that were there already, of the hosts that are not chosen. */
const aside = new Map<HostId, string>();

/** Another host for one of the sides, or another way to reach servers. */
export function choose(change: { from?: HostId | undefined; to?: HostId; bridge?: boolean }): void {
  if (change.to !== undefined && change.to !== state.to) {
    // What is there of one host is no file of another.
    aside.set(state.to, existing.text);
    existing.text = aside.get(change.to) ?? "";
    existing.forget();
    result.show("");
    Object.assign(state, { file: 0, result: undefined, disk: undefined });
    const to = host(change.to);
    if (to) for (const editor of [existing, result]) void editor.colour(to.syntax);
  }
  Object.assign(state, change);
  listener();
  changed();
}

/** Takes a text as the source or the target's file; `handle` is that file, where it can be saved in place. */
export function take(side: "source" | "existing", text: string, fileName?: string, from?: HostId, handle?: FileSystemFileHandle): void {
  if (side === "source") {
    Object.assign(state, { fileName, from, server: undefined });
    result.show("");
    set({ result: undefined, converted: undefined });
    source.text = text;
  } else {
    existing.text = text;
    const disk = handle && { handle, text, depth: existing.depth };
    set({ side: text === "" ? "existing" : "result", disk, result: undefined });
  }
  changed();
}

/** Starts from an example. */
export function start({ text, fileName, to, into }: Example, from?: HostId): void {
  existing.text = into ?? "";
  aside.clear();
  Object.assign(state, { to, file: 0, side: "result", disk: undefined });
  for (const editor of [existing, result]) void editor.colour(host(to)?.syntax ?? looksLike(into ?? ""));
  take("source", text, fileName, from);
}

/** Larger files are no configuration, and the page would stand still over one. */
const LARGEST = 32;

/** What a file holds, byte for byte. Where that is no text, or too much of it, the error says so. */
export async function textOf(file: File): Promise<string> {
  if (file.size > LARGEST * 1024 * 1024) throw new Error(`${file.name} is larger than ${LARGEST} MiB, so it is not opened`);
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(await file.arrayBuffer());
  } catch {
    throw new Error(`${file.name} is not UTF-8 text, so it is not opened`);
  }
}

/** Takes a file, or says why not. */
export async function takeFile(side: "source" | "existing", file: File): Promise<void> {
  try {
    take(side, await textOf(file), file.name);
    notice(`${file.name} is open`);
  } catch (error) {
    notice((error as Error).message);
  }
}

/** Goes to a place in a document. */
export function reveal(document: "source" | "target" | "result" | "settings", span: Span): void {
  if (document === "settings") return;
  if (document === "source") return source.reveal(span);
  set({ side: document === "target" ? "existing" : "result" });
  (document === "target" ? existing : result).reveal(span);
}

/** Says something that goes away. */
let noticed: ReturnType<typeof setTimeout> | undefined;
export function notice(text: string): void {
  clearTimeout(noticed);
  set({ notice: text });
  noticed = setTimeout(() => set({ notice: "" }), 6000);
}

/** Puts a text into the clipboard, and tells whether that was allowed. */
export async function copy(text: string, what: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    notice(`Copied ${what}`);
    return true;
  } catch {
    notice(`The browser does not let the page copy ${what}`);
    return false;
  }
}

/** Gives the result as a file. */
export function download(): void {
  if (state.result === undefined || state.busy) return;
  const name = targetName();
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([state.result.text], { type: "application/octet-stream" }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
  notice(name.startsWith(".") ? `${name} is saved; some browsers take the dot at its beginning away` : `${name} is saved`);
}

/** Opens what the address holds, if it holds something. */
async function openShared(): Promise<boolean> {
  if (!location.hash.startsWith("#1.")) return false;
  const refusal = await (await import("./share.js")).open(location.hash);
  if (refusal !== undefined) notice(refusal);
  return refusal === undefined;
}

/** Learns of the hosts, and shows what is said with their names. */
async function learn(): Promise<void> {
  try {
    set({ facts: await ask({ ask: "hosts" }) });
    for (const editor of [existing, result]) void editor.colour(host(state.to)?.syntax ?? "json");
  } catch (error) {
    failed(error as Error);
  }
}

/** Begins: with what the address says, or with the first example. */
export async function begin(): Promise<void> {
  addEventListener("hashchange", () => void openShared());
  // Asked first: the answers to all else are shown with the names that are in it.
  void learn();
  if (!(await openShared())) start(FIRST);
}

/** Asks once more what had no answer. */
export function tryAgain(): void {
  set({ fault: "" });
  if (!state.facts) void learn();
  changed();
}
