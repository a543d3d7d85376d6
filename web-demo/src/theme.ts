// Light or dark: as the system has it, until a person says otherwise. Only that word is kept in the browser.

const KEY = "mcpglot-theme";
const root = document.documentElement;

function apply(theme: string | null): void {
  if (theme === "light" || theme === "dark") root.dataset.theme = theme;
}

try {
  apply(localStorage.getItem(KEY));
} catch {
  // Where nothing may be kept, the system's theme holds.
}

/** The other one. */
export function nextTheme(): void {
  const dark = root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
  const theme = dark ? "light" : "dark";
  apply(theme);
  try {
    localStorage.setItem(KEY, theme);
  } catch {
    // It holds for this visit.
  }
}
