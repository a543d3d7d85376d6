// Examples to start from. They look real; their secrets are made up.

import { FIRST } from "./first.js";
import type { Example } from "./first.js";

const MINE = `# Codex, as I like it.
model = "gpt-5-codex"
approval_policy = "on-request"     # never again "never"

# ---- MCP servers ---------------------------------------------------------

# Read-only, please: this is the production replica.
[mcp_servers.postgres]
command = "uvx"
args = [ "postgres-mcp", "--access-mode=restricted" ]
startup_timeout_sec = 20           # slow VPN
enabled_tools = ["list_schemas", "explain_query"]

# Mine alone; nobody else on the team has it.
[mcp_servers.scratch]
command = '/opt/tools/scratch.exe'
enabled = false

# ---- projects ------------------------------------------------------------

[projects."/code/app"]
trust_level = "trusted"
`;

const INPUTS = `{
  // Asked for once, and kept by the editor.
  "inputs": [
    { "id": "linear-key", "type": "promptString", "description": "Linear API key", "password": true }
  ],
  "servers": {
    "linear": {
      "type": "http",
      "url": "https://mcp.linear.app/mcp",
      "headers": { "Authorization": "Bearer \${input:linear-key}" }
    },
    "playwright": {
      "type": "stdio",
      "command": "npx",
      "args": ["-y", "@playwright/mcp@latest", "--output-dir", "\${workspaceFolder}/.shots"],
    },
    "sentry": {
      "type": "http",
      "url": "https://mcp.sentry.dev/mcp",
      "headers": { "X-Sentry-Token": "\${env:SENTRY_TOKEN}" }
    }
  }
}
`;

const CODEX = `model = "gpt-5-codex"

[mcp_servers.figma]
url = "https://mcp.figma.com/mcp"
bearer_token_env_var = "FIGMA_TOKEN"
tool_timeout_sec = 45

[mcp_servers.context7]
command = "npx"
args = ["-y", "@upstash/context7-mcp"]
env_vars = ["CONTEXT7_API_KEY"]
startup_timeout_sec = 12.5
enabled_tools = ["resolve-library-id", "get-library-docs"]

[mcp_servers.deploys]
command = "/opt/bin/deploys-mcp"
enabled = false
`;

const GOOSE = `# ~/.config/goose/config.yaml
GOOSE_PROVIDER: anthropic
extensions:
  developer:
    enabled: true
    type: builtin
    name: developer
  fetch:
    enabled: true
    type: stdio
    name: fetch
    cmd: uvx
    args:
      - mcp-server-fetch
    envs:
      HTTP_PROXY: http://proxy.example.com:3128
    timeout: 120
`;

const README = `## Installation

Add this to your client's configuration:

\`\`\`json
{
  "mcpServers": {
    "weather": {
      "command": "uvx",
      "args": ["weather-mcp", "--units", "metric"],
      "env": { "WEATHER_API_KEY": "<your key>" }
    }
  }
}
\`\`\`
`;

/** In the order of their titles. */
export const EXAMPLES: readonly Example[] = [
  FIRST,
  { ...FIRST, into: MINE },
  { fileName: ".vscode/mcp.json", text: INPUTS, to: "cursor" },
  { fileName: "config.toml", text: CODEX, to: "claude-code" },
  { fileName: "config.yaml", text: GOOSE, to: "claude-desktop" },
  { fileName: "README.md", text: README, to: "vscode" },
];
