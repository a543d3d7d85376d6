// What may be shown to others of a document: its servers, with every value hidden that the core hides when it shows a document.
//
// The core says what is hidden (`read` with `masked`); here that is put into the text. Whether it worked is not believed but
// read: the result must say what the masked reading says, or nothing of the document is shared.

import type { Kit, Reading, Server } from "mcpglot/browser";

import type { Shareable } from "./protocol.js";

/** What the core puts in a value's place. */
const HIDDEN = "•••";

/** Each piece of a document that may be a value, as our writers spell it. */
const PIECES: Record<string, RegExp> = {
  json: /(?<value>"(?:[^"\\]|\\.)*")(?<key>\s*:)?/g,
  toml: /^\[.*\]$|(?<value>"""[^]*?"""|'''[^]*?'''|"(?:[^"\\\n]|\\.)*"|'[^'\n]*')(?<key>\s*=)?/gm,
  yaml: /(?<=^\s*(?:- +)*(?:(?:[^\s"'#:-][^:\n]*|"[^"\n]*"): |- +))(?!- |[^\s"'#:][^:\n]*:(?: |$))(?<value>\S.*)$/gm,
};

/** The servers of `source`, hidden values and everything else left out; nothing where that cannot be made sure of. */
export function shareable(kit: Kit, source: string, from: string | undefined, fileName: string | undefined): Shareable {
  const host = kit.read(source, { from, fileName, masked: true }).host;
  if (host === undefined) return {};
  // A snippet of nobody's has no form of its own to be written in.
  const to = kit.hosts().hosts.some(({ id }) => id === host) ? host : "claude-code";
  const clean = kit.convert(source, { from: host, to, fileName }).text;
  if (clean === undefined) return {};
  const masked = kit.read(clean, { from: to, masked: true });
  const syntax = kit.hosts(to).hosts[0]?.syntax ?? "json";
  const hidden = secrets(kit.read(clean, { from: to }), masked, syntax);
  const text = clean.replace(PIECES[syntax]!, (piece: string, ...more: unknown[]) => {
    const { value, key } = more.at(-1) as { value?: string; key?: string };
    return value === undefined || key !== undefined ? piece : hide(value, hidden);
  });
  const again = kit.read(text, { from: to });
  const says = JSON.stringify(plain(again)) === JSON.stringify(plain(masked));
  const shows = hidden.some(([value]) => value.length > 3 && text.includes(value));
  return says && !shows ? { text, from: to } : {};
}

/** The servers; of what is one host's alone only where it stands, because its value is text of the document. */
function plain({ servers }: Reading): Server[] {
  return servers.map(({ extras, ...server }) => ({ ...server, extras: extras?.map(({ path }) => path) }) as unknown as Server);
}

/**
 * The strings that are hidden, and what stands for each, the longest first: those that two readings of one document do not
 * have in common, and those of fields that one host alone has.
 */
function secrets(open: Reading, masked: Reading, syntax: string): [value: string, shown: string][] {
  const found = new Map<string, string>();
  const walk = (left: unknown, right: unknown) => {
    if (typeof left === "string") {
      if (typeof right === "string" && left !== right) found.set(left, right);
    } else if (left !== null && typeof left === "object" && right !== null && typeof right === "object") {
      for (const [key, value] of Object.entries(left)) if (key !== "extras") walk(value, (right as Record<string, unknown>)[key]);
    }
  };
  walk(open.servers, masked.servers);
  for (const { text } of open.servers.flatMap(({ extras }) => extras ?? [])) {
    const pieces = [...text.matchAll(PIECES[syntax]!)].filter(({ groups }) => groups!.value !== undefined && groups!.key === undefined);
    // In YAML a text needs no quotes.
    const values = pieces.length > 0 ? pieces.map(({ groups }) => groups!.value!) : syntax === "yaml" ? [text.trim()] : [];
    for (const value of values) {
      const said = decoded(value) ?? value;
      if (!/^(?:true|false|null|[\d.+-]*)$/.test(said)) found.set(said, HIDDEN);
    }
  }
  return [...found].sort(([a], [b]) => b.length - a.length);
}

/** A value of a document as it may be shown. */
function hide(token: string, hidden: [string, string][]): string {
  const value = decoded(token);
  if (value === undefined) return JSON.stringify(HIDDEN);
  const whole = hidden.find(([from]) => from === value);
  // Besides a reference, or within one, a value may be a part of the text.
  const shown = whole ? whole[1] : hidden.reduce((text, [from, to]) => text.replaceAll(from, to), value);
  return shown === value ? token : JSON.stringify(shown);
}

/** What a token says, if it is one that every writer of ours spells so. */
function decoded(token: string): string | undefined {
  if (!/^["']/.test(token)) return token;
  if (/^'(?!'')/.test(token)) return token.slice(1, -1);
  try {
    return JSON.parse(token) as string;
  } catch {
    return undefined;
  }
}
