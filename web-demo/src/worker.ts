// The worker: all that is decided about texts is decided here, in the module.

import { load } from "mcpglot/browser";
import type { Kit, Outcome, Span, Validation } from "mcpglot/browser";

import { SNIPPET } from "./protocol.js";
import type { Answers, Asked, Converted, Question, Told } from "./protocol.js";
import { shareable } from "./shareable.js";

/** The first message is the compiled module; those that come before it is there wait for it. */
let kit: Promise<Kit> | undefined;

addEventListener("message", async ({ data }: MessageEvent<WebAssembly.Module | Asked>) => {
  if (data instanceof WebAssembly.Module) {
    kit = load(data);
    return;
  }
  let told: Told;
  try {
    told = { id: data.id, answer: answer(await kit!, data.question) };
  } catch (error) {
    told = { id: data.id, fault: error instanceof Error ? error.message : String(error) };
  }
  postMessage(told);
});

function answer(kit: Kit, question: Question): Answers[keyof Answers] {
  switch (question.ask) {
    case "hosts":
      return kit.hosts();
    case "convert":
      return convert(kit, question);
    case "survey": {
      const { to, from, fileName, bridge } = question.options;
      return { outcome: kit.convert(question.source, question.options), commands: kit.commands(question.source, { to, from, fileName, bridge }) };
    }
    case "share":
      return shareable(kit, question.source, question.from, question.fileName);
    case "explain":
      return kit.explain(question.code);
  }
}

function convert(kit: Kit, { source, fileName, options }: Extract<Question, { ask: "convert" }>): Converted {
  const start = performance.now();
  const outcome = kit.convert(source, { ...options, fileName, trace: true });
  const isBlock = outcome.diagnostics.some(({ code }) => code === "source-is-block");
  // Of a source whose host is said, nothing is detected but where its block is.
  const detection = options.from === undefined || isBlock ? kit.detect(source, { fileName }) : undefined;
  const converted: Converted = {
    detection,
    outcome,
    source: validated(kit, source, fileName, isBlock ? detection?.block : undefined, outcome),
    servers: kit.read(source, { from: outcome.from, fileName, masked: true }).servers.map(({ name }) => name),
    took: 0,
  };
  if (options.into !== undefined) converted.target = kit.validate(options.into, { host: options.to });
  converted.took = performance.now() - start;
  return converted;
}

/** What the source's host says of what was read for it. */
function validated(kit: Kit, source: string, fileName: string | undefined, block: Span | undefined, { from: host, schemaVersion }: Outcome): Validation {
  if (host === SNIPPET) return { schemaVersion, diagnostics: [] };
  return kit.validate(block ? alone(source, block) : source, { host, fileName });
}

/** A text of which only what stands at `span` is left, in its place: all else is blanks. */
function alone(text: string, [start, end]: Span): string {
  const blanks = (text: string) => text.replace(/[^\r\n]/g, " ");
  return blanks(text.slice(0, start)) + text.slice(start, end) + blanks(text.slice(end));
}
