// The own server of opencode, or of what was made from it, kept ready:   node opencode.mjs OPENCODE [warnings]
// Each line of the input is {folder}: where an opencode.json is; each line of the output that begins with @@ is {servers} or
// {error}. `opencode debug config` would mask headers. Without --pure it would fetch plugins. With `warnings` the server goes on
// without a file that the program refuses, and is asked what it found. The network has to be one of our own, its loopback up.
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

const [opencode, ...more] = process.argv.slice(2);
const server = spawn(opencode, ['serve', '--pure', '--hostname', '127.0.0.1', '--port', '0'], { stdio: ['ignore', 'pipe', 'inherit'] });
const address = await new Promise((resolve, reject) => {
  let said = '';
  server.stdout.on('data', (data) => {
    said += data;
    const address = said.match(/listening on (http:\S+)/);
    if (address) resolve(address[1]);
  });
  server.on('exit', (code) => reject(new Error(`${opencode} serve ended with ${code}`)));
});
server.removeAllListeners('exit');

for await (const line of createInterface({ input: process.stdin })) {
  const { folder } = JSON.parse(line);
  const ask = (route) => fetch(`${address}/${route}?directory=${encodeURIComponent(folder)}`);
  const answer = await ask('config');
  const said = await answer.text();
  const warnings = more.includes('warnings') ? await (await ask('config/warnings')).json() : [];
  const error = answer.ok ? warnings.map(({ message }) => message).join('; ') : said;
  const result = error ? { error } : { servers: Object.entries(JSON.parse(said).mcp ?? {}) };
  process.stdout.write(`\n@@${JSON.stringify(result)}\n`);
}
server.kill();
