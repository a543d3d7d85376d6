// Documents of any size, the same each time: servers as people have them, half of them processes and half remote.

/** A server as Claude Code has it. */
function server(at) {
  if (at % 2 === 0) {
    return {
      command: "npx",
      args: ["-y", `@example/server-${at}`, "--root", `/srv/data/${at}`],
      env: { LOG_LEVEL: "info", REGION: `eu-${at % 7}` },
    };
  }
  return { type: "http", url: `https://mcp-${at}.example.com/v1`, headers: { "X-Team": `team-${at % 11}`, "X-Trace": "on" } };
}

const name = (at) => `server-${at}`;
const range = (count) => Array.from({ length: count }, (_, at) => at);

/** A `.mcp.json`. */
export function json(count) {
  return `${JSON.stringify({ mcpServers: Object.fromEntries(range(count).map((at) => [name(at), server(at)])) }, null, 2)}\n`;
}

/** The same servers in Codex's `config.toml`, as a program writes them. */
export function toml(count) {
  const text = JSON.stringify;
  return range(count)
    .map((at) => {
      const { command, args, env, url, headers } = server(at);
      const pairs = (of) => Object.entries(of).map(([key, value]) => `${key} = ${text(value)}\n`).join("");
      const head = `[mcp_servers.${name(at)}]\n`;
      if (url) return `${head}url = ${text(url)}\n\n[mcp_servers.${name(at)}.http_headers]\n${pairs(headers)}`;
      return `${head}command = ${text(command)}\nargs = [${args.map((one) => text(one)).join(", ")}]\n\n[mcp_servers.${name(at)}.env]\n${pairs(env)}`;
    })
    .join("\n");
}

/** Somebody's own `config.toml` of a hundred lines, with comments; it has the servers of `json(count)` with other values. */
export function commented(count) {
  const servers = toml(count)
    .replaceAll("info", "debug")
    .replaceAll(/^\[mcp_servers\.[\w-]+\]$/gm, (header) => `# ${header.slice(13, -1)}: ask the team before it is changed\n${header}  # mine`);
  const before = range(18).map((at) => `# about option ${at}\noption_${at} = ${at % 3 === 0 ? `"value ${at}"` : at}   # kept\n`);
  return `# Codex, as I like it.\nmodel = "gpt-5-codex"\n\n[tuning]\n${before.join("")}\n# ---- servers ----\n\n${servers}\n[projects."/srv/app"]\ntrust_level = "trusted" # since spring\n`;
}
