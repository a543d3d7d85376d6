// What VS Code makes of a link that adds a server, by its own code out of the VS Code that the package code-server carries:
//   node vscode-link.mjs FOLDER LINK
// Prints the document that it would have then. The function is cut from a minified file by its surroundings: another version
// may need another cut.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const [folder, link] = process.argv.slice(2);
const workbench = 'node_modules/code-server/lib/vscode/out/vs/code/browser/workbench/workbench.js';
const js = readFileSync(join(folder, workbench), 'utf8');
const start = js.search(/function [\w$]+\(\w+\)\{let \w+;try\{\w+=JSON\.parse\(decodeURIComponent\(\w+\)\)\}catch\{return\}/);

// It and the functions behind it, of which it makes use.
let end = start;
while (js.startsWith('function ', end)) {
  end = js.indexOf('{', end);
  for (let depth = 0; ; end++) {
    if (js[end] === '{') depth++;
    if (js[end] === '}' && --depth === 0) break;
  }
  end++;
}
const slice = js.slice(start, end);
const named = (pattern) => slice.match(pattern)[1];
const scope = {
  [named(/([\w$]+)\(\w+\.name\)/)]: (value) => typeof value === 'string',
  [named(/([\w$]+)\(\w+\.sandboxEnabled\)/)]: (value) => typeof value === 'boolean',
  [named(/([\w$]+)\(\w+\.args\)/)]: (value) => Array.isArray(value) && value.every((item) => typeof item === 'string'),
  [named(/catch\{return\}if\(!([\w$]+)\(/)]: (value) => typeof value === 'object' && value !== null && !Array.isArray(value),
  [named(/===null\|\|[\w$]+\(\w+\)\|\|([\w$]+)\(/)]: (value) => typeof value === 'number' && !isNaN(value),
};
const parse = new Function('scope', `with (scope) { ${slice}; return ${named(/^function ([\w$]+)/)}; }`)(scope);

const query = link.slice(link.indexOf('?') + 1);
// Its reader of links decodes the query before the function does so once more.
const [once, twice] = [parse(query), parse(decodeURIComponent(query))];
if (!once || JSON.stringify(once) !== JSON.stringify(twice)) throw new Error('it depends on who decodes the link');
const { name, config, inputs } = twice;
console.log(JSON.stringify({ ...(inputs && { inputs }), servers: { [name]: config } }));
