// Colours for the syntaxes. Each is a reader of lines: what the text means is the core's business.

import { StreamLanguage } from "@codemirror/language";
import type { StreamParser } from "@codemirror/language";

/** The syntaxes that hosts have; others have no colours. */
export type Syntax = "json" | "toml" | "yaml";

/** JSON with comments. */
const json: StreamParser<{ comment: boolean }> = {
  name: "json",
  startState: () => ({ comment: false }),
  token(stream, state) {
    if (state.comment || stream.match("/*")) {
      state.comment = !stream.match(/^.*?\*\//);
      if (state.comment) stream.skipToEnd();
      return "comment";
    }
    if (stream.eatSpace()) return null;
    if (stream.match(/^\/\/.*/)) return "comment";
    if (stream.match(/^"(?:[^"\\]|\\.)*"?/)) return stream.match(/^\s*:/, false) ? "propertyName" : "string";
    if (stream.match(/^-?\d[\d.eE+-]*/)) return "number";
    if (stream.match(/^(?:true|false|null)\b/)) return "atom";
    stream.next();
    return "punctuation";
  },
  languageData: { commentTokens: { line: "//", block: { open: "/*", close: "*/" } } },
};

const loaders: Record<Syntax, () => Promise<StreamParser<unknown>>> = {
  json: async () => json as StreamParser<unknown>,
  toml: async () => (await import("@codemirror/legacy-modes/mode/toml")).toml as StreamParser<unknown>,
  yaml: async () => (await import("@codemirror/legacy-modes/mode/yaml")).yaml as StreamParser<unknown>,
};

const loaded = new Map<Syntax, Promise<StreamLanguage<unknown>>>();

/** The language of a syntax; loaded when it is first needed. */
export function language(syntax: Syntax): Promise<StreamLanguage<unknown>> {
  let language = loaded.get(syntax);
  if (!language) {
    language = loaders[syntax]().then((parser) => StreamLanguage.define(parser));
    loaded.set(syntax, language);
  }
  return language;
}

/** What a text looks like, for the time until its host is known. */
export function looksLike(text: string): Syntax {
  const start = /^\s*(?:\/\/|\/\*|[{[#]|[\w"'.-]+\s*[=:])/.exec(text.replace(/^\uFEFF/, ""))?.[0].trim() ?? "{";
  if (/^(?:\/|\{)/.test(start)) return "json";
  return /^\s*\[+[\w"'. -]+\]+\s*(?:#.*)?$|^\s*[\w"'.-]+\s*=/m.test(text) ? "toml" : start.startsWith("[") ? "json" : "yaml";
}
