// For everybody: by keyboard alone, to a screen reader, in both themes, on a narrow screen.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { after, describe, it } from "node:test";

import { copied, editor, examples, finish, here, opened, paste, settled, start } from "./support.mjs";

after(finish);

const axe = await readFile(join(here, "node_modules/axe-core/axe.min.js"), "utf8");

/** What axe finds on the page as it is. */
async function violations(page) {
  await page.evaluate(axe);
  // Without `preload` it makes no styles of its own, which the page's policy would refuse.
  const { violations } = await page.evaluate(() => globalThis.axe.run(document, { resultTypes: ["violations"], preload: false }));
  return violations.map(({ id, nodes }) => `${id}, ${nodes.length} times: ${nodes[0].target.join(" ")} ${nodes[0].failureSummary}`);
}

/** The states that the page is looked at in. */
async function* states(page) {
  yield "an example";
  await page.getByRole("button", { name: "Examples" }).click();
  yield "the examples";
  await page.keyboard.press("Escape");
  await start(page, "Merge into a commented config.toml");
  yield "a merge";
  await page.getByRole("button", { name: "transport-unsupported" }).click();
  await page.getByRole("heading", { name: "Why it matters" }).waitFor();
  yield "an explanation";
  await page.getByRole("button", { name: "Existing file", exact: true }).click();
  yield "the existing file";
  await page.getByRole("tab", { name: "Field by field" }).click();
  await page.getByRole("group", { name: "The server that is looked at" }).getByRole("button", { name: "search" }).click();
  yield "a picture";
  await page.getByRole("tab", { name: "Servers and tools" }).click();
  await page.locator(".matrix[aria-busy=false]").waitFor();
  yield "a matrix";
  await page.getByRole("tab", { name: "All tools at once" }).click();
  await page.locator(".targets[aria-busy=false]").waitFor();
  await page.getByRole("button", { name: /^VS Code/ }).click();
  yield "all tools";
  await page.getByRole("button", { name: "Nothing leaves this page" }).click();
  await page.getByText("There is no account, no cookie and no analytics.").waitFor();
  yield "the promise";
  await page.getByRole("button", { name: "Share" }).click();
  await page.waitForFunction(() => document.querySelector(".share-link input")?.value);
  yield "a link";
  await page.getByRole("button", { name: "Close" }).click();
  await page.getByRole("button", { name: "Result", exact: true }).click();
  await paste(page, "source", "{");
  await page.locator(".refused").waitFor();
  yield "a refusal";
}

/** How far two colours are apart, as WCAG counts it. */
function contrast(...colours) {
  const [light, dark] = colours
    .map((colour) => colour.match(/[\d.]+/g).slice(0, 3).map((part) => (part / 255 <= 0.04045 ? part / 255 / 12.92 : ((part / 255 + 0.055) / 1.055) ** 2.4)))
    .map(([red, green, blue]) => 0.2126 * red + 0.7152 * green + 0.0722 * blue)
    .sort((a, b) => b - a);
  return (light + 0.05) / (dark + 0.05);
}

describe("access", () => {
  for (const colorScheme of ["light", "dark"]) {
    it(`has nothing that axe objects to, ${colorScheme}`, () =>
      opened(
        async (page) => {
          for await (const state of states(page)) assert.deepEqual(await violations(page), [], state);
        },
        { colorScheme },
      ));
  }

  for (const colorScheme of ["light", "dark"]) {
    it(`tells what is chosen by more than a shade, ${colorScheme}`, async () => {
      await opened(
        async (page) => {
          const pressed = page.locator(".segments button[aria-pressed=true]").first();
          const ring = await pressed.evaluate((button) => getComputedStyle(button).boxShadow);
          for (const what of [".segments", ".segments button[aria-pressed=true]"]) {
            const beside = await page.locator(what).first().evaluate((element) => getComputedStyle(element).backgroundColor);
            assert.ok(contrast(ring, beside) >= 3, `${ring} on ${beside}`);
          }
        },
        { colorScheme },
      );
      await opened(
        async (page) => {
          await page.getByRole("tab", { name: "Field by field" }).click();
          const colours = (what) => page.locator(what).first().evaluate((element) => [getComputedStyle(element).backgroundColor, getComputedStyle(element).color]);
          for (const [what, chosen] of [["[role=tab]", "aria-selected"], [".segments button", "aria-pressed"], ["[role=group] .chip", "aria-pressed"]]) {
            const [own, text] = await colours(`${what}[${chosen}=true]`);
            const [other] = await colours(`${what}[${chosen}=false]`);
            assert.ok(contrast(own, other) >= 3, `${what}: ${own}, ${other}`);
            assert.ok(contrast(own, text) >= 4.5, `${what}: ${text} on ${own}`);
          }
        },
        { colorScheme, forcedColors: "active", reducedMotion: "reduce" },
      );
    });
  }

  it("fits into 320 px", () =>
    opened(
      async (page) => {
        for await (const state of states(page)) {
          const wide = await page.evaluate(() =>
            [...document.querySelectorAll("body *")]
              .filter((element) => element.getBoundingClientRect().right > innerWidth + 1 && !element.closest(".scroll, .tabs, pre, .line code, .unseen, svg"))
              .map((element) => element.outerHTML.slice(0, 100)),
          );
          assert.deepEqual(wide, [], state);
          assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), state);
          assert.deepEqual(await violations(page), [], state);
        }
      },
      { viewport: { width: 320, height: 640 } },
    ));

  it("keeps the theme that is chosen", () =>
    opened(
      async (page) => {
        const scheme = () => page.evaluate(() => getComputedStyle(document.documentElement).colorScheme);
        const background = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
        const light = await background();
        await page.getByRole("button", { name: "Light or dark" }).click();
        assert.equal(await scheme(), "dark");
        assert.notEqual(await background(), light);
        await page.reload();
        assert.equal(await scheme(), "dark");
      },
      { colorScheme: "light" },
    ));

  it("is used by keyboard alone", () =>
    opened(async (page) => {
      const focused = () => page.evaluate(() => (document.activeElement.shadowRoot?.activeElement ?? document.activeElement).ariaLabel || document.activeElement.textContent);
      /** Goes on until something of that name has the focus. */
      const tabTo = async (name) => {
        for (let count = 0; count < 60; count++) {
          await page.keyboard.press("Tab");
          if (name.test(await focused())) return;
        }
        assert.fail(`no way to ${name}`);
      };
      await tabTo(/^Source: /);
      await page.keyboard.press("ControlOrMeta+a");
      await page.keyboard.type('{"mcpServers":{"typed":{"command":"x","env":{"A":"b"}}}}');
      // An editor lets go of the focus.
      await tabTo(/^The tool that the result is for/);
      await page.keyboard.type("VS");
      await settled(page);
      await tabTo(/^Result$/);
      await tabTo(/^Copy the result/);
      await page.keyboard.press("Enter");
      await page.getByText("Copied the result").waitFor();
      assert.match(await page.evaluate(() => navigator.clipboard.readText()), /"typed": \{\n\s+"type": "stdio"/);
      await tabTo(/^Findings/);
      await page.keyboard.press("ArrowRight");
      await page.keyboard.press("ArrowRight");
      await page.locator(".matrix[aria-busy=false]").waitFor();
      await tabTo(/^typed in Claude Code: works$/);
      await page.keyboard.press("ArrowDown");
      await page.keyboard.press("ArrowDown");
      assert.match(await focused(), /^typed in OpenAI Codex: works$/);
      await page.keyboard.press("Enter");
      await settled(page);
      assert.match(await copied(page), /\[mcp_servers\.typed\]/);
      assert.equal(await page.getByRole("tab", { selected: true }).innerText(), "Field by field");
    }));

  it("announces what has come of it, and how many findings there are", () =>
    opened(async (page) => {
      const said = (text) => page.locator("p.unseen[role=status]").getByText(text, { exact: true }).waitFor();
      await said("Result for OpenAI Codex, from Claude Code: 2 findings, 1 error");
      // The same place says it all: a new one would not be listened to.
      await page.locator("p.unseen[role=status]").evaluate((status) => (status.dataset.first = ""));
      await page.getByLabel("The tool that the source is for").selectOption("claude-code");
      await paste(page, "source", '{"mcpServers":{"a":{"command":"x"}}}');
      await said("Result for OpenAI Codex, from Claude Code: no findings");
      await paste(page, "source", "{");
      const reason = (await page.locator(".refused").innerText()).replace(/\.( What stands here is from before\.)?$/, "");
      assert.match(reason, /^No result: /);
      await said(reason);
      await paste(page, "source", " ");
      await page.waitForFunction(() => document.querySelector("p.unseen[role=status]").textContent === "");
      assert.equal(await page.locator("p.unseen[role=status][data-first]").count(), 1);
      assert.equal(await page.locator(".refused[role]").count(), 0);
    }));

  it("keeps the focus where what had it goes away", () =>
    opened(async (page) => {
      const focused = () => page.evaluate(() => (document.activeElement.shadowRoot?.activeElement ?? document.activeElement).ariaLabel || document.activeElement.id || document.activeElement.className);
      const from = page.getByLabel("The tool that the source is for");
      await from.selectOption("codex");
      await paste(page, "source", '[mcp_servers.a]\nurl = "https://a.example"\nheaders = {}\n\n[mcp_servers.b]\nurl = "https://b.example"\nheaders = {}\n');
      const fixes = page.getByRole("tabpanel").getByRole("button", { name: /^Fix/ });
      assert.equal(await fixes.count(), 2);
      for (let left = 2; left > 0; left--) {
        await fixes.first().focus();
        await page.keyboard.press("Enter");
        await fixes.nth(left - 1).waitFor({ state: "detached" });
        await page.waitForFunction(() => document.activeElement !== document.body);
        const { length } = await page.locator(".finding").all();
        assert.match(await focused(), length > 0 ? /^finding / : /^view$/);
      }
      assert.equal(await page.locator(".finding").count(), 0);

      await from.selectOption("");
      await paste(page, "source", '{ "mcpServers": { "a": { "command": "x" } } }');
      await page.getByRole("region", { name: "Source" }).getByRole("button", { name: "Cursor" }).focus();
      await page.keyboard.press("Enter");
      await page.getByText("because you say so").waitFor();
      assert.equal(await focused(), "The tool that the source is for");

      await page.getByRole("button", { name: "Merge into…" }).click();
      await paste(page, "existing", "# mine\n");
      await page.getByRole("region", { name: "Target" }).getByRole("button", { name: "Clear" }).focus();
      await page.keyboard.press("Enter");
      await settled(page);
      assert.equal(await focused(), "Existing file: what the result is merged into");
    }));

  it("replaces nothing until an example is chosen, and leads the keyboard to each", () =>
    opened(async (page) => {
      const source = () => editor(page, "source").innerText();
      await paste(page, "source", '{"mcpServers":{"mine":{"command":"x"}}}');
      const list = page.getByRole("list", { name: "Start from an example" });
      await page.getByRole("button", { name: "Examples" }).focus();
      for (const key of ["Enter", "Tab", "Tab", "ArrowDown", "ArrowUp", "Escape"]) await page.keyboard.press(key);
      await list.waitFor({ state: "hidden" });
      assert.match(await source(), /mine/);
      assert.equal(await page.evaluate(() => document.activeElement.textContent), "Examples");

      const titles = await examples(page);
      for (const key of ["Enter", ...titles.map(() => "Tab"), "Enter"]) await page.keyboard.press(key);
      await page.waitForFunction(() => document.querySelector("[aria-label=Source] .say")?.textContent.includes("README.md"));
      assert.match(await source(), /## Installation/);
      assert.equal(await page.evaluate(() => document.activeElement.textContent), "Examples");
    }));

  it("leaves the keys of the browser to it", () =>
    opened(async (page) => {
      const taken = (key) =>
        page.evaluate((key) => {
          const [modifier, name] = key.split("+");
          const event = new KeyboardEvent("keydown", { key: name, [`${modifier}Key`]: true, bubbles: true, cancelable: true });
          return !document.activeElement.dispatchEvent(event);
        }, key);
      const modifiers = ["alt", "ctrl", "meta", "shift"];
      await page.getByRole("tab", { name: "Servers and tools" }).click();
      await page.locator(".matrix[aria-busy=false]").waitFor();
      for (const modifier of modifiers) for (const arrow of ["ArrowLeft", "ArrowRight"]) assert.ok(!(await taken(`${modifier}+${arrow}`)), `${modifier} ${arrow}`);
      assert.equal(await page.getByRole("tab", { selected: true }).innerText(), "Servers and tools");
      await page.locator(".cell[tabindex='0']").focus();
      for (const modifier of modifiers) assert.ok(!(await taken(`${modifier}+ArrowDown`)), modifier);
      assert.match(await page.evaluate(() => document.activeElement.ariaLabel), /^filesystem in /);
    }));
});
