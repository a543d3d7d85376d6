// The page's side of the worker: questions go out, answers come back, stale ones are dropped.

import wasm from "mcpglot/mcpglot.wasm?url";

import type { Answers, Asked, Question, Told } from "./protocol.js";
import Inlined from "./worker.ts?worker&inline";

type Answer<Q extends Question> = Answers[Q["ask"]];

const waiting = new Map<number, { resolve: (answer: never) => void; reject: (error: Error) => void }>();
let last = 0;

/** The worker with the module in it. What has failed or stopped is not kept: the next question begins anew. */
let ready: Promise<Worker> | undefined = begin();
ready.catch(() => {});

function begin(): Promise<Worker> {
  // From a `blob:` address: there the page's policy binds it, which it would not do at an address of the site.
  const worker = new Inlined();
  const begun = new Promise<Worker>((resolve, reject) => {
    const stop = (why: string) => {
      const error = new Error(why);
      reject(error);
      if (ready === begun) ready = undefined;
      worker.terminate();
      for (const question of waiting.values()) question.reject(error);
      waiting.clear();
    };
    worker.addEventListener("message", hear);
    worker.addEventListener("messageerror", () => stop("the translator’s answer cannot be read"));
    worker.addEventListener("error", ({ message }) => stop(`the translator has stopped${message ? `: ${message}` : ""}`));
    // The page fetches and compiles the module, while it arrives and off the main thread; the worker gets it ready made.
    compile().then(
      (module) => {
        worker.postMessage(module);
        resolve(worker);
      },
      (error: Error) => stop(`the translator cannot be loaded: ${error.message}`),
    );
  });
  return begun;
}

async function compile(): Promise<WebAssembly.Module> {
  const response = await fetch(wasm);
  if (!response.ok) throw new Error(`the site answers ${response.status}`);
  // A site that does not say what it is gets no streaming.
  const streams = response.headers.get("Content-Type")?.startsWith("application/wasm") ?? false;
  return streams ? WebAssembly.compileStreaming(response) : WebAssembly.compile(await response.arrayBuffer());
}

function hear({ data }: MessageEvent<Told>): void {
  const question = waiting.get(data.id);
  waiting.delete(data.id);
  if ("fault" in data) question?.reject(new Error(data.fault));
  else question?.resolve(data.answer as never);
}

/** Asks the worker. */
export async function ask<Q extends Question>(question: Q): Promise<Answer<Q>> {
  const worker = await (ready ??= begin());
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
