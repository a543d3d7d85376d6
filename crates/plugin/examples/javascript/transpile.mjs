// Turns the component into a module of JavaScript, as `jco transpile` does:   node transpile.mjs COMPONENT FOLDER
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { transpile } from '@bytecodealliance/jco-transpile';

const [component, folder] = process.argv.slice(2);
const { files } = await transpile(component, { name: 'mcpglot', outDir: folder });
for (const [path, bytes] of Object.entries(files)) {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, bytes);
}
