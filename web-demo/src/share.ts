// Links that hold what is on the page, in the part of an address that no browser sends.

import { ask } from "./engine.js";
import { SNIPPET } from "./protocol.js";
import { existing, source, start, state } from "./session.js";

/** What a link holds. The keys are short because a link is. */
interface Shared {
  /** The source. */
  s: string;
  /** Its host, if it is not to be detected. */
  f?: string;
  /** The name of its file. */
  n?: string;
  /** The host that it is translated for. */
  t: string;
  /** The file that is merged into. */
  i?: string;
}

/** A link, and what it leaves out. */
export interface Link {
  address: string;
  /** What everybody sees who has the link. */
  source: string;
  existing: string;
  /** What cannot be shared with its values hidden, and so is left out. */
  missing: ("source" | "existing")[];
}

/** The form of links; another form would have another number. */
const FORM = "#1.";
/** No document that is shared is longer, in bytes. */
const LIMIT = 4_000_000;

const DAMAGED = "The link is damaged, so it is not opened";

/** Makes a link: of all there is, or with the servers alone and their values hidden. */
export async function linkTo(everything: boolean): Promise<Link> {
  const missing: Link["missing"] = [];
  const hidden = async (side: "source" | "existing", text: string, from: string | undefined) => {
    if (text.trim() === "") return { text: "", from };
    const found = await ask({ ask: "share", source: text, from, fileName: side === "source" ? state.fileName : undefined });
    if (found.text === undefined) missing.push(side);
    return { text: found.text ?? "", from: found.from };
  };
  const shared: Shared = { s: source.text, t: state.to };
  if (everything) {
    if (state.from !== undefined) shared.f = state.from;
    if (state.fileName !== undefined) shared.n = state.fileName;
    if (!existing.isEmpty) shared.i = existing.text;
  } else {
    const [own, other] = [
      await hidden("source", source.text, state.from ?? state.converted?.outcome.from),
      await hidden("existing", existing.text, state.to),
    ];
    shared.s = own.text;
    if (own.from !== undefined) shared.f = own.from;
    if (other.text !== "") shared.i = other.text;
  }
  const address = new URL(location.href);
  address.search = "";
  const whole = new Blob([JSON.stringify(shared)]);
  if (whole.size > LIMIT) throw new RangeError(`it would be too long for a link, which holds ${LIMIT / 1_000_000} MB at most`);
  address.hash = FORM + (await packed(whole));
  return { address: address.href, source: shared.s, existing: shared.i ?? "", missing };
}

/** Shows what an address holds, or tells why it does not. */
export async function open(hash: string): Promise<string | undefined> {
  let shared: Partial<Shared>;
  try {
    shared = JSON.parse(await unpacked(hash.slice(FORM.length))) as Partial<Shared>;
  } catch (error) {
    return error instanceof RangeError ? "The link holds too long a text, so it is not opened" : DAMAGED;
  }
  const { s, f, n, t, i } = shared ?? {};
  if (typeof s !== "string" || typeof t !== "string" || ![f, n, i].every((each) => each === undefined || typeof each === "string")) return DAMAGED;
  // Where nothing is known of the hosts, a translation for one that there is not says so.
  const facts = state.facts ?? (await ask({ ask: "hosts" }).catch(() => undefined));
  const known = (name: string) => (facts ? facts.hosts.find(({ id, aliases }) => id === name || aliases.includes(name))?.id : name);
  const [to, from] = [known(t), f === undefined || f === SNIPPET ? f : known(f)];
  const unknown = to === undefined ? t : f !== undefined && from === undefined ? f : undefined;
  if (unknown !== undefined) return `The link is for a tool that is not known here, “${unknown.slice(0, 40)}”, so it is not opened`;
  start({ text: s, to: to!, ...(n !== undefined && { fileName: n }), ...(i !== undefined && { into: i }) }, from);
  return undefined;
}

async function packed(whole: Blob): Promise<string> {
  const stream = whole.stream().pipeThrough(new CompressionStream("deflate-raw"));
  const bytes = new Uint8Array(await new Response(stream).arrayBuffer());
  let binary = "";
  for (const byte of bytes) binary += String.fromCharCode(byte);
  return btoa(binary).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
}

async function unpacked(text: string): Promise<string> {
  const bytes = Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (char) => char.charCodeAt(0));
  const reader = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate-raw")).getReader();
  const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
  let length = 0;
  let out = "";
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return out + decoder.decode();
    length += value.length;
    // A short address may stand for a text that no memory holds.
    if (length > LIMIT) throw new RangeError("the text is too long");
    out += decoder.decode(value, { stream: true });
  }
}
