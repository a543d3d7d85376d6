// What a team uses: the hooks for pre-commit and the step for GitHub. Both run the package that is published under this
// version; here a registry on this machine has the tarball.

import assert from "node:assert/strict";
import { execFile, execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { after, before, it } from "node:test";
import { promisify } from "node:util";

import { built, here, installed } from "./support.mjs";

const run = promisify(execFile);
const root = join(here, "..");
const manifest = JSON.parse(await readFile(join(installed, "package.json"), "utf8"));
const python = execFileSync("sh", [join(root, "tests/setup/tools.sh"), "where", "pre-commit"], { encoding: "utf8" }).trim();
const hooks = await yaml(await readFile(join(root, ".pre-commit-hooks.yaml"), "utf8"));
const action = await yaml(await readFile(join(root, "action.yml"), "utf8"));
const [, team] = (await readFile(join(root, "docs/projects.md"), "utf8")).split("\n## In a team\n");
const [config, step] = [...team.matchAll(/```yaml\n([\s\S]*?)```/g)].map(([, block]) => block);
const [, told] = /```text\n([\s\S]*?)```/.exec(team);

/** What a text in YAML says, as the reader takes it that pre-commit has. */
async function yaml(text) {
  const program = "import json, sys, yaml; print(json.dumps(yaml.safe_load(sys.argv[1])))";
  return JSON.parse((await run(python, ["-c", program, text])).stdout);
}

let registry;
before(async () => {
  const tarball = await readFile(join(built, `mcpglot-${manifest.version}.tgz`));
  const integrity = `sha512-${createHash("sha512").update(tarball).digest("base64")}`;
  registry = createServer((request, response) => {
    const address = `http://${request.headers.host}/mcpglot.tgz`;
    const versions = { [manifest.version]: { ...manifest, dist: { tarball: address, integrity } } };
    const listed = { name: "mcpglot", "dist-tags": { latest: manifest.version }, versions };
    if (request.url === "/mcpglot.tgz") response.end(tarball);
    else if (request.url === "/mcpglot") response.setHeader("Content-Type", "application/json").end(JSON.stringify(listed));
    else response.writeHead(404).end();
  });
  await new Promise((ready) => registry.listen(0, "127.0.0.1", ready));
});
after(() => {
  registry.closeAllConnections();
  registry.close();
});

const SOURCE = '{\n  "mcpServers": {\n    "files": { "command": "npx", "args": ["-y", "files-mcp"] }\n  }\n}\n';

/** Somebody's project in git, in step, on a fresh machine. `work` gets what runs a program there and gives its exit status. */
async function inProject(work) {
  const place = await mkdtemp(join(tmpdir(), "mcpglot-team-"));
  const [home, folder] = [join(place, "home"), join(place, "project")];
  const write = async (name, text) => {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), text);
  };
  const env = {
    PATH: process.env.PATH,
    HOME: home,
    PRE_COMMIT_HOME: join(place, "pre-commit"),
    GIT_CONFIG_SYSTEM: "/dev/null",
    npm_config_registry: `http://127.0.0.1:${registry.address().port}/`,
    npm_config_update_notifier: "false",
  };
  const at = (cwd) => (program, args, more) =>
    run(program, args, { cwd, env: { ...env, ...more } }).then(
      ({ stdout, stderr }) => ({ code: 0, stdout, said: stdout + stderr }),
      ({ code, stdout, stderr }) => ({ code, stdout, said: stdout + stderr }),
    );
  const sure = (run) => async (program, ...args) => {
    const { code, said } = await run(program, args);
    assert.equal(code, 0, `${program} ${args.join(" ")}: ${said}`);
  };
  try {
    await mkdir(home);
    await writeFile(
      join(home, ".gitconfig"),
      // The repository that the example names is one on this machine.
      `[user]\nname = a\nemail = a@example.com\n[url "${join(place, "hooks")}"]\ninsteadOf = https://github.com/mcpglot/mcpglot\n`,
    );
    await mkdir(join(place, "hooks"));
    await cp(join(root, ".pre-commit-hooks.yaml"), join(place, "hooks/.pre-commit-hooks.yaml"));
    const there = sure(at(join(place, "hooks")));
    await there("git", "init", "--quiet");
    await there("git", "add", "--all");
    await there("git", "commit", "--quiet", "-m", "hooks");
    await there("git", "tag", `v${manifest.version}`);

    await write(".mcp.json", SOURCE);
    await write("mcpglot.toml", 'source = ".mcp.json"\n\n[targets.codex]\n');
    await write(".pre-commit-config.yaml", config);
    const here = sure(at(folder));
    await here("git", "init", "--quiet");
    await here("npx", "--yes", `mcpglot@${manifest.version}`, "sync", "--quiet");
    await here("git", "add", "--all");
    return await work({ at, folder, sure: here, write });
  } finally {
    await rm(place, { recursive: true, force: true });
  }
}

it("names this version everywhere", () => {
  for (const hook of hooks) assert.ok(hook.entry.startsWith(`npx --yes mcpglot@${manifest.version} `), hook.entry);
  assert.equal(String(action.inputs.version.default), manifest.version);
  assert.ok(config.includes(`rev: v${manifest.version}\n`) && step.includes(`@v${manifest.version}\n`));
});

it("the hook that validates is shown the project files of all hosts", async () => {
  const { detect, hosts } = await import(join(installed, "dist/node.js"));
  const files = hosts().hosts.flatMap((host) => host.files.filter(({ scope }) => ["project", "local"].includes(scope)));
  const paths = files.map(({ path }) => path.replace("*", "any")).filter((path) => !path.startsWith("<"));
  assert.ok(paths.length > 30);
  // Of a file that nobody can be named for, the hook could only complain.
  assert.deepEqual(paths.filter((path) => detect("", { fileName: path }).host === undefined), []);
  const { files: pattern } = hooks.find(({ id }) => id === "mcpglot-validate");
  const program = "import re, sys; print([path for path in sys.argv[2:] if not re.search(sys.argv[1], path)])";
  const others = ["mcp.json", "docs/mcp.json", "settings.json", "config.toml", ".vscode/settings.json", "my.mcp.json"];
  assert.equal((await run(python, ["-c", program, pattern, ...paths])).stdout, "[]\n");
  const left = (await run(python, ["-c", program, pattern, ...others])).stdout;
  assert.deepEqual(JSON.parse(left.replaceAll("'", '"')), others);
});

it("the hooks let pass what is in step, and stop what has drifted or is wrong", () =>
  inProject(async ({ at, folder, sure, write }) => {
    const run = at(folder);
    await sure(python, "-m", "pre_commit", "install");
    const first = await run("git", ["commit", "-m", "in step"]);
    assert.equal(first.code, 0, first.said);
    assert.match(first.said, /^MCP servers are in step\.+Passed$/m);
    assert.match(first.said, /^MCP configurations are valid\.+Passed$/m);

    await write(".mcp.json", SOURCE.replace("files-mcp", "files-mcp@2"));
    await sure("git", "add", ".mcp.json");
    const drifted = await run("git", ["commit", "-m", "drifted"]);
    assert.equal(drifted.code, 1);
    assert.ok(drifted.said.includes(told), drifted.said);
    assert.match(drifted.said, /^MCP configurations are valid\.+Passed$/m);

    await sure("npx", "--yes", `mcpglot@${manifest.version}`, "sync", "--quiet");
    await sure("git", "add", "--all");
    await sure("git", "commit", "-m", "in step again");

    await write(".cursor/mcp.json", '{ "mcpServers": { "a": { "comand": "x" } } }\n');
    await sure("git", "add", "--all");
    const wrong = await run("git", ["commit", "-m", "wrong"]);
    assert.equal(wrong.code, 1);
    assert.match(wrong.said, /^MCP servers are in step\.+Passed$/m);
    assert.match(wrong.said, /^MCP configurations are valid\.+Failed$/m);
    assert.match(wrong.said, /^error\[transport-missing\]/m);
    assert.match(wrong.said, /--> \.cursor\/mcp\.json:1:19$/m);
  }));

/** Runs the steps of the action as a runner does, in a checkout, with what the workflow gives it. */
async function act(run, given) {
  const inputs = Object.fromEntries(Object.entries(action.inputs).map(([name, input]) => [name, String(input.default ?? "")]));
  const filled = (text) =>
    String(text).replaceAll(/\$\{\{ *inputs\.([\w-]+) *\}\}/g, (_, name) => {
      const value = { ...inputs, ...given }[name];
      assert.notEqual(value, undefined, `there is no input ${name}`);
      return value;
    });
  assert.equal(action.runs.using, "composite");
  let all = "";
  for (const step of action.runs.steps) {
    assert.equal(step.shell, "bash");
    const env = Object.fromEntries(Object.entries(step.env ?? {}).map(([name, value]) => [name, filled(value)]));
    const script = filled(step.run);
    assert.ok(!/\$\{\{/.test(script + Object.values(env).join("")), "an expression is left that only a runner knows");
    const cwd = filled(step["working-directory"] ?? ".");
    const bash = ["--noprofile", "--norc", "-eo", "pipefail", "-c", `cd -- "$0" && ${script}`, cwd];
    const { code, stdout, said } = await run("bash", bash, env);
    all += stdout;
    if (code !== 0) return { code, stdout: all, said };
  }
  return { code: 0, stdout: all, said: all };
}

it("the step lets pass what is in step, and annotates what has drifted", () =>
  inProject(async ({ at, folder, write }) => {
    const [{ uses, with: given }] = await yaml(step);
    assert.equal(uses, `mcpglot/mcpglot@v${manifest.version}`);
    const inStep = await act(at(folder), given);
    assert.equal(inStep.code, 0, inStep.said);
    assert.ok(!inStep.stdout.includes("::error"), inStep.stdout);

    await write(".mcp.json", SOURCE.replace("files-mcp", "files-mcp@2"));
    const above = { "working-directory": basename(folder) };
    for (const drifted of [await act(at(folder), {}), await act(at(dirname(folder)), above)]) {
      assert.equal(drifted.code, 1, drifted.said);
      assert.match(drifted.stdout, /^::error file=\.codex\/config\.toml,.*::.*files.*args/m);
    }

    // No input is read as shell.
    const other = await act(at(folder), { args: "validate .mcp.json; echo $HOME" });
    assert.equal(other.code, 2, other.said);
    assert.ok(!other.stdout.includes("home"), other.stdout);

    // What quotes keep together is one argument, and lines part them as blanks do.
    await write("of/a team.json", SOURCE.replace("command", "comand"));
    const validate = ["validate --host claude-code", "--format github", "", "'of/a team.json' .mcp.json", ""];
    const continued = "validate \\\n  --host \\\n claude-code --format git\\\nhub of/a\\ team.json \\\n";
    for (const args of [validate.join("\n"), validate.join(" ").replaceAll("'", '"'), continued]) {
      const wrong = await act(at(folder), { args });
      assert.equal(wrong.code, 1, wrong.said);
      assert.match(wrong.stdout, /^::error file=of\/a team\.json,/m);
    }
    const open = await act(at(folder), { args: "validate .mcp.json 'of" });
    assert.notEqual(open.code, 0);
    assert.match(open.said, /^xargs: .*quote/m);
    assert.equal(open.stdout, "");
    // A backslash within quotes is one.
    assert.match((await act(at(folder), { args: 'explain "a\\b"' })).said, /a\\b/);
    // An argument without a letter is one, and without any there is nothing that could be checked.
    assert.match((await act(at(folder), { args: "hosts ''" })).said, /``|""/);
    for (const args of ["", " \n"]) {
      const empty = await act(at(folder), { args });
      assert.deepEqual([empty.code, empty.stdout], [2, "::error::`args` is empty: there is nothing to run\n"]);
    }
  }));
