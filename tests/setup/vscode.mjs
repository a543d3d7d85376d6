// VS Code's own ideas of mcp.json, taken out of the VS Code that the package code-server carries:   node vscode.mjs FOLDER
// - the JSON schema that it registers for mcp.json (workbench.js), applied with ajv;
// - sanitizeServer(), by which it reads each entry (server-main.js).
// Both are cut from minified files by their surroundings: another version may need other cuts.
// Each line of the input is {file}; each line of the output that begins with @@ is {servers, complaints} or {error}.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const [folder] = process.argv.slice(2);
const require = createRequire(join(folder, 'package.json'));
const Ajv = require('ajv').default;
const { parse, printParseErrorCode } = require('jsonc-parser');
const out = join(folder, 'node_modules/code-server/lib/vscode/out');

function schema() {
  const js = readFileSync(join(out, 'vs/code/browser/workbench/workbench.js'), 'utf8');
  const end = js.indexOf('={extensionPoint:"mcpServerDefinitionProviders"');
  const inputs = js.lastIndexOf('definitions:{inputs:', end);
  const start = js.lastIndexOf('var ', inputs);
  const slice = js.slice(start, js.lastIndexOf(',', end));
  const name = slice.match(/([\w$]+)=\{id:[\w$]+,type:"object",title:/)[1];
  // What the slice refers to outside itself is only texts: any stand-in will do.
  const scope = new Proxy({}, {
    has: (_, key) => !(key in globalThis),
    get: (own, key) => (key === Symbol.unscopables ? undefined : key in own ? own[key] : () => 'text'),
  });
  return new Function('scope', `with (scope) { ${slice}; return ${name}; }`)(scope);
}

function sanitizer() {
  const js = readFileSync(join(out, 'server-main.js'), 'utf8');
  const start = js.search(/sanitizeServer\([\w$]+\)\{/);
  let end = js.indexOf('{', start);
  for (let depth = 0; ; end++) {
    if (js[end] === '{') depth++;
    if (js[end] === '}' && --depth === 0) break;
  }
  return new Function(`return ({ ${js.slice(start, end + 1)} }).sanitizeServer`)();
}

const sanitize = sanitizer();
const whole = schema();
const ajv = new Ajv({ strict: false, validateFormats: false, allErrors: true });
const top = ajv.compile({ ...whole, id: undefined });
// One of the two for each server, so that a complaint is about the shape that was meant.
const [stdio, remote] = whole.properties.servers.additionalProperties.oneOf.map((shape) => ajv.compile(shape));

function judge(text) {
  const problems = [];
  // The options with which it parses the file.
  const options = { allowTrailingComma: true, allowEmptyContent: true };
  const document = parse(text.replace(/^\uFEFF/, ''), problems, options) ?? {};
  if (problems.length) {
    return { error: problems.map((problem) => `${printParseErrorCode(problem.error)} at offset ${problem.offset}`).join('; ') };
  }
  const complaints = [];
  const check = (shape, value, label) => {
    if (shape(value)) return;
    for (const { instancePath, message, params } of shape.errors) {
      const key = params?.additionalProperty ? ` (${params.additionalProperty})` : '';
      complaints.push(`${label}${instancePath} ${message}${key}`);
    }
  };
  const { servers, ...rest } = document;
  check(top, rest, '');
  const seen = [];
  for (const [name, entry] of Object.entries(servers ?? {})) {
    check(entry?.url !== undefined ? remote : stdio, entry, `servers.${name}`);
    try {
      seen.push([name, sanitize({ ...entry })]);
    } catch (error) {
      complaints.push(`servers.${name} ${error.message}`);
    }
  }
  return { servers: seen, complaints };
}

for await (const line of createInterface({ input: process.stdin })) {
  let answer;
  try {
    answer = judge(readFileSync(JSON.parse(line).file, 'utf8'));
  } catch (error) {
    answer = { error: error.message };
  }
  process.stdout.write(`\n@@${JSON.stringify(answer)}\n`);
}
