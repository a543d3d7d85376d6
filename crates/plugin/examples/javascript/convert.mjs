// Puts the servers of one file into another, which goes to standard output:
//   node convert.mjs FOLDER FROM SOURCE TO INTO       FOLDER: what transpile.mjs has made
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

const [folder, from, source, to, into] = process.argv.slice(2);
const { converter } = await import(pathToFileURL(resolve(folder, 'mcpglot.js')));

/** A file as a string that has every byte of it: decoders of JavaScript take a byte-order mark away unless told not to. */
async function text(path) {
  return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(await readFile(path));
}

const target = await text(into);
let outcome;
try {
  outcome = converter.convert(await text(source), {
    from,
    to,
    into: target,
    strategy: 'merge',
    switches: {},
    rename: [],
    encoding: 'utf16',
  });
} catch (mistake) {
  // What the WIT calls the error of a result is thrown as it is; a trap is an Error.
  if (mistake instanceof Error) throw mistake;
  throw new Error(`there is no host \`${mistake.id}\``);
}
for (const { place, code, message } of outcome.diagnostics) console.error(`${place.line}:${place.column}: ${code}: ${message}`);
if (outcome.written === 'refused') process.exit(1);

// The result is `outcome.text`, but for a byte-order mark, which jco takes away. The edits are exact.
let result = target;
for (const { span, text } of outcome.edits.reverse()) result = result.slice(0, span.start) + text + result.slice(span.end);
process.stdout.write(result);
