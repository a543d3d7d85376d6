#!/usr/bin/env node
// The command line: `cli.wasm`, the same module that wasmtime runs, with the rights of whoever starts it.
//
// WASI has no modes of files and no working directory, and Node.js's streams may be set not to wait. That is all that is
// added here; what is done with files is decided by the module (`crates/cli/src/files`).

import * as fs from "node:fs";
import * as nodeModule from "node:module";
import { basename } from "node:path";

/** Numbers of WASI preview 1. */
const OK = 0;
const EAGAIN = 6;
const EIO = 29;
const EMLINK = 34;
const ENOENT = 44;
const EPIPE = 64;
const O_CREAT = 1;
/** The one directory that is granted: the first number behind the standard streams. */
const ROOT = 3;
/** Below the root, what stands for the working directory where that is not known. */
const NOWHERE = ".mcpglot-nowhere";
/** The calls that name files, and where in each a path stands; its length comes behind it. */
const PATHS: Record<string, number[]> = {
  path_create_directory: [1],
  path_filestat_get: [2],
  path_filestat_set_times: [2],
  path_link: [2, 5],
  path_open: [2],
  path_readlink: [1],
  path_remove_directory: [1],
  path_rename: [1, 4],
  path_symlink: [3],
  path_unlink_file: [1],
};

type Call = (...parameters: never[]) => number;

async function main(): Promise<void> {
  if (process.platform === "win32") return refuse("the command does not run on Windows; the library does", "run it under WSL");
  const words = process.argv.slice(2);
  // It would name another file than the one that is meant.
  if (words.some((word) => word.includes("\ufffd"))) {
    const why = "an argument is not UTF-8, or holds the U+FFFD that Node.js puts in the place of what is not";
    return refuse(why, "give the file another name");
  }
  // Node.js keeps the compiled form of this file, where it can.
  (nodeModule as { enableCompileCache?: () => void }).enableCompileCache?.();

  const directory = workingDirectory();
  const { WASI } = await withoutWarning(() => import("node:wasi"));
  const wasi = new WASI({
    version: "preview1",
    args: ["mcpglot", ...words],
    env: { ...process.env, PWD: directory ?? `/${NOWHERE}`, MCPGLOT_HOST_KEEPS_MODE: "1" } as Record<string, string>,
    preopens: { "/": "/" },
    returnOnExit: true,
  });
  let memory: WebAssembly.Memory;
  const host = wasi.wasiImport as Record<string, Call>;
  const files = directory === undefined ? { ...host, ...nowhere(() => memory, host) } : host;
  const imports = { ...files, ...streams(() => memory, host), ...modes(() => memory, files) };
  const module = await WebAssembly.compile(fs.readFileSync(new URL("./cli.wasm", import.meta.url)));
  const instance = await WebAssembly.instantiate(module, { wasi_snapshot_preview1: imports });
  memory = instance.exports["memory"] as WebAssembly.Memory;
  process.exitCode = wasi.start(instance) as number;
}

function refuse(why: string, help: string): void {
  process.stderr.write(`error: ${why}\nhelp: ${help}\n`);
  process.exitCode = 2;
}

/** The working directory; none where it is gone, or is not reached by what Node.js takes for its name. */
function workingDirectory(): string | undefined {
  try {
    const directory = process.cwd();
    fs.statSync(directory);
    return directory;
  } catch {
    return undefined;
  }
}

/** That WASI is experimental in Node.js is no news for whoever runs a command. Any other warning is shown. */
async function withoutWarning<T>(load: () => Promise<T>): Promise<T> {
  const { emitWarning } = process;
  process.emitWarning = (warning: string | Error, ...rest: unknown[]) => {
    if (rest[0] === "ExperimentalWarning" && String(warning).startsWith("WASI ")) return;
    (emitWarning as (...all: unknown[]) => void).call(process, warning, ...rest);
  };
  try {
    return await load();
  } finally {
    process.emitWarning = emitWarning;
  }
}

/** Standard streams that wait, as those of a native program do, even where whoever made them set them not to. */
function streams(memory: () => WebAssembly.Memory, host: Record<string, Call>): Record<string, Call> {
  const pause = new Int32Array(new SharedArrayBuffer(4));
  /** Calls `step` for each part of memory that the list at `at` names, until one is done in part. */
  function each(at: number, count: number, total: number, step: (part: Uint8Array) => number): number {
    const view = new DataView(memory().buffer);
    let sum = 0;
    try {
      for (let i = 0; i < count; i += 1) {
        const length = view.getUint32(at + 8 * i + 4, true);
        const part = new Uint8Array(view.buffer, view.getUint32(at + 8 * i, true), length);
        const done = length === 0 ? 0 : patiently(() => step(part));
        sum += done;
        if (done < length) break;
      }
    } catch (error) {
      const code = (error as NodeJS.ErrnoException).code;
      return code === "EPIPE" ? EPIPE : code === "EAGAIN" ? EAGAIN : EIO;
    }
    view.setUint32(total, sum, true);
    return OK;
  }
  function patiently(step: () => number): number {
    for (;;) {
      try {
        return step();
      } catch (error) {
        const { code } = error as NodeJS.ErrnoException;
        if (code === "EOF") return 0;
        if (code !== "EAGAIN" && code !== "EINTR") throw error;
        Atomics.wait(pause, 0, 0, 5);
      }
    }
  }
  return {
    fd_read(fd: number, at: number, count: number, total: number): number {
      if (fd !== 0) return host["fd_read"]!(...([fd, at, count, total] as never[]));
      return each(at, count, total, (part) => fs.readSync(0, part));
    },
    fd_write(fd: number, at: number, count: number, total: number): number {
      if (fd !== 1 && fd !== 2) return host["fd_write"]!(...([fd, at, count, total] as never[]));
      return each(at, count, total, (part) => fs.writeSync(fd, part));
    },
  };
}

/** Has relative paths lead nowhere, which without a working directory count from the root. */
function nowhere(memory: () => WebAssembly.Memory, host: Record<string, Call>): Record<string, Call> {
  const calls = Object.entries(PATHS).map(([name, places]) => {
    const call = (...parameters: never[]) => {
      const numbers = parameters as number[];
      const paths = places.map((at) => named(memory(), numbers[at]!, numbers[at + 1]!));
      if (!paths.some((path) => `${path}/`.startsWith(`/${NOWHERE}/`))) return host[name]!(...parameters);
      // It is a directory itself, or else it would not be entered.
      const isItself = name === "path_filestat_get" && paths[0] === `/${NOWHERE}`;
      return isItself ? host["fd_filestat_get"]!(...([ROOT, numbers[4]] as never[])) : ENOENT;
    };
    return [name, call];
  });
  return Object.fromEntries(calls);
}

/** The path from the root that stands in the module's memory. */
function named(memory: WebAssembly.Memory, at: number, length: number): string {
  return `/${new TextDecoder().decode(new Uint8Array(memory.buffer, at, length))}`;
}

/** What the module relies on where `MCPGLOT_HOST_KEEPS_MODE` is set: see `strategy` in `crates/cli/src/files/target.rs`. */
function modes(memory: () => WebAssembly.Memory, host: Record<string, Call>): Record<string, Call> {
  const path = (at: number, length: number) => named(memory(), at, length);
  return {
    path_open(...parameters: never[]): number {
      const [fd, , at, length, flags] = parameters as number[];
      const own = /^\..*\.mcpglot-(tmp-|journal$)/.test(basename(path(at!, length!)));
      const made = fd === ROOT && (flags! & O_CREAT) !== 0 && own;
      return masked(made ? 0o177 : undefined, () => host["path_open"]!(...parameters));
    },
    path_create_directory(...parameters: never[]): number {
      const [fd, at, length] = parameters as number[];
      const own = fd === ROOT && /\/mcpglot\/backups(\/|$)/.test(path(at!, length!));
      return masked(own ? 0o077 : undefined, () => host["path_create_directory"]!(...parameters));
    },
    path_rename(...parameters: never[]): number {
      const [fromFd, fromAt, fromLength, toFd, toAt, toLength] = parameters as number[];
      const [from, to] = [path(fromAt!, fromLength!), path(toAt!, toLength!)];
      const own = basename(from).startsWith(`.${basename(to)}.mcpglot-tmp-`);
      if (fromFd === ROOT && toFd === ROOT && own && !takesOver(from, to)) return EMLINK;
      return host["path_rename"]!(...parameters);
    },
  };
}

/** The call with that mask of modes, if there is one. */
function masked(mask: number | undefined, call: () => number): number {
  if (mask === undefined) return call();
  const usual = process.umask(mask);
  try {
    return call();
  } finally {
    process.umask(usual);
  }
}

/** Gives `from` the mode and owner of `to`, which it is about to replace; `false` if that would not be the same file. */
function takesOver(from: string, to: string): boolean {
  const old = fs.lstatSync(to, { throwIfNoEntry: false });
  if (old === undefined) {
    if (!from.endsWith("-private")) fs.chmodSync(from, 0o666 & ~process.umask());
    return true;
  }
  if (old.nlink > 1) return false;
  try {
    const { uid, gid } = fs.lstatSync(from);
    if (uid !== old.uid || gid !== old.gid) fs.chownSync(from, old.uid, old.gid);
  } catch {
    return false;
  }
  // The mode comes last, because a change of owner clears parts of it.
  fs.chmodSync(from, old.mode & 0o7777);
  return true;
}

await main();
