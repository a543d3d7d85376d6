// What may be shown to others of a document: its servers, with every value hidden that the core hides when it shows a document.
//
// The core says what is hidden (`read` with `masked`); here that is put into the text. Of what the core hides as a whole, such
// as the fields that one host alone has, nothing is put in: it is left out. Whether it worked is not believed but read: the
// result must say what the masked reading says and nothing else, or nothing of the document is shared.

import type { Concept, Host, Kit, Mapping, Piece, Server, Template } from "mcpglot/browser";

import type { Shareable } from "./protocol.js";

/** What the core puts in a value's place. */
const HIDDEN = "•••";

/** Each piece of a document that may be a value, as our writers spell it. */
const PIECES: Record<Host["syntax"], RegExp> = {
  json: /(?<value>"(?:[^"\\]|\\.)*")(?<key>\s*:)?/g,
  toml: /^\[.*\]$|(?<value>"""[^]*?"""|'''[^]*?'''|"(?:[^"\\\n]|\\.)*"|'[^'\n]*')(?<key>\s*=)?/gm,
  yaml: /(?<=^\s*(?:- +)*(?:(?:[^\s"'#:-][^:\n]*|"[^"\n]*"): |- +))(?!- |[^\s"'#:][^:\n]*:(?: |$))(?<value>\S.*)$/gm,
};

/** The servers of `source`, hidden values and everything else left out; nothing where that cannot be made sure of. */
export function shareable(kit: Kit, source: string, from: string | undefined, fileName: string | undefined): Shareable {
  const host = kit.read(source, { from, fileName, masked: true }).host;
  if (host === undefined) return {};
  // A snippet of nobody's has no form of its own to be written in.
  const form = kit.hosts().hosts.find(({ id }) => id === host) ?? kit.hosts("claude-code").hosts[0]!;
  const to = form.id;
  const clean = kit.convert(source, { from: host, to, fileName }).text;
  if (clean === undefined) return {};

  // What is written anew has the servers, and what they ask for: nothing else of a document comes through.
  const anew = (text: string) => kit.convert(text, { from: to, to, trace: true });
  let { text: bare = "", mapping = [] } = anew(clean);
  let open = kit.read(bare, { from: to }).servers;
  const names = open.map(({ name }) => name).join("\n");
  // A table of which all is left out may be left out itself.
  for (let round = 0; round < 3 && open.some(hasOwn); round++) {
    ({ text: bare = "", mapping = [] } = anew(withoutOwn(open, bare, form)));
    open = kit.read(bare, { from: to }).servers;
  }
  if (open.some(hasOwn) || open.map(({ name }) => name).join("\n") !== names) return {};
  const shown = kit.read(bare, { from: to, masked: true }).servers;
  const hidden = withoutValues(bare, form.syntax, mapping, open, shown);
  const text = anew(form.syntax === "json" ? withoutWords(hidden) : hidden).text ?? "";

  // The one reading has all that its text says; the other has no value that is hidden.
  const wanted = JSON.stringify(shown);
  const says = JSON.stringify(kit.read(text, { from: to }).servers) === wanted;
  // A value may be a word of what is shown elsewhere; it may be nowhere else.
  const isShown = (value: string) => wanted.includes(JSON.stringify(value).slice(1, -1));
  const shows = secrets(open, shown).some((value) => value.length > 3 && text.includes(value) && !isShown(value));
  return says && !shows ? { text, from: to } : {};
}

/** Whether a server has what the core hides as a whole, whatever stands there: what its host alone reads, and a number. */
function hasOwn({ extras, oauth_callback_port }: Server): boolean {
  return extras !== undefined || oauth_callback_port !== undefined;
}

/** The document without the lines that say what the core hides as a whole. */
function withoutOwn(servers: Server[], text: string, { syntax, serversAt, namedBy, fields }: Host): string {
  const ports = fields.filter(({ concept }) => concept === "oauth_callback_port").map(({ key }) => key);
  const own = servers.map(({ extras }) => new Set([...ports, ...(extras ?? []).map(({ path }) => path)]));
  const lines = text.split("\n");
  const paths = (syntax === "toml" ? tablesOf : blocksOf)(lines, namedBy === undefined ? undefined : serversAt);
  const entries = new Map<string, number>();
  const kept = lines.filter((_, at) => {
    const path = paths[at]!;
    if (path.length <= serversAt.length || serversAt.some((key, at) => path[at] !== key)) return true;
    const [server = "", key, within] = path.slice(serversAt.length);
    if (!entries.has(server)) entries.set(server, entries.size);
    // Servers are read in the order in which they stand there.
    const gone = own[entries.get(server)!];
    // The core tells what is in a table of a server by both keys, with a dot between.
    return key === undefined || !(gone?.has(key) || gone?.has(`${key}.${within}`));
  });
  const isClosing = (line: string | undefined) => /^\s*[\]}]/.test(line ?? "");
  return kept.map((line, at) => (syntax === "json" && isClosing(kept[at + 1]) ? line.replace(/,$/, "") : line)).join("\n");
}

/** The keys down to what each line of a JSON or YAML document says, as our writers indent it. Items of a list count as keys. */
function blocksOf(lines: string[]): string[][] {
  const open: { indent: number; key: string; items: number }[] = [];
  const close = (indent: number) => {
    while (open.length > 0 && open.at(-1)!.indent >= indent) open.pop();
  };
  return lines.map((line) => {
    let [indent, rest] = [line.search(/\S|$/), line.trim()];
    if (/^[\]}]/.test(rest) || rest === "") {
      // Where a block ends its key does.
      const path = open.filter((each) => each.indent <= indent).map(({ key }) => key);
      return rest === "" ? [] : path;
    }
    close(indent);
    while (/^- /.test(rest)) {
      const list = open.at(-1);
      open.push({ indent, key: String(list ? list.items++ : 0), items: 0 });
      const item = rest.slice(1).trimStart();
      indent += rest.length - item.length;
      rest = item;
    }
    const key = /^("(?:[^"\\]|\\.)*"|[^\s"'#:[{-][^:]*|-[^\s:][^:]*):(?: |$)/.exec(rest)?.[1];
    if (key !== undefined) open.push({ indent, key: unquoted(key), items: 0 });
    return open.map(({ key }) => key);
  });
}

/** The same of a TOML document: a line that is no key goes on with what the line before it says. */
function tablesOf(lines: string[], list: string[] | undefined): string[][] {
  let table: string[] = [];
  let path: string[] = [];
  let items = 0;
  return lines.map((line) => {
    const header = /^(\[\[?)(.*?)\]\]?$/.exec(line);
    const key = /^("(?:[^"\\]|\\.)*"|'[^']*'|[\w-]+) = /.exec(line)?.[1];
    if (header) {
      const keys = header[2]!.match(/"(?:[^"\\]|\\.)*"|'[^']*'|[\w-]+/g) ?? [];
      table = keys.map(unquoted);
      if (list && list.every((key, at) => table[at] === key)) {
        if (header[1] === "[[" && table.length === list.length) items++;
        table.splice(list.length, 0, String(items));
      }
      path = table;
    } else if (key !== undefined) {
      path = [...table, unquoted(key)];
    }
    return path;
  });
}

/** A key without its quotes. */
function unquoted(key: string): string {
  return decoded(key) ?? key;
}

/** The document with nothing of what its host asks for but what it is called. */
function withoutWords(text: string): string {
  const { inputs } = JSON.parse(text || "{}") as { inputs?: { id: string; password?: unknown }[] };
  if (!Array.isArray(inputs)) return text;
  const lines = text.split("\n");
  const paths = blocksOf(lines);
  const asked = inputs.map(({ id, password }) => ({ id, type: "promptString", description: HIDDEN, password: password === true }));
  const kept = lines.filter((_, at) => paths[at]![0] !== "inputs");
  return kept.join("\n").replace("{", () => `{ "inputs": ${JSON.stringify(asked)},`);
}

/** The document with what is `shown` in place of what is `open`: each value by the field that it belongs to. */
function withoutValues(text: string, syntax: Host["syntax"], mapping: readonly Mapping[], open: Server[], shown: Server[]): string {
  const servers = new Map(open.map((server, at) => [server.name, [server, shown[at]!] as const]));
  const fields = mapping.flatMap(({ server, concept, to }) => {
    const readings = servers.get(server);
    return to && readings ? [{ span: to.span, ways: templates(concept, to.path, ...readings) }] : [];
  });
  fields.sort((a, b) => a.span[0] - b.span[0]);
  // A reference may have a field of its own, and what stands around it another, which is no value in its own right.
  const headers = open.flatMap(({ headers }) => Object.values(headers ?? {}).filter(Array.isArray).flat());
  const around = [...new Set(headers)].filter((piece) => typeof piece === "string");
  let at = 0;
  return text.replace(PIECES[syntax], (piece: string, ...more: unknown[]) => {
    const { value, key } = more.at(-1) as { value?: string; key?: string };
    if (value === undefined || key !== undefined) return piece;
    const start = more.at(-3) as number;
    while (at < fields.length && fields[at]!.span[1] <= start) at++;
    const field = fields[at];
    const said = decoded(value) ?? "";
    if (!field || start < field.span[0]) {
      const left = around.reduce((text, piece) => text.replace(piece, HIDDEN), said);
      return left === said ? piece : JSON.stringify(left);
    }
    // A field of several values has them in order.
    const way = field.ways.length > 1 ? field.ways.shift() : field.ways[0];
    return !way || JSON.stringify(way[0]) === JSON.stringify(way[1]) ? piece : JSON.stringify(spelled(said, ...way));
  });
}

/** The values of a field as they are and as they may be shown, in order. */
function templates(concept: Concept, path: string, open: Server, shown: Server): [Template, Template][] {
  const pairs = (left: unknown, right: unknown) => (left === undefined || right === undefined ? [] : [[left, right] as [Template, Template]]);
  const args = () => (open.args ?? []).flatMap((arg, at) => pairs(arg, shown.args?.[at]));
  switch (concept) {
    case "args":
      return args();
    case "command":
      // Some hosts have both in one list.
      return [...pairs(open.command, shown.command), ...args()];
    case "env":
    case "headers": {
      const keys = Object.keys(open[concept] ?? {}).filter((key) => path.endsWith(`.${key}`) || path.endsWith(`.${JSON.stringify(key)}`));
      const key = keys.sort((a, b) => b.length - a.length)[0];
      return key === undefined ? [] : pairs(open[concept]![key], shown[concept]?.[key]);
    }
    default: {
      const [left, right] = [open, shown].map((server) => server[concept as keyof Server]);
      return pairs(left, right);
    }
  }
}

/** A text as it may be shown, with its references spelled as they are; hidden as a whole where they cannot be found in it. */
function spelled(value: string, open: Template, shown: Template): string {
  if (typeof open === "string" || typeof shown === "string") return value === open && typeof shown === "string" ? shown : HIDDEN;
  const parts = (template: Template) => (template as Piece[]).flatMap((piece) => (typeof piece === "string" ? [piece] : Object.values(piece).map(String)));
  const masks = parts(shown);
  let out = "";
  let end = 0;
  for (const [at, part] of parts(open).entries()) {
    const start = value.indexOf(part, end);
    if (start < 0) return HIDDEN;
    out += value.slice(end, start) + masks[at];
    end = start + part.length;
  }
  return out + value.slice(end);
}

/** The strings that two readings of one document do not have in common. */
function secrets(open: unknown, shown: unknown): string[] {
  if (typeof open === "string") return open === shown ? [] : [open];
  if (open === null || typeof open !== "object") return [];
  return Object.entries(open).flatMap(([key, value]) => secrets(value, (shown as Record<string, unknown> | undefined)?.[key]));
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
