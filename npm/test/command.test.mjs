// The command where Node.js tells it less than a native program is told: it does what that does, or refuses.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { it } from "node:test";
import { promisify } from "node:util";

import { installed } from "./support.mjs";

const run = promisify(execFile);
const SOURCE = '{ "mcpServers": { "a": { "command": "x" } } }\n';
const RESULT = '[mcp_servers.a]\ncommand = "x"\n';

/** A folder with a source in it; `work` gets it, and what runs a script there, in which `mcpglot` is the command. */
async function inFolder(work) {
  const folder = await mkdtemp(join(tmpdir(), "mcpglot-command-"));
  const mcpglot = `mcpglot() { "${process.execPath}" "${join(installed, "dist/cli.js")}" "$@"; }\n`;
  const sh = (script) =>
    run("sh", ["-c", mcpglot + script], { cwd: folder }).then(
      ({ stdout, stderr }) => ({ code: 0, stdout, stderr }),
      ({ code, stdout, stderr }) => ({ code, stdout, stderr }),
    );
  try {
    await writeFile(join(folder, "a.json"), SOURCE);
    return await work(folder, sh);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

it("works in a folder that is gone, from which no relative path leads anywhere", () =>
  inFolder(async (folder, sh) => {
    const gone = (script) => sh(`mkdir gone && cd gone && rmdir ../gone\n${script}`);
    const version = await gone("mcpglot --version");
    assert.deepEqual([version.code, version.stderr], [0, ""]);
    assert.match(version.stdout, /^mcpglot \d/);
    assert.equal((await gone(`mcpglot convert --quiet --from claude-code --to codex - <${folder}/a.json`)).stdout, RESULT);
    const absolute = await gone(`mcpglot convert --from claude-code --to codex ${folder}/a.json -o ${folder}/b.toml`);
    assert.deepEqual([absolute.code, await readFile(join(folder, "b.toml"), "utf8")], [0, RESULT]);
    await rm(join(folder, "b.toml"));

    // Otherwise they would count from the root.
    const within = folder.slice(1);
    for (const path of [`${within}/a.json`, `./${within}/a.json`, "../a.json", `../../../../../${within}/a.json`]) {
      const { code, stdout, stderr } = await gone(`mcpglot convert --from claude-code --to codex ${path}`);
      assert.deepEqual([code, stdout], [2, ""], path);
      assert.match(stderr, path.startsWith("..") ? /^error: / : /^error: .* does not exist /);
    }
    for (const path of [`${within}/b.toml`, `../${within}/b.toml`, `${within}/new/b.toml`]) {
      const { code, stdout } = await gone(`mcpglot convert --from claude-code --to codex ${folder}/a.json -o ${path}`);
      assert.deepEqual([code, stdout], [2, ""], path);
    }
    assert.deepEqual(await readdir(folder), ["a.json"]);
  }));

it("works in a folder whose name it is not told, and takes no other for it", () =>
  inFolder(async (folder, sh) => {
    const there = String.raw`name=$(printf 'f\377'); mkdir -p "$name" && cd "$name" &&`;
    assert.equal((await sh(`${there} mcpglot convert --quiet --from claude-code --to codex - <../a.json`)).stdout, RESULT);
    const { code, stdout } = await sh(`${there} mcpglot convert --from claude-code --to codex ${folder.slice(1)}/a.json`);
    assert.deepEqual([code, stdout], [2, ""]);
  }));

it("refuses an argument that it is not told as it is", () =>
  inFolder(async (folder, sh) => {
    for (const words of ["a.json -o", "a.json --into", ""]) {
      const script = String.raw`mcpglot convert --from claude-code --to codex ${words} "$(printf 'b\377.toml')"`;
      const { code, stdout, stderr } = await sh(script);
      assert.deepEqual([code, stdout], [2, ""]);
      assert.match(stderr, /^error: an argument is not UTF-8, [^\n]*\nhelp: [^\n]*\n$/);
    }
    assert.deepEqual(await readdir(folder), ["a.json"]);
    // What is UTF-8 is taken, whatever it is.
    assert.equal((await sh("mcpglot convert --from claude-code --to codex a.json -o é🦐.toml")).code, 0);
    assert.deepEqual((await readdir(folder)).sort(), ["a.json", "é🦐.toml"]);
  }));
