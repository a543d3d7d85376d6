// What the page begins with.

/** An example to start from. It looks real; its secrets are made up. */
export interface Example {
  /** The name of the source's file. */
  fileName?: string;
  text: string;
  /** The host that it is translated for. */
  to: string;
  /** The file that is merged into. */
  into?: string;
}

/** What the others are called; they are loaded when one is asked for. */
export const TITLES = [
  "A team's .mcp.json, for Codex",
  "Merge into a commented config.toml",
  "VS Code with questions, for Cursor",
  "Codex, for Claude Code",
  "goose, for Claude Desktop",
  "A README's snippet, for VS Code",
] as const;

export const FIRST: Example = {
  fileName: ".mcp.json",
  to: "codex",
  text: `{
  "mcpServers": {
    "filesystem": {
      "command": "npx",
      "args": ["-y", "@modelcontextprotocol/server-filesystem", "/code/app"]
    },
    "github": {
      "type": "http",
      "url": "https://api.githubcopilot.com/mcp/",
      "headers": {
        "Authorization": "Bearer \${GITHUB_TOKEN}",
        "X-MCP-Toolsets": "repos,issues"
      }
    },
    "postgres": {
      "command": "uvx",
      "args": ["postgres-mcp", "--access-mode=restricted"],
      "env": {
        "DATABASE_URI": "\${DATABASE_URI}",
        "PGPASSWORD": "n0t-a-real-passw0rd"
      }
    },
    "docs": {
      "type": "sse",
      "url": "https://docs.example.com/sse"
    },
    "search": {
      "type": "http",
      "url": "https://mcp.example.com/v1",
      "headers": {
        "X-Api-Key": "\${SEARCH_KEY:-anonymous}"
      },
      "timeout": 30000
    }
  }
}
`,
};
