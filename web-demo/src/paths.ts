// Where a host's files lie, as a person on one system writes it down.

import type { Host, HostFile } from "mcpglot/browser";

export const SYSTEMS = { macos: "macOS", linux: "Linux", windows: "Windows" } as const;
export type System = keyof typeof SYSTEMS;

/** The system that the page runs on, as far as it tells. */
export function thisSystem(): System {
  const platform = (navigator as { userAgentData?: { platform?: string } }).userAgentData?.platform ?? navigator.platform;
  return /win/i.test(platform) ? "windows" : /mac|iphone|ipad/i.test(platform) ? "macos" : "linux";
}

/** The files of a host on a system. */
export function filesOn(host: Host | undefined, system: System): HostFile[] {
  return host?.files.filter(({ os }) => os === "all" || os === system) ?? [];
}

/** A path as the system spells it. */
export function pathOn(file: HostFile, system: System): string {
  if (system !== "windows" || file.os === "windows") return file.path;
  return file.path
    .replace(/^~(?=\/)/, "%USERPROFILE%")
    .replace(/\$(\w+)/g, "%$1%")
    .replaceAll("/", "\\");
}

const EXTENSIONS = { json: "json", toml: "toml", yaml: "yaml" } as const;

/** The name under which a file is saved: the last part of its path, without what is left to the reader. */
export function nameOf(file: HostFile | undefined, host: Host): string {
  const last = file?.path.split(/[\\/]/).at(-1) ?? "";
  const name = last.replace(/[<>]/g, "").replace("*", "mcpglot");
  return name === "" ? `mcp.${EXTENSIONS[host.syntax]}` : name;
}
