// The reader of mcp.json of Cursor's agent, cut out of the package @cursor/sdk (the editor may differ):   node cursor.mjs FOLDER
// The cut goes by its surroundings in a minified file: another version may need another one. Cursor itself takes any fault of
// the file for an empty one; here the fault is told.
// Each line of the input is {file, env}; each line of the output that begins with @@ is {servers} or {error}.
import { readFileSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const [folder] = process.argv.slice(2);
const require = createRequire(join(folder, 'package.json'));
const { z } = require('zod');
const { parse } = require('jsonc-parser');
const dist = join(folder, 'node_modules/@cursor/sdk/dist/esm');
const chunks = readdirSync(dist).filter((file) => file.endsWith('.js')).map((file) => readFileSync(join(dist, file), 'utf8'));
const js = chunks.find((chunk) => chunk.includes('"../mcp-agent-exec/dist/index.js"(') && chunk.includes('jsonc-parser'));
const at = js.indexOf('"../mcp-agent-exec/dist/index.js"(');
const [head, , zod] = js.slice(at).match(/var ([\w$]+)=r\("[^"]*jsonc-parser[^"]*"\),([\w$]+)=r\("zod"\);/);
const start = js.indexOf(head, at) + head.length;
const use = js.slice(start).match(/=([\w$]+)\(\(0,[\w$]+\.[\w$]+\)\([\w$]+\),[\w$]+\);return ([\w$]+)\.parse\(/);
const slice = js.slice(start, js.indexOf('function ', js.indexOf(`,${use[2]}=`, start)));
const [expand, schema] = new Function(zod, `${slice}; return [${use[1]}, ${use[2]}];`)({ z });

// What the editor puts in by itself: not to be taken for variables here.
const folders = /^(workspaceFolder(Basename)?|workspaceRoot|userHome|pathSeparator)$/;
const value = (env) => (name) => (folders.test(name) ? undefined : env[name] ?? process.env[name]);

const issue = (one) => {
  const inner = (one.unionErrors ?? one.errors ?? []).flatMap((error) => error.issues ?? error).map(issue);
  return [`${one.path?.join('.')}: ${one.message}`, ...inner].join('; ');
};

for await (const line of createInterface({ input: process.stdin })) {
  const { file, env } = JSON.parse(line);
  let answer;
  try {
    const result = schema.safeParse(expand(parse(readFileSync(file, 'utf8')), value(env)));
    answer = result.success ? { servers: Object.entries(result.data.mcpServers) } : { error: result.error.issues.map(issue).join('; ') };
  } catch (error) {
    answer = { error: error.message };
  }
  process.stdout.write(`\n@@${JSON.stringify(answer)}\n`);
}
