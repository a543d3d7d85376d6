// Gemini CLI's own loader of settings, kept ready:   node gemini-cli.mjs BUNDLE
// The settings are those of HOME. Each line of the input is {env}: the variables to expand; each line of the output that
// begins with @@ is {servers, complaints} or {error}. The bundle's chunk is found by what it exports: its name changes.
import { mkdtempSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { pathToFileURL } from 'node:url';

const [bundle] = process.argv.slice(2);
const exporting = (name) => (file) => {
  const exports = readFileSync(join(bundle, file), 'utf8').match(/^export \{[^}]*\}/m)?.[0] ?? '';
  return new RegExp(`^  ${name},?$`, 'm').test(exports);
};
const chunk = readdirSync(bundle).filter((file) => /^(chunk|settings)-.*\.js$/.test(file)).find(exporting('loadSettings'));
const { loadSettings } = await import(pathToFileURL(join(bundle, chunk)));
const original = { ...process.env };

for await (const line of createInterface({ input: process.stdin })) {
  for (const name of Object.keys(process.env)) if (!(name in original)) delete process.env[name];
  Object.assign(process.env, original, JSON.parse(line).env);
  let answer;
  try {
    // What was loaded is kept for a while by the project that it was loaded for: another project each time.
    const settings = loadSettings(mkdtempSync(join(process.cwd(), 'project-')));
    const complaints = (settings.errors ?? []).map((error) => `${error.severity}: ${error.message.replace(/\s*\n\s*/g, ' ')}`);
    answer = { servers: Object.entries(settings.merged.mcpServers ?? {}), complaints };
  } catch (error) {
    answer = { error: error.message };
  }
  process.stdout.write(`\n@@${JSON.stringify(answer)}\n`);
}
