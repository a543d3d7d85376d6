//! Gemini CLI: JSON with comments, no trailing comma, no byte-order mark. `$word` is a reference in every string.

use super::form::{Flag, Form, Part, cut, is_number_to_yargs};
use super::{BadEntry, Beside, Both, ConfigFile, FieldSpec, Host, Kind, NameRule, Named, NoNames, References, Servers, Takes, ToolNames, TransportRule};
use crate::model::{Concept, Spelling, Transport, Transports};
use crate::syntax::Syntax;

const REMOTE: Transports = Transports::HTTP_SSE;

const TABLE: Host = Host {
    id: "gemini-cli",
    aliases: &["gemini"],
    name: "Gemini CLI",
    checked_version: "0.61.0",
    confidence: "verified-run",
    family: Some("gemini-cli"),
    files: &[
        ConfigFile::new("user", "~/.gemini/settings.json"),
        ConfigFile::new("project", ".gemini/settings.json"),
        ConfigFile::on("linux", "system", "/etc/gemini-cli/settings.json"),
        ConfigFile::on("windows", "system", "C:\\ProgramData\\gemini-cli\\settings.json"),
        ConfigFile::on("macos", "system", "/Library/Application Support/GeminiCli/settings.json"),
    ],
    syntax: Syntax::Json,
    comments: Some(true),
    trailing_commas: Some(false),
    bom: Some(false),
    servers: &[Servers::Map(&["mcpServers"])],
    beside: &[(&["mcp", "excluded"], Beside::Off(Named::Folded)), (&["mcp", "allowed"], Beside::On(Named::Folded))],
    transport: TransportRule {
        field: Some("type"),
        known: &[(Transport::Stdio, &["stdio"]), (Transport::Http, &["http"]), (Transport::Sse, &["sse"])],
        of_command: true,
        of_url: Some(Transport::Http),
        falls_back: true,
        both: Both::Url,
        lenient: true,
        ..TransportRule::INFERRED
    },
    fields: &[
        // Older than `url` with `type`, and wins over both.
        FieldSpec::new("httpUrl", Concept::Url, Kind::Text, Transport::Http.only()).legacy(),
        FieldSpec::new("type", Concept::Transport, Kind::Transport, Transports::ANY),
        FieldSpec::new("command", Concept::Command, Kind::Text, Transports::STDIO),
        FieldSpec::new("args", Concept::Args, Kind::Texts, Transports::STDIO),
        FieldSpec::new("env", Concept::Env, Kind::Pairs, Transports::STDIO),
        FieldSpec::new("cwd", Concept::Cwd, Kind::Text, Transports::STDIO),
        FieldSpec::new("url", Concept::Url, Kind::Text, REMOTE),
        FieldSpec::new("headers", Concept::Headers, Kind::Pairs, REMOTE),
        FieldSpec::new("timeout", Concept::ToolTimeout, Kind::SharedSeconds { exponent: -3, whole: false, zero: true }, Transports::ANY),
        FieldSpec::own("trust", Concept::HostSpecific, Transports::ANY).takes(&Takes::Switch),
        FieldSpec::new("description", Concept::Description, Kind::Text, Transports::ANY),
        FieldSpec::new("includeTools", Concept::ToolsAllow, Kind::Names(NoNames::Nothing), Transports::ANY),
        FieldSpec::new("excludeTools", Concept::ToolsDeny, Kind::Names(NoNames::Nothing), Transports::ANY),
        FieldSpec::new("oauth.clientId", Concept::OauthClientId, Kind::Text, REMOTE),
        FieldSpec::new("oauth.clientSecret", Concept::OauthClientSecret, Kind::Text, REMOTE),
        FieldSpec::new("oauth.scopes", Concept::OauthScopes, Kind::Names(NoNames::Nothing), REMOTE),
        FieldSpec::own("oauth.enabled", Concept::Oauth, REMOTE),
        FieldSpec::own("oauth.authorizationUrl", Concept::Oauth, REMOTE),
        FieldSpec::own("oauth.issuer", Concept::Oauth, REMOTE),
        FieldSpec::own("oauth.tokenUrl", Concept::Oauth, REMOTE),
        FieldSpec::own("oauth.audiences", Concept::Oauth, REMOTE),
        FieldSpec::new("oauth.redirectUri", Concept::OauthRedirectUri, Kind::Text, REMOTE),
        FieldSpec::own("oauth.tokenParamName", Concept::Oauth, REMOTE),
        FieldSpec::own("authProviderType", Concept::AuthMode, Transports::ANY).takes(&Takes::Word(&["dynamic_discovery", "google_credentials", "service_account_impersonation"])),
        FieldSpec::own("targetAudience", Concept::HostSpecific, Transports::ANY),
        FieldSpec::own("targetServiceAccount", Concept::HostSpecific, Transports::ANY),
        // Declared, and used for nothing.
        FieldSpec::own("tcp", Concept::HostSpecific, Transports::ANY),
    ],
    references: References {
        spellings: &[Spelling::Braced, Spelling::BracedDefault, Spelling::Dollar],
        written: &[Spelling::Braced, Spelling::BracedDefault, Spelling::Dollar],
        fields: &[
            Concept::Command,
            Concept::Args,
            Concept::Env,
            Concept::Cwd,
            Concept::Url,
            Concept::Headers,
            Concept::Description,
            Concept::OauthClientId,
            Concept::OauthClientSecret,
            Concept::OauthRedirectUri,
        ],
        twice: &[Concept::Env, Concept::Headers],
        leaves_nothing: true,
        ..References::NONE
    },
    names: NameRule { fits: NameRule::any, reserved: &["__proto__"] },
    bad_entry: BadEntry::KeepsEntry,
    withheld: &[
        "NODE_OPTIONS", "NODE_CLI_FLAGS", "_FORCE_NODE_OPTIONS", "NODE_PATH", "ELECTRON_RUN_AS_NODE", "PYTHONPATH", "PYTHONSTARTUP",
        "RUBYOPT", "RUBYLIB", "PERL5OPT", "PERL5LIB", "PERL5DB", "LD_PRELOAD", "LD_AUDIT", "LD_DEBUG", "LD_PROFILE",
        "LD_LIBRARY_PATH", "DYLD_INSERT_LIBRARIES", "DYLD_FORCE_FLAT_NAMESPACE", "DYLD_LIBRARY_PATH", "DYLD_FRAMEWORK_PATH",
        "DYLD_FALLBACK_LIBRARY_PATH", "DYLD_FALLBACK_FRAMEWORK_PATH", "BASH_ENV", "ENV", "JAVA_TOOL_OPTIONS", "_JAVA_OPTIONS",
        "CLASSPATH", "DOTNET_STARTUP_HOOKS", "CORECLR_PROFILER_PATH", "CORECLR_ENABLE_PROFILING",
    ],
    numbers_in_quotes: true,
    null_entry: BadEntry::RefusesFile,
    tool_names: ToolNames::WithArguments,
    notes: &[
        ("trust", "Whether its tools need no approval."),
        ("httpUrl", "Older than `url` with `type`, and wins over both."),
        ("tcp", "Declared, and used for nothing."),
    ],
    ..Host::USUAL
};

static ADD: Host = Host {
    name: "`gemini mcp add`",
    fields: &cut(
        TABLE.fields,
        ["type", "command", "args", "env", "url", "headers", "timeout", "trust", "description", "includeTools", "excludeTools"],
    ),
    names: NameRule { fits: |name| !name.starts_with('-'), ..TABLE.names },
    whole: Some(&HOST),
    ..TABLE
};

pub(super) static HOST: Host = Host {
    forms: &[
        // It takes numbers among the arguments for numbers. What follows a list of options is taken for its items.
        Form::shell(
            &ADD,
            &[
                Part::Is("gemini"),
                Part::Is("mcp"),
                Part::Is("add"),
                Part::Name,
                Part::Command,
                Part::Flags,
                Part::Is("--scope=user"),
                Part::Before("--"),
                Part::Args,
            ],
        )
        .flags(&[
            Flag::new("type", "--transport"),
            Flag::new("env", "--env").between("="),
            Flag::new("headers", "--header").between(": "),
            Flag::new("timeout", "--timeout"),
            Flag::new("trust", "--trust"),
            Flag::new("description", "--description"),
            Flag::new("includeTools", "--include-tools"),
            Flag::new("excludeTools", "--exclude-tools"),
        ])
        .keeps(|word| !is_number_to_yargs(word) || (word.bytes().all(|byte| byte.is_ascii_digit()) && word.len() < 16 && (word == "0" || !word.starts_with('0')))),
    ],
    ..TABLE
};
