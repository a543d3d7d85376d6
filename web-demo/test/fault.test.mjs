// Where the module cannot be had, or fails: it is said for as long as it is so, and what was asked can be asked again.

import assert from "node:assert/strict";
import { after, describe, it } from "node:test";

import { copied, editor, finish, meddle, opened, paste, settled } from "./support.mjs";

after(finish);

const failed = (page) => page.getByRole("region", { name: "Target" }).getByText("No answer");
const again = (page) => page.getByRole("button", { name: "Try again" });

/** Gives the page where its module cannot be loaded. */
const withoutModule = (use) =>
  opened(
    async (page) => {
      const address = page.url();
      await page.goto("about:blank");
      await page.route("**/*.wasm", (route) => route.abort());
      await page.goto(address);
      await failed(page).waitFor();
      await use(page);
    },
    { serviceWorkers: "block", allowed: (text) => /ERR_FAILED/.test(text) },
  );

const answered = async (page) => {
  await page.getByText("OpenAI Codex has no sse transport, so docs is left out").waitFor();
  assert.equal(await failed(page).count(), 0);
};

describe("a fault", () => {
  it("is said for as long as the module cannot be loaded, which can be tried again", () =>
    withoutModule(async (page) => {
      assert.match(await page.locator(".refused").innerText(), /No answer: the translator cannot be loaded: .*\. Try again$/s);
      await page.getByRole("region", { name: "Source" }).getByText("This is not read: the translator cannot be loaded: ").waitFor();
      assert.equal(await page.getByText("Reading…").count(), 0);
      assert.equal(await page.locator("main").getAttribute("aria-busy"), "false");
      // As what it is, and not as something that is just told.
      assert.equal(await page.locator(".notice").innerText(), "");

      await again(page).click();
      await settled(page);
      await failed(page).waitFor();

      await page.unroute("**/*.wasm");
      await again(page).click();
      await answered(page);
      assert.equal(await page.evaluate(() => document.activeElement.id), "to");
      assert.match(await copied(page), /^\[mcp_servers\.filesystem\]/);
    }));

  it("goes with the next key, where the module can be loaded by then", () =>
    withoutModule(async (page) => {
      await page.unroute("**/*.wasm");
      await editor(page, "source").focus();
      await page.keyboard.press("ControlOrMeta+End");
      await page.keyboard.type("\n");
      await answered(page);
    }));

  it("is said where the worker ends, and another one takes its place", () =>
    opened(async (page) => {
      await meddle(page, "end");
      await paste(page, "source", '{"mcpServers":{"a":{"command":"x"}}}');
      await page.locator(".refused").getByText("the translator has stopped: out of memory").waitFor();
      await meddle(page, "pass");
      await again(page).click();
      await settled(page);
      assert.equal(await copied(page), '[mcp_servers.a]\ncommand = "x"\n');
      await page.waitForTimeout(100);
      assert.equal(page.workers().length, 1);
    }));

  it("is over with the next answer", () =>
    opened(async (page) => {
      await meddle(page, "fail");
      await paste(page, "source", '{"mcpServers":{"a":{"command":"x"}}}');
      await page.locator(".refused").getByText("nobody").waitFor();
      await meddle(page, "pass");
      await page.getByLabel("The tool that the result is for").selectOption("vscode");
      await settled(page);
      assert.equal(await failed(page).count(), 0);
      assert.equal(await page.locator(".notice").innerText(), "");
      assert.match(await copied(page), /"type": "stdio"/);
    }));
});
