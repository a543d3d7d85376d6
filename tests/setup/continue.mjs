// Continue's own reader of config.yaml, kept ready:   node continue.mjs DIST
// Each line of the input is {file, env}: a config.yaml, and the variables that are its secrets; each line of the output that
// begins with @@ is {servers} or {error}. The program would start the servers once it has read a file: the function that reads
// is handed out instead, found in the bundle by its text, and what it gives goes no further.
import { readFileSync, writeSync } from 'node:fs';
import { registerHooks } from 'node:module';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import { pathToFileURL } from 'node:url';

const [dist] = process.argv.slice(2);
const bundle = pathToFileURL(join(dist, 'index.js')).href;
const reader = /async function (\w+)\((\w+(?:,\w+)*)\)\{let \w+=await \w+\(\w+,new \w+\(\{rootPath:\w+\.uriType==="file"/;

// Lines are ours, not its prompt.
const lines = createInterface({ input: process.stdin })[Symbol.asyncIterator]();
Object.defineProperty(process, 'stdin', { value: Readable.from([]) });

registerHooks({
  load(url, context, next) {
    if (url !== bundle) return next(url, context);
    const text = readFileSync(new URL(url), 'utf8');
    const [head, name, parameters] = text.match(reader) ?? [];
    if (!head) throw new Error('the reader is not in the bundle');
    const handed = `async function ${name}(${parameters}){return globalThis.hear(${name}$,${parameters})}`;
    return { format: 'module', source: text.replace(head, () => handed + head.replace(name, () => `${name}$`)), shortCircuit: true };
  },
});

const original = { ...process.env };
globalThis.hear = async (read, _, ...rest) => {
  for await (const line of { [Symbol.asyncIterator]: () => lines }) {
    const { file, env } = JSON.parse(line);
    for (const name of Object.keys(process.env)) if (!(name in original)) delete process.env[name];
    Object.assign(process.env, original, env);
    const warnings = [];
    console.warn = console.error = (...words) => warnings.push(words.join(' '));
    let answer;
    try {
      const { mcpServers } = await read({ uriType: 'file', fileUri: file }, ...rest);
      answer = { servers: (mcpServers ?? []).map((server) => [server.name, server]), complaints: warnings };
    } catch (error) {
      answer = { error: error.message };
    }
    // What the program prints itself it swallows here.
    writeSync(1, `\n@@${JSON.stringify(answer)}\n`);
  }
  process.exit();
};
process.argv.splice(1, 2, 'cn', '--config', './none.yaml', '-p', 'hi');
await (await import(bundle)).runCli();
