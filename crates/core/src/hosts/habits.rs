//! What checking and detecting know about a host, beyond its table: how it takes a file that is not quite right, and what
//! gives a file away as its own.

use super::Host;
use crate::text::Ascii;

/// The habits of one host.
#[derive(Debug)]
pub struct Habits {
    /// The id of the host.
    host: &'static str,
    /// Ends of paths that belong to its files, `/` between folders; `*` stands for any beginning of a file's name.
    pub names: &'static [&'static str],
    /// What people call the folder or the file in which they keep it.
    pub words: &'static [&'static str],
    /// What no other host's file has.
    pub clues: &'static [Clue],
    /// What few other hosts' files have.
    pub hints: &'static [Clue],
    /// What it makes of a file without servers.
    pub no_servers: NoServers,
    /// What it makes of a file without a document: nothing, white space and comments.
    pub no_document: NoDocument,
    /// Whether it refuses a server for a number or boolean where it takes strings; otherwise that is not established.
    pub refuses_plain: bool,
    /// Whether it does so for a variable of the environment at least.
    pub refuses_plain_env: bool,
    /// Keys at the top of its file, of those that people lose in a table of a server.
    pub settings: &'static [&'static str],
}

/// What gives a file away.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub enum Clue {
    /// A server has this field.
    Field(&'static str),
    /// An entry among the servers has this key, and is none.
    Key(&'static str),
    /// A server has this field with this text.
    Says(&'static str, &'static str),
    /// A server has this field with a list of strings.
    Names(&'static str),
    /// The document has this key at its top.
    Root(&'static str),
    /// The document names a schema whose address holds this.
    Schema(&'static str),
    /// This stands somewhere in the text.
    Text(&'static str),
}

/// What a host makes of a file without servers.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub enum NoServers {
    /// It is as good as any: the file holds other settings too.
    Fine,
    /// It refuses the file, unless that has one of the keys of [`Habits::settings`].
    Refused,
}

/// What a host makes of a file without a document.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub enum NoDocument {
    /// It is as good as one without servers, or that is not established.
    Fine,
    /// It refuses the file, unless that has nothing but a byte-order mark.
    EmptyOnly,
    /// It refuses the file.
    Refused,
}

/// The habits of `host`.
#[must_use]
pub fn habits(host: &Host) -> &'static Habits {
    ALL.iter().find(|habits| habits.host == host.id).unwrap_or(&UNKNOWN)
}

static UNKNOWN: Habits = Habits {
    host: "",
    names: &[],
    words: &[],
    clues: &[],
    hints: &[],
    no_servers: NoServers::Fine,
    no_document: NoDocument::Fine,
    refuses_plain: false,
    refuses_plain_env: false,
    settings: &[],
};

static ALL: &[Habits] = &[
    Habits {
        host: "claude-code",
        names: &[".mcp.json", ".claude.json"],
        words: &["claude-code"],
        clues: &[
            Clue::Field("headersHelper"),
            Clue::Field("alwaysLoad"),
            Clue::Says("type", "ws"),
            Clue::Root("numStartups"),
            Clue::Root("oauthAccount"),
        ],
        no_servers: NoServers::Refused,
        refuses_plain: true,
        // With these it is the user's file, which may be without servers.
        settings: &["projects", "numStartups", "oauthAccount", "userID", "installMethod", "autoUpdates", "theme", "tipsHistory"],
        ..UNKNOWN
    },
    Habits {
        host: "claude-desktop",
        names: &["claude_desktop_config.json"],
        words: &["claude-desktop"],
        clues: &[Clue::Root("globalShortcut")],
        ..UNKNOWN
    },
    Habits {
        host: "codex",
        names: &[".codex/*.toml", "codex/config.toml"],
        words: &["codex"],
        clues: &[
            Clue::Field("http_headers"),
            Clue::Field("env_http_headers"),
            Clue::Field("http_headers_helper"),
            Clue::Field("env_vars"),
            Clue::Field("enabled_tools"),
            Clue::Field("disabled_tools"),
            Clue::Field("default_tools_approval_mode"),
            Clue::Field("startup_timeout_ms"),
            Clue::Field("tools"),
            Clue::Root("approval_policy"),
            Clue::Root("sandbox_mode"),
            Clue::Root("sandbox_workspace_write"),
            Clue::Root("model_reasoning_effort"),
            Clue::Root("model_providers"),
            Clue::Root("projects"),
            Clue::Root("tui"),
        ],
        refuses_plain: true,
        settings: &[
            "model",
            "model_provider",
            "model_reasoning_effort",
            "model_reasoning_summary",
            "model_verbosity",
            "model_context_window",
            "model_max_output_tokens",
            "model_instructions_file",
            "review_model",
            "approval_policy",
            "approvals_reviewer",
            "sandbox_mode",
            "profile",
            "notify",
            "personality",
            "file_opener",
            "web_search",
            "service_tier",
            "disable_response_storage",
            "show_raw_agent_reasoning",
            "hide_agent_reasoning",
            "preferred_auth_method",
            "forced_login_method",
            "cli_auth_credentials_store",
            "mcp_oauth_credentials_store",
            "chatgpt_base_url",
            "project_doc_max_bytes",
            "project_doc_fallback_filenames",
            "developer_instructions",
            "instructions",
            "tool_output_token_limit",
            "check_for_update_on_startup",
            "suppress_unstable_features_warning",
            "log_dir",
            "oss_provider",
            "compact_prompt",
            "allow_login_shell",
        ],
        ..UNKNOWN
    },
    Habits {
        host: "copilot-cli",
        names: &[".copilot/mcp-config.json", "copilot/mcp-config.json", ".github/mcp.json"],
        words: &["copilot", "copilot-cli"],
        clues: &[
            Clue::Names("tools"),
            Clue::Field("deferTools"),
            Clue::Field("oidc"),
            Clue::Field("oauthClientId"),
            Clue::Field("oauthPublicClient"),
            Clue::Field("oauthGrantType"),
            Clue::Field("filterMapping"),
        ],
        hints: &[Clue::Says("type", "local")],
        no_servers: NoServers::Refused,
        no_document: NoDocument::Refused,
        refuses_plain: true,
        ..UNKNOWN
    },
    Habits {
        host: "cursor",
        names: &[".cursor/*.json"],
        words: &["cursor"],
        hints: &[Clue::Field("envFile")],
        no_servers: NoServers::Refused,
        no_document: NoDocument::Refused,
        refuses_plain: true,
        ..UNKNOWN
    },
    Habits {
        host: "droid",
        names: &[".factory/mcp.json"],
        words: &["droid"],
        clues: &[Clue::Field("enabledTools"), Clue::Field("connectTimeout"), Clue::Root("persistentPermissions")],
        no_servers: NoServers::Refused,
        no_document: NoDocument::Refused,
        ..UNKNOWN
    },
    Habits {
        host: "gemini-cli",
        names: &[".gemini/*.json", "gemini-cli/settings.json"],
        words: &["gemini", "gemini-cli"],
        clues: &[Clue::Field("targetAudience"), Clue::Field("targetServiceAccount"), Clue::Schema("/gemini-cli/")],
        hints: &[Clue::Field("httpUrl"), Clue::Field("includeTools"), Clue::Field("trust")],
        no_document: NoDocument::Refused,
        refuses_plain_env: true,
        ..UNKNOWN
    },
    Habits {
        host: "opencode",
        names: &["opencode.json", "opencode.jsonc"],
        words: &["opencode"],
        clues: &[Clue::Schema("opencode.ai/")],
        hints: &[Clue::Says("type", "local"), Clue::Says("type", "remote")],
        no_document: NoDocument::EmptyOnly,
        refuses_plain: true,
        ..UNKNOWN
    },
    Habits {
        host: "vscode",
        names: &[".vscode/mcp.json", "Code/User/mcp.json", "Code - Insiders/User/mcp.json"],
        words: &["vscode"],
        clues: &[
            Clue::Field("cwd"),
            Clue::Field("envFile"),
            Clue::Field("sandboxEnabled"),
            Clue::Field("dev"),
            Clue::Field("gallery"),
            Clue::Text("${env:"),
            Clue::Text("${workspaceFolder"),
        ],
        ..UNKNOWN
    },
    Habits {
        host: "agent-plugins",
        words: &["agent-plugins"],
        clues: &[Clue::Schema("agent-plugins.org/")],
        no_servers: NoServers::Refused,
        ..UNKNOWN
    },
    Habits {
        host: "amazon-q",
        names: &[
            ".amazonq/mcp.json",
            "amazonq/mcp.json",
            "amazonq/agents/*.json",
            "amazonq/cli-agents/*.json",
            ".amazonq/cli-agents/*.json",
        ],
        words: &["amazonq", "amazon-q"],
        ..UNKNOWN
    },
    Habits {
        host: "amp",
        names: &[".amp/settings.json", "amp/settings.json"],
        words: &["amp"],
        no_document: NoDocument::Refused,
        ..UNKNOWN
    },
    Habits {
        host: "antigravity",
        names: &[
            ".gemini/config/mcp_config.json",
            ".gemini/antigravity/mcp_config.json",
            ".gemini/antigravity-cli/mcp_config.json",
            ".agents/mcp_config.json",
        ],
        words: &["antigravity", "antigravity-cli"],
        hints: &[Clue::Field("serverUrl")],
        ..UNKNOWN
    },
    Habits {
        host: "augment",
        names: &[".augment/*.json"],
        words: &["augment", "auggie"],
        clues: &[Clue::Field("timeoutMs"), Clue::Field("useShellInterpolation")],
        ..UNKNOWN
    },
    Habits {
        host: "cline",
        names: &["cline_mcp_settings.json"],
        words: &["cline"],
        clues: &[Clue::Says("type", "streamableHttp"), Clue::Field("transportType"), Clue::Field("oauthClient")],
        hints: &[Clue::Field("autoApprove")],
        no_servers: NoServers::Refused,
        no_document: NoDocument::Refused,
        refuses_plain: true,
        ..UNKNOWN
    },
    Habits {
        host: "continue",
        names: &[".continue/config.yaml", ".continue/mcpServers/*.yaml", ".continue/mcpServers/*.yml"],
        words: &["continue"],
        clues: &[Clue::Text("${{ secrets."), Clue::Field("requestOptions"), Clue::Field("connectionTimeout")],
        refuses_plain: true,
        ..UNKNOWN
    },
    Habits { host: "copilot-coding-agent", clues: &[Clue::Text("COPILOT_MCP_")], ..UNKNOWN },
    Habits {
        host: "crush",
        names: &["crush.json", ".crush.json"],
        words: &["crush"],
        clues: &[
            Clue::Schema("charm.land/crush"),
            Clue::Says("type", "stdio"),
            Clue::Says("type", "http"),
            Clue::Says("type", "sse"),
        ],
        ..UNKNOWN
    },
    Habits {
        host: "devin",
        names: &[".devin/*.json", "devin/mcp_config.json"],
        words: &["devin"],
        hints: &[Clue::Says("transport", "stdio"), Clue::Says("transport", "http"), Clue::Says("transport", "sse")],
        ..UNKNOWN
    },
    Habits {
        host: "goose",
        names: &["goose/config.yaml", "goose/config/config.yaml"],
        words: &["goose"],
        clues: &[
            Clue::Root("GOOSE_PROVIDER"),
            Clue::Root("GOOSE_MODEL"),
            Clue::Field("cmd"),
            Clue::Field("env_keys"),
            Clue::Says("type", "streamable_http"),
            Clue::Says("type", "builtin"),
        ],
        ..UNKNOWN
    },
    Habits {
        host: "grok-build",
        names: &[".grok/*.toml", "grok/config.toml"],
        words: &["grok", "grok-build"],
        // `type` and `headers` are its fields too, but more often a slip of who writes for Codex.
        clues: &[
            Clue::Field("tool_timeouts"),
            Clue::Field("expose_image_base64"),
            Clue::Field("oauth_client_id"),
            Clue::Field("oauth_scopes"),
            Clue::Field("setup"),
        ],
        ..UNKNOWN
    },
    Habits { host: "jetbrains-ai", words: &["jetbrains", "jetbrains-ai"], hints: &[Clue::Field("workingDirectory")], ..UNKNOWN },
    Habits { host: "junie", names: &[".junie/mcp/mcp.json"], words: &["junie"], ..UNKNOWN },
    Habits {
        host: "kilo-code",
        names: &[
            "kilo.json",
            "kilo.jsonc",
            ".config/kilo/opencode.json",
            ".config/kilo/opencode.jsonc",
            ".kilocode/mcp.json",
            ".kilo/mcp.json",
            ".kilocode/cli/global/settings/mcp_settings.json",
        ],
        words: &["kilo", "kilocode", "kilo-code"],
        settings: &["$schema", "agent", "instructions", "model", "permission", "plugin", "provider"],
        clues: &[Clue::Schema("kilo.ai/")],
        hints: &[Clue::Says("type", "local"), Clue::Says("type", "remote"), Clue::Field("alwaysAllow")],
        no_document: NoDocument::EmptyOnly,
        refuses_plain: true,
        ..UNKNOWN
    },
    Habits {
        host: "kiro",
        names: &[".kiro/settings/mcp.json", ".kiro/agents/*.json"],
        words: &["kiro"],
        hints: &[Clue::Field("autoApprove")],
        ..UNKNOWN
    },
    Habits { host: "lm-studio", names: &[".lmstudio/mcp.json"], words: &["lmstudio", "lm-studio"], ..UNKNOWN },
    Habits {
        host: "mistral-vibe",
        names: &[".vibe/*.toml", "vibe/config.toml"],
        words: &["vibe", "mistral-vibe"],
        clues: &[Clue::Field("api_key_env"), Clue::Field("sampling_enabled"), Clue::Root("active_model")],
        ..UNKNOWN
    },
    Habits {
        host: "qwen-code",
        names: &[".qwen/settings.json"],
        words: &["qwen", "qwen-code"],
        clues: &[Clue::Field("discoveryTimeoutMs"), Clue::Field("alwaysLoadTools"), Clue::Field("versionNegotiation")],
        hints: &[Clue::Field("httpUrl"), Clue::Field("includeTools"), Clue::Field("trust")],
        no_document: NoDocument::Refused,
        ..UNKNOWN
    },
    Habits {
        host: "roo-code",
        names: &[".roo/mcp.json", "rooveterinaryinc.roo-cline/settings/mcp_settings.json"],
        words: &["roo", "roo-code", "roo-cline"],
        clues: &[Clue::Field("watchPaths")],
        hints: &[Clue::Field("alwaysAllow")],
        ..UNKNOWN
    },
    Habits {
        host: "trae",
        names: &[".trae/mcp.json", "Trae/User/mcp.json"],
        words: &["trae"],
        clues: &[Clue::Field("fromGalleryId")],
        ..UNKNOWN
    },
    Habits { host: "visual-studio", names: &[".vs/mcp.json", ".mcp.json"], words: &["visual-studio"], ..UNKNOWN },
    Habits {
        host: "warp",
        names: &[".warp/.mcp.json", ".agents/.mcp.json"],
        words: &["warp"],
        hints: &[Clue::Field("working_directory")],
        ..UNKNOWN
    },
    Habits {
        host: "windsurf",
        names: &["windsurf/mcp_config.json", ".windsurf/mcp_config.json", ".codeium/mcp_config.json"],
        words: &["windsurf"],
        hints: &[Clue::Field("serverUrl")],
        ..UNKNOWN
    },
    Habits { host: "zed", names: &[".zed/settings.json", "zed/settings.json", "Zed/settings.json"], words: &["zed"], ..UNKNOWN },
];

/// Files and folders of hosts that are not in [`super::ALL`], as far as their files look like those of hosts that are.
static ELSEWHERE: &[&str] = &[
    ".aiassistant",
    ".goose",
    ".idea",
    ".jabber",
    ".omp",
    ".pi",
    ".ruler",
    ".rulesync",
    "mcphub",
    "mcporter.json",
    "mcporter.jsonc",
    "mcpproxy",
    ".mcpproxy",
    "ruler",
    "rulesync",
];

/// Why a file of that path is none from which a host takes servers.
#[must_use]
pub fn elsewhere(path: &str) -> Option<&'static str> {
    let (folder, file) = path.cut_last("/").unwrap_or(("", path));
    if path.parts(b"/").any(|part| ELSEWHERE.contains(&part)) {
        Some("the file has the name of another program's configuration")
    } else if folder.behind(b"/") == ".claude" && matches!(file, "settings.json" | "settings.local.json") {
        Some("Claude Code takes no servers from its settings")
    } else {
        None
    }
}
