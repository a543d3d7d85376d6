// The page's side of the worker: questions go out, answers come back, stale ones are dropped.

import wasm from "mcpglot/mcpglot.wasm?url";

import type { Answers, Asked, Question, Told } from "./protocol.js";
import Inlined from "./worker.ts?worker&inline";

type Answer<Q extends Question> = Answers[Q["ask"]];

// From a `blob:` address: there the page's policy binds it, which it would not do at an address of the site.
const worker = new Inlined();
const waiting = new Map<number, { resolve: (answer: never) => void; reject: (error: Error) => void }>();
let last = 0;

// The page fetches and compiles the module, while it arrives and off the main thread; the worker gets it ready made.
const ready = compile().then((module) => worker.postMessage(module));
ready.catch(() => {});

async function compile(): Promise<WebAssembly.Module> {
  const response = await fetch(wasm);
  if (!response.ok) throw new Error(`the module cannot be loaded: ${response.status}`);
  // A site that does not say what it is gets no streaming.
  const streams = response.headers.get("Content-Type")?.startsWith("application/wasm") ?? false;
  return streams ? WebAssembly.compileStreaming(response) : WebAssembly.compile(await response.arrayBuffer());
}

worker.addEventListener("message", ({ data }: MessageEvent<Told>) => {
  const question = waiting.get(data.id);
  waiting.delete(data.id);
  if ("fault" in data) question?.reject(new Error(data.fault));
  else question?.resolve(data.answer as never);
});

/** Asks the worker. */
export async function ask<Q extends Question>(question: Q): Promise<Answer<Q>> {
  await ready;
  const id = ++last;
  return new Promise<Answer<Q>>((resolve, reject) => {
    waiting.set(id, { resolve, reject });
    worker.postMessage({ id, question } satisfies Asked);
  });
}

/**
 * A line of questions of which only the latest matters: one is under way at a time, of those that come meanwhile the last is
 * asked next, and `tell` hears only an answer that no newer question has made stale.
 */
export function latest<Q extends Question>(tell: (answer: Answer<Q>, question: Q) => void, fail: (error: Error) => void) {
  let next: Q | undefined;
  let busy = false;
  const run = async () => {
    busy = true;
    while (next !== undefined) {
      const question: Q = next;
      next = undefined;
      try {
        const answer = await ask(question);
        if (next === undefined) tell(answer, question);
      } catch (error) {
        if (next === undefined) fail(error as Error);
      }
    }
    busy = false;
  };
  return (question: Q) => {
    next = question;
    if (!busy) void run();
  };
}
