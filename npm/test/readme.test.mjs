// The examples of README.md do what it says.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { chmod, cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { it } from "node:test";
import { promisify } from "node:util";

import { built, here, inChromium, installed, served } from "./support.mjs";

const run = promisify(execFile);
const readme = await readFile(join(here, "README.md"), "utf8");
const GOOD = '{ "mcpServers": { "a": { "command": "x" } } }\n';
const BAD = '{ "mcpServers": { "a": { "comand": "x" } } }\n';

/** A folder in which the package is installed, with the files of `examples`. */
async function inProject(work) {
  const folder = await mkdtemp(join(tmpdir(), "mcpglot-readme-"));
  try {
    await cp(join(built, "installed"), folder, { recursive: true, verbatimSymlinks: true });
    await mkdir(join(folder, "node_modules/@codemirror"), { recursive: true });
    await symlink(join(here, "node_modules/@codemirror/state"), join(folder, "node_modules/@codemirror/state"));
    await cp(join(here, "../examples/mcp.json"), join(folder, ".mcp.json"));
    await cp(join(here, "../examples/config.toml"), join(folder, "config.toml"));
    return await work(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

const examples = [...readme.matchAll(/```js\n([\s\S]*?)```\n[\s\S]*?```text\n([\s\S]*?)```/g)];
for (const [, program, said] of examples) {
  it(`prints what it says: ${/^import .* from "(.*)";$/gm.exec(program)[0]}`, () =>
    inProject(async (folder) => {
      await writeFile(join(folder, "example.mjs"), program);
      const { stdout } = await run(process.execPath, ["example.mjs"], { cwd: folder });
      assert.equal(stdout.trimEnd(), said.trimEnd());
    }));
}

it("shows as many examples as it has", () => {
  assert.equal(examples.length, readme.match(/```js\n/g).length);
  assert.equal(examples.length, 4);
});

it("the page does what it says", () =>
  inProject(async (folder) => {
    await writeFile(join(folder, "index.html"), /```html\n([\s\S]*?)```/.exec(readme)[1]);
    const said = await served({ site: folder }, (address) =>
      inChromium(async (page) => {
        await page.goto(`${address}/site/index.html`);
        await page.waitForFunction(() => document.body.textContent.includes("mcp_servers"));
        return page.textContent("body");
      }),
    );
    assert.equal(said, '[mcp_servers.a]\ncommand = "x"\n');
  }));

/** What the README shows for the file `name`. */
function shown(name) {
  const [, text] = new RegExp(`<!-- file: ${name.replaceAll(".", "\\.")} -->\n\`\`\`\\w+\n([\\s\\S]*?)\`\`\``).exec(readme);
  return text;
}

it("the hook stops a commit of what a host does not understand", () =>
  inProject(async (folder) => {
    const env = { ...process.env, GIT_CONFIG_GLOBAL: "/dev/null", GIT_CONFIG_SYSTEM: "/dev/null" };
    const git = (...args) => run("git", ["-c", "user.name=a", "-c", "user.email=a@example.com", ...args], { cwd: folder, env });
    await git("init", "--quiet");
    const hook = join(folder, ".git/hooks/pre-commit");
    await mkdir(dirname(hook), { recursive: true });
    await writeFile(hook, shown(".git/hooks/pre-commit"));
    await chmod(hook, 0o755);
    await writeFile(join(folder, ".mcp.json"), BAD);
    await git("add", ".mcp.json");
    await assert.rejects(git("commit", "--quiet", "-m", "bad"), /transport-missing/);
    await writeFile(join(folder, ".mcp.json"), GOOD);
    await git("add", ".mcp.json");
    await git("commit", "--quiet", "-m", "good");
  }));

it("the workflow annotates what a host does not understand", () =>
  inProject(async (folder) => {
    const { version } = JSON.parse(await readFile(join(installed, "package.json"), "utf8"));
    const line = /run: (.*)/.exec(shown(".github/workflows/mcp.yml"))[1];
    assert.ok(line.includes(`mcpglot@${version} `), "it names the version of this package");
    const step = () => run("sh", ["-c", line], { cwd: folder, env: { ...process.env, npm_config_offline: "true" } });
    await writeFile(join(folder, ".mcp.json"), BAD);
    const { code, stdout } = await step().catch((error) => error);
    assert.equal(code, 1);
    assert.match(stdout, /^::error file=\.mcp\.json,line=1,/m);
    await writeFile(join(folder, ".mcp.json"), GOOD);
    assert.equal((await step()).stdout, "");
  }));
