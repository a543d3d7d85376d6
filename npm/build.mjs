// Puts the package together, from the modules that build.sh has made.
//
//   node build.mjs OUT      OUT/mcpglot.wasm, OUT/cli.wasm and OUT/glue are there; OUT/package becomes the package

import { execFileSync } from "node:child_process";
import { chmodSync, copyFileSync, cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

import { build } from "esbuild";

const here = dirname(fileURLToPath(import.meta.url));
const out = resolve(process.argv[2]);
const folder = join(out, "package");
const dist = join(folder, "dist");

// What wasm-bindgen has generated becomes part of the sources.
const glue = join(here, "src/glue");
rmSync(glue, { recursive: true, force: true });
mkdirSync(glue, { recursive: true });
copyFileSync(join(out, "glue/mcpglot_bg.js"), join(glue, "mcpglot_bg.js"));
const types = readFileSync(join(out, "glue/mcpglot.d.ts"), "utf8");
const more = "\n/** Says which instance the functions are of. */\nexport function __wbg_set_wasm(exports: unknown): void;\n";
writeFileSync(join(glue, "mcpglot_bg.d.ts"), types + more);
copyFileSync(join(out, "mcpglot.wasm"), join(glue, "mcpglot.wasm"));
writeFileSync(join(glue, "mcpglot.d.wasm.ts"), "declare const bytes: Uint8Array<ArrayBuffer>;\nexport default bytes;\n");

rmSync(folder, { recursive: true, force: true });
mkdirSync(dist, { recursive: true });
execFileSync(process.execPath, [join(here, "node_modules/typescript/bin/tsc"), "--project", here, "--outDir", dist], {
  stdio: "inherit",
});

const shared = { absWorkingDir: here, bundle: true, outdir: dist, target: "es2022", legalComments: "none", logLevel: "warning" };
const inlined = { ".wasm": "binary" };
const node = { platform: "node", target: "node20" };
const moduleUrl = {
  define: { "import.meta.url": "moduleUrl" },
  banner: { js: 'const moduleUrl = require("node:url").pathToFileURL(__filename).href;' },
};
const cjs = { format: "cjs", outExtension: { ".js": ".cjs" } };
await Promise.all([
  build({ ...shared, ...node, format: "esm", entryPoints: ["src/node.ts", "src/cli.ts"] }),
  build({ ...shared, ...node, ...cjs, ...moduleUrl, entryPoints: ["src/node.ts"] }),
  build({ ...shared, format: "esm", entryPoints: ["src/browser.ts"] }),
  build({ ...shared, format: "esm", entryPoints: ["src/workerd.ts"], external: ["./mcpglot.wasm"] }),
  build({ ...shared, format: "esm", entryPoints: ["src/inline.ts"], loader: inlined }),
  build({ ...shared, ...cjs, entryPoints: ["src/inline.ts"], loader: inlined }),
]);
chmodSync(join(dist, "cli.js"), 0o755);
copyFileSync(join(out, "mcpglot.wasm"), join(dist, "mcpglot.wasm"));
copyFileSync(join(out, "cli.wasm"), join(dist, "cli.wasm"));

// The schemas are files only: what makes them would be a sixteenth of the module. The command prints them.
const schemas = join(dist, "schemas");
mkdirSync(schemas);
const mcpglot = (...words) => execFileSync(process.execPath, [join(dist, "cli.js"), ...words], { encoding: "utf8" });
const ids = JSON.parse(mcpglot("hosts", "--format", "json")).hosts.map(({ id }) => id);
for (const id of [...ids, "mcpglot"]) writeFileSync(join(schemas, `${id}.json`), mcpglot("schema", id));

// Declarations are for what can be imported.
for (const name of ["cli", "engine", "given", "node", "workerd"]) rmSync(join(dist, `${name}.d.ts`));
// Those of CommonJS are those of the modules under another name.
for (const name of readdirSync(dist).filter((name) => name.endsWith(".d.ts"))) {
  const text = readFileSync(join(dist, name), "utf8").replaceAll(/(from ")(\.\/[a-z]+)\.js"/g, '$1$2.cjs"');
  // A file that is required is all that there is of it.
  writeFileSync(join(dist, name.replace(/\.d\.ts$/, ".d.cts")), text.replace("export default ", "export = "));
}

const manifest = JSON.parse(readFileSync(join(here, "package.json"), "utf8"));
delete manifest.devDependencies;
writeFileSync(join(folder, "package.json"), `${JSON.stringify(manifest, null, 2)}\n`);
copyFileSync(join(here, "README.md"), join(folder, "README.md"));
for (const licence of ["LICENSE-APACHE", "LICENSE-MIT"]) cpSync(join(here, "..", licence), join(folder, licence));
