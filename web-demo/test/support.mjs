// What the tests share: the built page on a site, and a browser that talks to nobody else.

import { readFile } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

import { chromium } from "playwright-core";

import { serve } from "../serve.mjs";

/** The folder `web-demo` of the project. */
export const here = join(dirname(fileURLToPath(import.meta.url)), "..");
const target = resolve(process.env.MCPGLOT_TARGET ?? join(here, "../target"));
/** Where `just web` has put the page. */
export const built = join(target, "web");

/** The npm package in Node.js, whose answers the page must give too. */
export const mcpglot = await import(pathToFileURL(join(target, "npm/installed/node_modules/mcpglot/dist/node.js")).href);

let browser;

/** Ends the browser, after the last test of a file. */
export const finish = () => browser?.close();

/** A window of its own, with nothing in it from any other. The browser is one for all tests of a file. */
export async function launch(options = {}) {
  const quiet = ["quic", "background-networking", "component-update", "sync", "gpu"].map((what) => `--disable-${what}`);
  browser ??= await chromium.launch({
    executablePath: process.env.MCPGLOT_CHROMIUM ?? "/usr/bin/chromium",
    headless: true,
    chromiumSandbox: process.getuid?.() !== 0,
    args: ["--no-first-run", ...quiet],
  });
  const context = await browser.newContext({
    viewport: { width: 1280, height: 900 },
    permissions: ["clipboard-read", "clipboard-write"],
    acceptDownloads: true,
    ...options,
  });
  return { context, close: () => context.close() };
}

/** Opens the page in a window of its own, and calls `work` with it. A fault of the page, or a refusal of its policy, is one of the test. */
export async function opened(work, { path = "", site = {}, allowed = () => false, ...options } = {}) {
  const server = await serve(built, site);
  const { context, close } = await launch(options);
  const trouble = [];
  try {
    const page = await context.newPage();
    page.on("pageerror", (error) => trouble.push(String(error)));
    page.on("console", (message) => message.type() === "error" && !allowed(message.text()) && trouble.push(message.text()));
    await page.goto(server.url + path);
    await settled(page);
    const result = await work(page, { server, context });
    if (trouble.length > 0) throw new Error(`the page has errors:\n${trouble.join("\n")}`);
    return result;
  } finally {
    await close();
    await server.close();
  }
}

/** Waits until what stands on the page is the answer to what stands in its editors. */
export async function settled(page) {
  await page.locator("main[aria-busy=false]").waitFor();
}

const EDITORS = { source: "Source: the configuration that you have", existing: "Existing file: what the result is merged into", result: "Result" };

/** The editable part of an editor. */
export function editor(page, which) {
  return page.getByRole("textbox", { name: EDITORS[which], exact: true });
}

/** What the examples are called, in order. */
export const examples = (page) => page.locator("#examples button").allTextContents();

/** Starts from an example. */
export async function start(page, title) {
  const main = await page.locator("main").elementHandle();
  // It is loaded first: the page becomes busy some time after the choice.
  const busy = main.evaluate(
    (main) => new Promise((seen) => new MutationObserver((_, all) => (all.disconnect(), seen())).observe(main, { attributeFilter: ["aria-busy"] })),
  );
  await page.getByRole("button", { name: "Examples" }).click();
  await page.getByRole("list", { name: "Start from an example" }).getByRole("button", { name: title, exact: true }).click();
  await busy;
  await settled(page);
}

/** Lets the worker hear of conversions, or what else is asked, again (`pass`), nothing of them until then (`hold`), a host that there is none of (`fail`); or ends it (`end`). */
export const meddle = (page, how, ask = "convert") =>
  page.evaluate(([how, ask]) => {
    if (!globalThis.meddled) {
      const meddled = (globalThis.meddled = { held: [] });
      const { postMessage } = Worker.prototype;
      Worker.prototype.postMessage = function (message) {
        const pass = (message) => postMessage.call(this, message);
        if (message.question?.ask !== meddled.ask || meddled.how === "pass") return pass(message);
        if (meddled.how === "hold") meddled.held.push(() => pass(message));
        if (meddled.how === "fail") pass({ ...message, question: { ...message.question, options: { to: "nobody" } } });
        if (meddled.how === "end") setTimeout(() => this.dispatchEvent(new ErrorEvent("error", { message: "out of memory" })));
      };
    }
    Object.assign(globalThis.meddled, { how, ask });
    if (how !== "hold") for (const send of globalThis.meddled.held.splice(0)) send();
  }, [how, ask]);

/** The result, as the button copies it. */
export async function copied(page) {
  await page.evaluate(() => navigator.clipboard.writeText(""));
  await page.getByRole("button", { name: "Copy the result" }).click();
  await page.getByText("Copied the result").waitFor();
  return page.evaluate(() => navigator.clipboard.readText());
}

/** The result, as the file that the button saves. */
export async function downloaded(page) {
  const [download] = await Promise.all([page.waitForEvent("download"), page.getByRole("button", { name: "Download" }).click()]);
  return { name: download.suggestedFilename(), text: await readFile(await download.path(), "utf8") };
}

/** Puts a text into an editor, as a person pastes over all that was there. */
export async function paste(page, which, text) {
  await page.evaluate((text) => navigator.clipboard.writeText(text), text);
  await editor(page, which).focus();
  await page.keyboard.press("ControlOrMeta+a");
  await page.keyboard.press("ControlOrMeta+v");
  await settled(page);
}

/** Drops a file on a part of the page; it may go on with blanks, which need not be sent into the browser. */
export async function drop(page, selector, name, bytes, blanks = 0) {
  const transfer = await page.evaluateHandle(
    ([name, bytes, blanks]) => {
      const transfer = new DataTransfer();
      transfer.items.add(new File([new Uint8Array(bytes), " ".repeat(blanks)], name));
      return transfer;
    },
    [name, [...Buffer.from(bytes)], blanks],
  );
  await page.locator(selector).dispatchEvent("dragover", { dataTransfer: transfer });
  await page.locator(selector).dispatchEvent("drop", { dataTransfer: transfer });
  await page.waitForTimeout(50);
  await settled(page);
}
