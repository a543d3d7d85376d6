// What callers give, documents and options: taken, or refused by name. JavaScript has more of both than can be passed on.

import { McpglotError } from "./error.js";
import type { Text } from "./types.js";

/** What was given as a document, if it is one. */
export function document(text: unknown): Text {
  if (typeof text === "string") return text;
  try {
    // Also an array of another realm, as test runners have them; none of wider numbers, whose bytes go by the machine.
    if (ArrayBuffer.isView(text) && (text as Uint8Array)[Symbol.toStringTag] === "Uint8Array") return new Uint8Array(text.buffer, text.byteOffset, text.byteLength);
  } catch {
    // Its bytes have gone elsewhere.
  }
  throw new McpglotError("text-invalid", "a document is a string or a Uint8Array");
}

/** The options as JSON, in which nothing is passed over that somebody may have meant; without the one that goes `apart`. */
export function asked(options: object, apart?: string): string {
  if (!isPlain(options)) throw new McpglotError("option-invalid", "the options are no plain object");
  look(options, undefined, apart);
  return JSON.stringify(apart !== undefined && options[apart] !== undefined ? { ...options, [apart]: undefined } : options);
}

/** Refuses what JSON leaves out or cannot say, among the options or in the value of `option`. */
function look(owner: Record<string, unknown>, option?: string, apart?: string): void {
  const is = option === undefined ? "is" : "holds";
  const keys = Object.keys(owner);
  // Of an array, its length is hidden as well.
  if (!Array.isArray(owner)) {
    const all = Object.getOwnPropertyNames(owner);
    if (all.length > keys.length) {
      throw refused(option ?? all.find((key) => !keys.includes(key))!, `${is} a property that is not enumerable`);
    }
  }
  for (const key of keys) {
    if (key === apart) continue;
    const name = option ?? key;
    const value = owner[key];
    const kind = typeof value;
    if (!key.isWellFormed() || (typeof value === "string" && !value.isWellFormed())) {
      throw refused(name, "holds half of a surrogate pair");
    }
    if (kind === "function" || kind === "symbol" || kind === "bigint") throw refused(name, `${is} a ${kind}`);
    if (typeof value === "object" && value !== null) {
      if (option !== undefined) throw refused(name, "holds an object");
      if (!isPlain(value) && !Array.isArray(value)) throw refused(name, "is neither a plain object nor an array");
      look(value as Record<string, unknown>, name);
    }
  }
}

function refused(name: string, problem: string): McpglotError {
  return new McpglotError("option-invalid", `\`${name}\` ${problem}`);
}

/** Whether it has no properties but its own, and those as everyone sees them: an object of no class, in whatever realm. */
function isPlain(value: unknown): value is Record<string, unknown> {
  if (typeof value !== "object" || value === null) return false;
  const parent = Object.getPrototypeOf(value);
  if (parent === null || parent === Object.prototype) return true;
  return Object.getPrototypeOf(parent) === null && Object.hasOwn(parent, "propertyIsEnumerable");
}
