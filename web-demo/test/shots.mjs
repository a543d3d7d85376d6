// Takes pictures of the page's main states: look at them. Two go into the README.
//
//   node shots.mjs OUT      OUT gets them all; those of the README go to web-demo/shots

import { mkdir } from "node:fs/promises";
import { join, resolve } from "node:path";

import { editor, finish, here, opened, settled, start } from "./support.mjs";

const out = resolve(process.argv[2]);
await mkdir(out, { recursive: true });
await mkdir(join(here, "shots"), { recursive: true });

const tab = (page, name) => page.getByRole("tab", { name }).click();
/** From the tabs on. */
const below = (page) => page.locator(".tabs").evaluate((tabs) => scrollTo(0, tabs.getBoundingClientRect().top + scrollY - 16));

const STATES = {
  example: async () => {},
  merge: (page) => start(page, "Merge into a commented config.toml"),
  picture: async (page) => {
    await tab(page, "Field by field");
    await page.getByRole("group", { name: "The server that is looked at" }).getByRole("button", { name: "search" }).click();
    await below(page);
  },
  matrix: async (page) => {
    await tab(page, "Servers and tools");
    await page.locator(".matrix[aria-busy=false]").waitFor();
    await below(page);
  },
  targets: async (page) => {
    await tab(page, "All tools at once");
    await page.locator(".targets[aria-busy=false]").waitFor();
    await page.getByRole("button", { name: /^Cursor/ }).click();
    await below(page);
  },
  hover: async (page) => {
    await start(page, "Codex, for Claude Code");
    await editor(page, "source").focus();
    await page.keyboard.press("F8");
    await page.keyboard.press("F8");
    await page.getByRole("tab").first().waitFor();
  },
  share: async (page) => {
    await page.getByRole("button", { name: "Share" }).click();
    await page.waitForFunction(() => document.querySelector(".share-link input")?.value);
  },
  refusal: async (page) => {
    await start(page, "Merge into a commented config.toml");
    await editor(page, "source").focus();
    await page.keyboard.press("ControlOrMeta+End");
    await page.keyboard.type("}");
    await settled(page);
  },
};

for (const [name, go] of Object.entries(STATES)) {
  for (const [size, viewport] of Object.entries({ wide: { width: 1280, height: 820 }, narrow: { width: 390, height: 844 } })) {
    for (const colorScheme of ["light", "dark"]) {
      await opened(
        async (page) => {
          await go(page);
          await page.waitForTimeout(250);
          await page.screenshot({ path: join(out, `${name}-${size}-${colorScheme}.png`) });
        },
        { viewport, colorScheme },
      );
    }
  }
}

// Those of the README: what a merge looks like, and which tool can run what.
for (const name of ["merge", "matrix"]) {
  await opened(
    async (page) => {
      await STATES[name](page);
      await page.mouse.move(0, 0);
      await page.waitForTimeout(250);
      await page.screenshot({ path: join(here, "shots", `${name}.png`) });
    },
    { viewport: { width: 1180, height: 700 }, colorScheme: "light" },
  );
}

await finish();
