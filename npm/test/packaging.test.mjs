// The packed tarball in fresh projects, as people use it: each loader, bundler and runtime gets the entry that is meant for it.

import assert from "node:assert/strict";
import { execFile, execFileSync, spawn } from "node:child_process";
import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { existsSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { describe, it } from "node:test";
import { promisify } from "node:util";

import { build as esbuild } from "esbuild";
import { build as vite } from "vite";
import webpack from "webpack";

import { built, here, inChromium, installed, ledger, served } from "./support.mjs";

const run = promisify(execFile);
const { version } = JSON.parse(await readFile(join(here, "package.json"), "utf8"));
const tarball = join(built, `mcpglot-${version}.tgz`);
const runtimes = execFileSync("sh", [join(here, "../tests/setup/tools.sh"), "where", "runtimes"], { encoding: "utf8" }).trim();

/** Converts with the functions `kit`, and gives what `SAID` is. */
const ASK = `kit.convert('{"mcpServers":{"a":{"command":"é"}}}', { from: "claude-code", to: "codex" }).text.split("\\n")[1]`;
const SAID = 'command = "é"';

/** A project that has installed the tarball; `work` gets its folder. */
async function inProject(files, work) {
  const folder = await mkdtemp(join(tmpdir(), "mcpglot-project-"));
  try {
    const manifest = { name: "project", private: true, type: "module" };
    for (const [name, text] of Object.entries({ "package.json": JSON.stringify(manifest), ...files })) {
      await mkdir(dirname(join(folder, name)), { recursive: true });
      await writeFile(join(folder, name), text);
    }
    await run("npm", ["install", "--silent", "--offline", "--no-audit", "--no-fund", tarball], { cwd: folder });
    return await work(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** The ids of all hosts. */
async function hosts() {
  const { calls } = await ledger();
  const all = calls.find(({ function: name, options }) => name === "hosts" && options.host === undefined);
  return all.answer.hosts.map(({ id }) => id);
}

const node = async (folder, ...args) => (await run(process.execPath, args, { cwd: folder })).stdout.trim();

describe("the tarball", () => {
  it("holds what is meant to be published, and nothing else", async () => {
    const names = (await readdir(installed, { recursive: true })).sort();
    const declared = (name) => [`dist/${name}.d.cts`, `dist/${name}.d.ts`];
    const expected = [
      "LICENSE-APACHE",
      "LICENSE-MIT",
      "README.md",
      "package.json",
      "dist",
      ...["browser.js", "cli.js", "cli.wasm", "inline.cjs", "inline.js", "mcpglot.wasm"].map((name) => `dist/${name}`),
      ...["node.cjs", "node.js", "workerd.js"].map((name) => `dist/${name}`),
      ...["browser", "edits", "error", "inline", "kit", "types", "wasm"].flatMap(declared),
      "dist/schemas",
      ...[...(await hosts()), "mcpglot"].map((id) => `dist/schemas/${id}.json`),
    ];
    assert.deepEqual(names, expected.sort());
    const manifest = JSON.parse(await readFile(join(installed, "package.json"), "utf8"));
    for (const field of ["dependencies", "peerDependencies", "optionalDependencies", "devDependencies", "scripts"]) {
      assert.equal(manifest[field], undefined);
    }
    assert.equal(manifest.license, "MIT OR Apache-2.0");
    const cargo = await readFile(join(here, "../Cargo.toml"), "utf8");
    assert.equal(manifest.version, /^version = "(.*)"$/m.exec(cargo)[1]);
  });

  it("has the schemas that the command prints", () =>
    inProject({}, async (folder) => {
      const print = (id) => run(process.execPath, [join(installed, "dist/cli.js"), "schema", id]);
      for (const id of ["claude-code", "codex", "mcpglot"]) {
        const { stdout } = await print(id);
        assert.equal(await readFile(join(folder, "node_modules/mcpglot/dist/schemas", `${id}.json`), "utf8"), stdout);
        const imported = `import schema from "mcpglot/schemas/${id}.json" with { type: "json" }; console.log(schema.$schema);`;
        await writeFile(join(folder, "schema.mjs"), imported);
        assert.equal(await node(folder, "--no-warnings", "schema.mjs"), "https://json-schema.org/draft/2020-12/schema");
      }
      const settings = await readFile(join(here, "../docs/mcpglot.schema.json"), "utf8");
      assert.equal((await print("mcpglot")).stdout, settings);
    }));

  it("names no folder of the machine that built it", async () => {
    const own = [join(here, ".."), process.env.HOME, process.env.CARGO_HOME, tmpdir(), "/.cargo/", "/.rustup/"].filter(Boolean);
    for (const name of (await readdir(join(installed, "dist"))).filter((name) => name !== "schemas")) {
      const text = await readFile(join(installed, "dist", name), "latin1");
      for (const folder of own) assert.ok(!text.includes(folder), `${name} names ${folder}`);
    }
  });

  it("is what publint and arethetypeswrong want", async () => {
    const bin = (name) => join(here, "node_modules/.bin", name);
    const lint = await run(bin("publint"), ["run", "--strict", tarball], { env: { ...process.env, NO_COLOR: "1" } });
    assert.match(lint.stdout, /All good!/, lint.stdout);
    // The schemas have no types.
    const flags = ["--exclude-entrypoints", "./schemas/*.json", "--format", "json"];
    const { stdout } = await run(bin("attw"), [tarball, ...flags]).catch((error) => error);
    const { problems, analysis } = JSON.parse(stdout);
    assert.deepEqual(Object.values(problems ?? {}).flat(), []);
    assert.deepEqual(Object.keys(analysis.entrypoints).sort(), [".", "./browser", "./inline", "./mcpglot.wasm", "./package.json"]);
  });
});

describe("Node.js", () => {
  const entries = ["mcpglot", "mcpglot/browser", "mcpglot/inline"];

  it("imports every entry", () => {
    const text = entries.map((name, at) => `import * as e${at} from "${name}"; const kit${at} = await e${at}.load();`).join("\n");
    const asked = entries.map((_, at) => `console.log(${ASK.replaceAll("kit", `kit${at}`)});`).join("\n");
    return inProject({ "index.mjs": `${text}\n${asked}\nimport * as kit from "mcpglot"; console.log(${ASK});` }, async (folder) => {
      assert.equal(await node(folder, "index.mjs"), [SAID, SAID, SAID, SAID].join("\n"));
    });
  });

  it("requires every entry", () => {
    const text = entries.map((name) => `{ const kit = require("${name}"); console.log(${ASK}); }`).join("\n");
    return inProject({ "index.cjs": text }, async (folder) => {
      assert.equal(await node(folder, "index.cjs"), [SAID, SAID, SAID].join("\n"));
    });
  });

  it("is for the versions that are stated", async () => {
    const { engines } = JSON.parse(await readFile(join(installed, "package.json"), "utf8"));
    const [, oldest] = /^>=(\d+)$/.exec(engines.node);
    assert.match(await readFile(join(installed, "README.md"), "utf8"), new RegExp(`\\(Node\\.js ${oldest} and later, `));
    assert.match(await readFile(join(here, "../README.md"), "utf8"), new RegExp(`Node\\.js ${oldest} or newer, `));
    assert.match(await readFile(join(here, "build.mjs"), "utf8"), new RegExp(`target: "node${oldest}"`));
    const { devDependencies } = JSON.parse(await readFile(join(here, "package.json"), "utf8"));
    assert.equal(devDependencies["@types/node"].split(".")[0], oldest);
  });

  it("needs nothing of Node.js that came later", () => {
    // The one came with 20.16 and 22.3, the other with 22.1.
    const old = "delete process.getBuiltinModule; delete Module.enableCompileCache; Module.syncBuiltinESMExports();";
    const preload = `data:text/javascript,${encodeURIComponent(`import Module from "node:module"; ${old}`)}`;
    const files = { "index.mjs": `import * as kit from "mcpglot"; console.log(${ASK});` };
    files["index.cjs"] = files["index.mjs"].replace(/import .*?;/, 'const kit = require("mcpglot");');
    return inProject(files, async (folder) => {
      for (const name of Object.keys(files)) assert.equal(await node(folder, "--import", preload, name), SAID);
      const said = await node(folder, "--import", preload, "node_modules/mcpglot/dist/cli.js", "--version");
      assert.ok(said.startsWith(`mcpglot ${version} (`), said);
    });
  });

  it("resolves by condition", () => {
    const text = `for (const name of ["mcpglot", "mcpglot/browser"]) console.log(import.meta.resolve(name).split("/").at(-1));`;
    return inProject({ "index.mjs": text }, async (folder) => {
      const resolve = async (...conditions) => (await node(folder, ...conditions.map((one) => `--conditions=${one}`), "index.mjs")).split("\n");
      assert.deepEqual(await resolve(), ["node.js", "node.js"]);
      assert.deepEqual(await resolve("bun"), ["node.js", "node.js"]);
      assert.deepEqual(await resolve("browser"), ["inline.js", "node.js"]);
      assert.deepEqual(await resolve("deno"), ["inline.js", "inline.js"]);
      assert.deepEqual(await resolve("workerd"), ["workerd.js", "workerd.js"]);
    });
  });

  it("runs the command by its name", () =>
    inProject({}, async (folder) => {
      const { stdout } = await run("npx", ["--no-install", "mcpglot", "--version"], { cwd: folder });
      assert.ok(stdout.startsWith(`mcpglot ${version} (`), stdout);
    }));
});

it("TypeScript takes it in its strictest mode, and refuses what is wrong", () => {
  const text = `
    import { applyEdits, convert, explain, hosts, McpglotError, read, validate, type Outcome, type Text } from "mcpglot";
    const outcome: Outcome = convert("", { from: "claude-code", to: "codex", into: new Uint8Array(), rename: { a: "b" } });
    const text: string | undefined = outcome.text;
    const edited: string = applyEdits("", outcome.edits);
    const bytes: Uint8Array = applyEdits(new Uint8Array(), outcome.edits);
    const either = (text: Text): Text => applyEdits(text, outcome.edits, "utf-8");
    const code: string = validate(bytes, { host: "codex" }).diagnostics[0]!.code;
    const command = read("").servers[0]?.command;
    if (typeof command === "object") for (const piece of command) if (typeof piece === "object" && "variable" in piece) piece.default;
    const kind: "dropped" | "coerced" | "narrowed" | "widened" | "indirection" | undefined = outcome.diagnostics[0]?.loss?.kind;
    try { hosts("x"); } catch (error) { if (error instanceof McpglotError && error.code === "host-not-found") error.help; }
    // @ts-expect-error the host to write for is needed
    convert("", {});
    // @ts-expect-error there is no such option
    convert("", { to: "codex", stric: true });
    // @ts-expect-error a number is no document
    validate(1);
    // @ts-expect-error there is no such way to lose something
    const other: "lost" = outcome.diagnostics[0]!.loss!.kind;
    export { code, edited, either, explain, kind, other, text };
  `;
  const loading = `
    import { load, type Kit, type Outcome } from "mcpglot/browser";
    import { convert, load as other, type Kit as OtherKit } from "mcpglot/inline";
    import wasm from "mcpglot/mcpglot.wasm";
    const kit: Kit = await load(new URL("https://example.com/mcpglot.wasm"));
    const same: OtherKit = await load(wasm);
    const outcome: Outcome = (await other()).convert("", { to: kit.hosts().hosts[0]!.id });
    // @ts-expect-error a bundler may have made it something else
    const address: string = wasm;
    export { address, convert, outcome, same };
  `;
  const compilerOptions = { strict: true, exactOptionalPropertyTypes: true, noUncheckedIndexedAccess: true, noEmit: true };
  Object.assign(compilerOptions, { skipLibCheck: false, target: "es2022", types: [] });
  const project = (include, more) => JSON.stringify({ compilerOptions: { ...compilerOptions, ...more }, include });
  const files = {
    "esm.ts": text,
    "cjs.cts": text,
    "loading.ts": loading,
    "node.json": project(["esm.ts", "cjs.cts"], { module: "nodenext", lib: ["es2022"] }),
    "dom.json": project(["*.ts"], { module: "nodenext", lib: ["es2022", "dom"] }),
    "bundler.json": project(["*.ts"], { module: "esnext", moduleResolution: "bundler", lib: ["es2022", "dom"] }),
  };
  return inProject(files, async (folder) => {
    for (const name of ["node.json", "dom.json", "bundler.json"]) {
      const tsc = run(join(here, "node_modules/.bin/tsc"), ["--project", name], { cwd: folder });
      await tsc.catch((error) => assert.fail(`${name}: ${error.stdout}`));
    }
  });
});

/** A page that writes what `mcpglot` and `mcpglot/browser` say. */
const PAGE = `
  import * as kit from "mcpglot";
  import { load } from "mcpglot/browser";
  const said = [${ASK}];
  { const kit = await load(); said.push(${ASK}); }
  document.title = JSON.stringify(said);
`;
const HTML = '<!doctype html><meta charset="utf-8"><title></title><script type="module" src="./index.js"></script>';

/** What the page at `path` of the served folder says. */
function opened(folder, path) {
  return served({ site: folder }, (address) =>
    inChromium(async (page) => {
      await page.goto(`${address}/site/${path}`);
      await page.waitForFunction(() => document.title !== "");
      return JSON.parse(await page.title());
    }),
  );
}

describe("bundlers", () => {
  it("Vite builds a page that runs in Chromium", () =>
    inProject({ "index.html": HTML, "index.js": PAGE }, async (folder) => {
      await vite({ root: folder, base: "./", logLevel: "silent", build: { target: "es2022" } });
      const assets = await readdir(join(folder, "dist/assets"));
      assert.ok(assets.some((name) => name.endsWith(".wasm")), "the module is a file of its own");
      assert.deepEqual(await opened(join(folder, "dist"), "index.html"), [SAID, SAID]);
    }));

  it("webpack builds a page that runs in Chromium", () =>
    inProject({ "index.js": PAGE }, async (folder) => {
      const output = { path: join(folder, "dist"), filename: "index.js", module: true, publicPath: "auto" };
      const options = { mode: "production", context: folder, entry: "./index.js", output, experiments: { outputModule: true } };
      const stats = await promisify(webpack)(options);
      assert.deepEqual(stats.toJson({ all: false, errors: true, warnings: true }).errors, []);
      await writeFile(join(folder, "dist/index.html"), HTML);
      assert.deepEqual(await opened(join(folder, "dist"), "index.html"), [SAID, SAID]);
    }));

  it("esbuild builds a page that runs in Chromium", () => {
    const text = PAGE.replace("load()", "load(wasm)").replace("\n", '\n  import wasm from "mcpglot/mcpglot.wasm";\n');
    return inProject({ "index.js": text }, async (folder) => {
      const shared = { absWorkingDir: folder, entryPoints: ["index.js"], bundle: true, outdir: "dist", logLevel: "silent" };
      await esbuild({ ...shared, format: "esm", target: "es2022", loader: { ".wasm": "file" } });
      await writeFile(join(folder, "dist/index.html"), HTML);
      assert.deepEqual(await opened(join(folder, "dist"), "index.html"), [SAID, SAID]);
    });
  });

  it("a script that is no module and is not told where the module lies says so", () => {
    const text = `
      import { load, McpglotError } from "mcpglot/browser";
      const failed = load();
      failed.catch((error) => console.log(error instanceof McpglotError, error.code, error.cause.name));
    `;
    return inProject({ "index.js": text }, async (folder) => {
      const shared = { absWorkingDir: folder, entryPoints: ["index.js"], bundle: true, logLevel: "silent" };
      for (const format of ["iife", "cjs"]) {
        await esbuild({ ...shared, format, outfile: `${format}.cjs` });
        assert.equal(await node(folder, `${format}.cjs`), "true load-failed TypeError");
      }
    });
  });

  it("esbuild builds one file for Node.js that needs no other", () =>
    inProject({ "index.js": `import * as kit from "mcpglot/inline"; console.log(${ASK});` }, async (folder) => {
      const shared = { absWorkingDir: folder, entryPoints: ["index.js"], bundle: true, platform: "node", logLevel: "silent" };
      for (const [format, name] of [["esm", "alone.mjs"], ["cjs", "alone.cjs"]]) {
        await esbuild({ ...shared, format, outfile: name });
      }
      await rm(join(folder, "node_modules"), { recursive: true });
      for (const name of ["alone.mjs", "alone.cjs"]) assert.equal(await node(folder, name), SAID);
    }));
});

it("a bare page and its worker load it without any tool", () => {
  const page = `
    import { load } from "../node_modules/mcpglot/dist/browser.js";
    const kit = await load();
    const said = [${ASK}];
    const worker = new Worker(new URL("./worker.js", import.meta.url), { type: "module" });
    worker.onmessage = ({ data }) => { document.title = JSON.stringify([...said, ...data]); };
  `;
  const worker = `
    import { load } from "../node_modules/mcpglot/dist/browser.js";
    import * as inline from "../node_modules/mcpglot/dist/inline.js";
    const said = [];
    for (const kit of [await load(), inline]) said.push(${ASK});
    postMessage(said);
  `;
  return inProject({ "page/index.html": HTML, "page/index.js": page, "page/worker.js": worker }, async (folder) => {
    assert.deepEqual(await opened(folder, "page/index.html"), [SAID, SAID, SAID]);
  });
});

describe("other runtimes", () => {
  const program = async (scope, ...path) => {
    const name = (await readdir(join(runtimes, scope))).find((name) => existsSync(join(runtimes, scope, name, ...path)));
    return join(runtimes, scope, name, ...path);
  };
  const index = `import * as kit from "mcpglot"; console.log(${ASK});`;

  it("Deno needs no permission for it", () =>
    inProject({ "index.mjs": index }, async (folder) => {
      const deno = await program("@deno", "deno");
      const env = { ...process.env, DENO_DIR: join(folder, ".deno"), NO_COLOR: "1", DENO_NO_UPDATE_CHECK: "1" };
      const { stdout } = await run(deno, ["run", "--no-prompt", "--no-remote", "--node-modules-dir=manual", "index.mjs"], { cwd: folder, env });
      assert.equal(stdout.trim(), SAID);
    }));

  it("Bun runs it, and bundles it", () =>
    inProject({ "index.mjs": index }, async (folder) => {
      const bun = await program("@oven", "bin", "bun");
      assert.equal((await run(bun, ["index.mjs"], { cwd: folder })).stdout.trim(), SAID);
      await run(bun, ["build", "--target=browser", "--outfile=bundle.mjs", "index.mjs"], { cwd: folder });
      await rm(join(folder, "node_modules"), { recursive: true });
      assert.equal(await node(folder, "bundle.mjs"), SAID);
    }));

  it("workerd gets the module compiled", () => {
    const text = `
      import * as kit from "mcpglot";
      import { load } from "mcpglot/browser";
      const said = async (kit) => ${ASK};
      export default { fetch: async () => Response.json([await said(kit), await said(await load())]) };
    `;
    return inProject({ "index.mjs": text }, async (folder) => {
      // As its bundlers do it: one script, and the module beside it.
      const shared = { absWorkingDir: folder, entryPoints: ["index.mjs"], bundle: true, logLevel: "silent", outfile: "worker.mjs" };
      await esbuild({ ...shared, format: "esm", target: "es2022", conditions: ["workerd"], external: ["*.wasm"] });
      assert.ok((await readFile(join(folder, "worker.mjs"))).length < 50_000, "the module is not in the script");
      await cp(join(folder, "node_modules/mcpglot/dist/mcpglot.wasm"), join(folder, "mcpglot.wasm"));
      const port = await new Promise((ready) => {
        const server = createServer().listen(0, "127.0.0.1", () => {
          const { port } = server.address();
          server.close(() => ready(port));
        });
      });
      await writeFile(
        join(folder, "config.capnp"),
        `using Workerd = import "/workerd/workerd.capnp";
         const config :Workerd.Config = (
           services = [(name = "main", worker = (compatibilityDate = "2026-01-01", modules = [
             (name = "worker.mjs", esModule = embed "worker.mjs"),
             (name = "./mcpglot.wasm", wasm = embed "mcpglot.wasm"),
           ]))],
           sockets = [(name = "http", address = "127.0.0.1:${port}", http = (), service = "main")]
         );`,
      );
      const child = spawn(await program("@cloudflare", "bin", "workerd"), ["serve", "config.capnp"], { cwd: folder, stdio: ["ignore", "ignore", "pipe"] });
      let told = "";
      child.stderr.on("data", (data) => (told += data));
      try {
        const deadline = Date.now() + 30_000;
        let response;
        while (response === undefined && Date.now() < deadline && child.exitCode === null) {
          response = await fetch(`http://127.0.0.1:${port}`).catch(() => new Promise((wait) => setTimeout(wait, 100)));
        }
        assert.ok(response, told);
        assert.equal(await response.text(), JSON.stringify([SAID, SAID]), told);
      } finally {
        child.kill();
      }
    });
  });
});
