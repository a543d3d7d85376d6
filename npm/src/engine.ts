// The boundary to the module, which `crates/wasm` is the other side of: bytes in, bytes out, and a fresh instance after a
// trap. It knows no operation.

import { McpglotError } from "./error.js";
import { asked } from "./given.js";
import * as glue from "./glue/mcpglot_bg.js";
import type { Text, TextEdit } from "./types.js";

/** An operation of `crates/wasm`. */
export type Operation = (...lengths: number[]) => void;

interface Exports {
  readonly memory: WebAssembly.Memory;
  __wbindgen_start(): void;
}

/** Past this size the memory of an instance is not kept for the next call: it grows, and never shrinks. */
const KEPT = 64 << 20;

const encoder = new TextEncoder();
// A byte-order mark is part of the text.
const decoder = new TextDecoder("utf-8", { ignoreBOM: true });

let module: WebAssembly.Module;
let memory: WebAssembly.Memory | undefined;
let bytes = new Uint8Array();
let numbers = new Uint32Array();
/** Whether a call has not come back: whatever became of it, its instance is not used again. */
let busy = false;
let limit: number;
/** Where among the numbers it stands what a call has answered. */
let answer: number;
/** Where the input begins, and how much of it is ours. */
let input: number;
let reserved: number;

/** Takes the compiled module. The first call makes an instance of it. */
export function start(compiled: WebAssembly.Module): void {
  module = compiled;
}

/**
 * Runs an operation.
 *
 * @param operation - called with the length of each text in bytes, `undefined` for one that is not there, the options last
 * @param apart - the option that is among the texts
 * @returns the response, with the document that belongs to it as `text`, and the edits that have led to it
 */
export function call(operation: Operation, texts: (Text | undefined)[], options: object = {}, apart?: string): object {
  const given = [...texts, asked(options, apart)];
  let json: string;
  let text: string | undefined;
  let edits: TextEdit[] | undefined;
  try {
    if (busy || memory === undefined) instantiate();
    busy = true;
    operation(...(write(given) as number[]));
    look();
    json = decode(numbers[answer]!, numbers[answer + 1]!);
    const at = numbers[answer + 2]!;
    if (at !== 0) {
      text = decode(at, numbers[answer + 3]!);
      if (numbers[answer + 5] !== 0) edits = cut(text, numbers[answer + 4]!, numbers[answer + 5]!);
    }
    busy = false;
  } catch (cause) {
    discard();
    const message = "mcpglot stopped in the middle of its work: this is a fault of its own, and other calls are not affected";
    throw new McpglotError("internal-error", message, { cause });
  }
  if (bytes.length > KEPT) discard();
  const response = JSON.parse(json);
  if (response.error !== undefined) {
    const { code, message, help } = response.error;
    throw new McpglotError(code, message, { help });
  }
  if (text !== undefined) response.text = text;
  if (edits !== undefined) response.edits = edits;
  return response;
}

function instantiate(): void {
  const exports = new WebAssembly.Instance(module, { "./mcpglot_bg.js": glue }).exports as unknown as Exports;
  glue.__wbg_set_wasm(exports);
  exports.__wbindgen_start();
  memory = exports.memory;
  limit = glue.limit();
  answer = glue.answer() / Uint32Array.BYTES_PER_ELEMENT;
}

/** Lets go of the instance: calls share nothing but its buffers. */
function discard(): void {
  memory = undefined;
  bytes = new Uint8Array();
  numbers = new Uint32Array();
  glue.__wbg_set_wasm(undefined);
}

/** Looks at the memory, of which none is what it was when it has grown. */
function look(): void {
  if (bytes.buffer === memory!.buffer) return;
  bytes = new Uint8Array(memory!.buffer);
  numbers = new Uint32Array(memory!.buffer);
}

/** Writes the texts one behind the other, and gives their lengths. */
function write(texts: (Text | undefined)[]): (number | undefined)[] {
  reserved = 0;
  let end = 0;
  reserve(0, texts.reduce((room, text) => room + (text === undefined ? 0 : Math.min(text.length, limit)), 0));
  return texts.map((text) => {
    if (text === undefined) return undefined;
    const length = typeof text === "string" ? writeString(text, end) : writeBytes(text, end);
    end += length;
    return length;
  });
}

/** The memory from byte `from` of the input on, of which at least `room` are ours. */
function reserve(from: number, room: number): Uint8Array {
  if (reserved < from + room) {
    reserved = from + room;
    input = glue.reserve(reserved);
    look();
  }
  return bytes.subarray(input + from, input + from + room);
}

function writeBytes(text: Uint8Array, from: number): number {
  let length = Math.min(text.length, limit);
  // What is cut off is cut off between characters, so that it is refused for its length and not for its last bytes. Of a
  // character at most three bytes follow the first.
  for (let back = 0; back < 3 && length < text.length && (text[length]! & 0xc0) === 0x80; back += 1) length -= 1;
  reserve(from, length).set(text.subarray(0, length));
  return length;
}

function writeString(text: string, from: number): number {
  const room = Math.min(text.length, limit);
  let { read, written } = encoder.encodeInto(text, reserve(from, room));
  // All of it was ASCII: then nothing else is to be asked.
  if (read === text.length && written === read) return written;
  if (!text.isWellFormed()) return writeMalformed(text, from);
  if (read < text.length && written < limit) {
    const more = Math.min(3 * (text.length - read), limit - written);
    written += encoder.encodeInto(text.slice(read), reserve(from + written, more)).written;
  }
  return written;
}

/** Half of a surrogate pair has no UTF-8: a byte in its place that has none either is refused there, as in a file. */
function writeMalformed(text: string, from: number): number {
  const valid = encoder.encode(text.slice(0, text.search(/\p{Surrogate}/u)));
  const all = new Uint8Array(valid.length + 1);
  all.set(valid);
  all[valid.length] = 0xff;
  return writeBytes(all, from);
}

/** The edits that stand at `at`, whose texts `text` holds: to read them as JSON takes many times as long. */
function cut(text: string, at: number, count: number): TextEdit[] {
  const edits: TextEdit[] = [];
  // How much longer the result has become before the edit.
  let ahead = 0;
  for (let next = at / Uint32Array.BYTES_PER_ELEMENT; edits.length < count; next += 3) {
    const start = numbers[next]!;
    const end = numbers[next + 1]!;
    const length = numbers[next + 2]!;
    edits.push({ span: [start, end], text: text.slice(start + ahead, start + ahead + length) });
    ahead += length - (end - start);
  }
  return edits;
}

function decode(at: number, length: number): string {
  return decoder.decode(bytes.subarray(at, at + length));
}
