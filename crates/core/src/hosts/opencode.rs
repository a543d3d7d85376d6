//! opencode: JSON with comments, servers under `mcp`, command and arguments in one list. One bad entry and it does not start.

use super::form::{Flag, Form, Part, cut, is_number_to_yargs};
use super::{BadEntry, Beside, Both, Clue, ConfigFile, FieldSpec, Host, Kind, NameRule, References, Servers, Takes, TransportRule, Unset, Urls};
use crate::model::{Concept, Spelling, Transport, Transports};
use crate::syntax::Syntax;

const REMOTE: Transports = Transports::HTTP_SSE;

const MILLISECONDS: Takes = Takes::Count(None);

const TABLE: Host = Host {
    id: "opencode",
    name: "opencode",
    checked_version: "1.18.33",
    confidence: "verified-run",
    family: Some("opencode"),
    files: &[
        ConfigFile::new("project", "opencode.json"),
        ConfigFile::new("project", "opencode.jsonc"),
        ConfigFile::new("project", ".opencode/opencode.json"),
        ConfigFile::new("project", ".opencode/opencode.jsonc"),
        ConfigFile::new("user", "~/.config/opencode/opencode.json"),
        ConfigFile::new("user", "~/.config/opencode/opencode.jsonc"),
    ],
    syntax: Syntax::Json,
    comments: Some(true),
    trailing_commas: Some(true),
    bom: Some(true),
    servers: &[Servers::Map(&["mcp"])],
    // The last is of its second version, which has servers under `mcp.servers`.
    beside: &[(&["tools"], Beside::Tools), (&["permission"], Beside::Tools), (&["permissions"], Beside::Tools)],
    shapes: &[&NEWER],
    transport: TransportRule {
        field: Some("type"),
        // It tries streamable HTTP first, then SSE, and has one word for both.
        known: &[(Transport::Stdio, &["local"]), (Transport::Http, &["remote"]), (Transport::Sse, &["remote"])],
        of_command: false,
        of_url: None,
        both: Both::Refused,
        ..TransportRule::INFERRED
    },
    fields: &[
        FieldSpec::new("type", Concept::Transport, Kind::Transport, Transports::ANY),
        FieldSpec::new("command", Concept::Command, Kind::CommandLine, Transports::STDIO),
        FieldSpec::new("cwd", Concept::Cwd, Kind::Text, Transports::STDIO),
        FieldSpec::new("environment", Concept::Env, Kind::Pairs, Transports::STDIO),
        FieldSpec::new("url", Concept::Url, Kind::Text, REMOTE),
        FieldSpec::new("headers", Concept::Headers, Kind::Pairs, REMOTE),
        FieldSpec::new("oauth.clientId", Concept::OauthClientId, Kind::Text, REMOTE),
        FieldSpec::new("oauth.clientSecret", Concept::OauthClientSecret, Kind::Text, REMOTE),
        FieldSpec::new("oauth.scope", Concept::OauthScopes, Kind::SpacedNames, REMOTE),
        FieldSpec::new("oauth.callbackPort", Concept::OauthCallbackPort, Kind::Port(1), REMOTE),
        FieldSpec::new("oauth.redirectUri", Concept::OauthRedirectUri, Kind::Text, REMOTE),
        // `false` turns the discovery of OAuth off.
        FieldSpec::own("oauth", Concept::Oauth, REMOTE).takes(&Takes::Off),
        FieldSpec::new("enabled", Concept::Enabled, Kind::Switch(true), Transports::ANY),
        // Understood where `enabled` is absent.
        FieldSpec::new("disabled", Concept::Enabled, Kind::Switch(false), Transports::ANY).legacy(),
        FieldSpec::new("timeout", Concept::ToolTimeout, Kind::SharedSeconds { exponent: -3, whole: true, zero: false }, Transports::ANY),
        // Its newer form, of which this one takes as much as that does.
        FieldSpec::own("timeout.startup", Concept::HostSpecific, Transports::ANY).takes(&MILLISECONDS),
        FieldSpec::own("timeout.catalog", Concept::HostSpecific, Transports::ANY).takes(&MILLISECONDS),
        FieldSpec::own("timeout.execution", Concept::HostSpecific, Transports::ANY).takes(&MILLISECONDS),
    ],
    references: CURLY,
    // The time limits of all servers, in its newer form.
    others: &[Clue::Key("timeout")],
    // The entry is of its newer shape by the one, and of this by the other.
    unheeded: Some(("disabled", "timeout")),
    // `servers` is the container of its newer form.
    names: NameRule { fits: NameRule::any, reserved: &["servers", "__proto__"] },
    bad_entry: BadEntry::RefusesFile,
    null_entry: BadEntry::RefusesFile,
    notes: &[
        ("oauth", "OAuth; `false` turns its discovery off."),
    ],
    ..Host::USUAL
};

/// The form of its next version, which it reads beside the other: servers under `mcp.servers`. One bad entry is left out.
static NEWER: Host = Host {
    id: "opencode",
    name: "opencode",
    checked_version: "1.18.33",
    confidence: "verified-run",
    syntax: Syntax::Json,
    comments: Some(true),
    trailing_commas: Some(true),
    bom: Some(true),
    servers: &[Servers::Map(&["mcp", "servers"])],
    transport: TransportRule {
        field: Some("type"),
        known: &[(Transport::Stdio, &["local"]), (Transport::Http, &["remote"]), (Transport::Sse, &["remote"])],
        of_command: false,
        of_url: None,
        both: Both::Refused,
        ..TransportRule::INFERRED
    },
    fields: &[
        FieldSpec::new("type", Concept::Transport, Kind::Transport, Transports::ANY),
        FieldSpec::new("command", Concept::Command, Kind::CommandLine, Transports::STDIO),
        FieldSpec::new("cwd", Concept::Cwd, Kind::Text, Transports::STDIO),
        FieldSpec::new("environment", Concept::Env, Kind::Pairs, Transports::STDIO),
        FieldSpec::new("url", Concept::Url, Kind::Text, REMOTE),
        FieldSpec::new("headers", Concept::Headers, Kind::Pairs, REMOTE),
        FieldSpec::new("oauth.client_id", Concept::OauthClientId, Kind::Text, REMOTE),
        FieldSpec::new("oauth.client_secret", Concept::OauthClientSecret, Kind::Text, REMOTE),
        FieldSpec::new("oauth.scope", Concept::OauthScopes, Kind::SpacedNames, REMOTE),
        FieldSpec::new("oauth.callback_port", Concept::OauthCallbackPort, Kind::Port(1), REMOTE),
        FieldSpec::new("oauth.redirect_uri", Concept::OauthRedirectUri, Kind::Text, REMOTE),
        FieldSpec::own("oauth", Concept::Oauth, REMOTE).takes(&Takes::Off),
        FieldSpec::new("disabled", Concept::Enabled, Kind::Switch(false), Transports::ANY),
        FieldSpec::new("enabled", Concept::Enabled, Kind::Switch(true), Transports::ANY).legacy(),
        // This version keeps them only where the last two are the same and the first is absent.
        FieldSpec::own("timeout.startup", Concept::HostSpecific, Transports::ANY).takes(&MILLISECONDS),
        FieldSpec::own("timeout.catalog", Concept::HostSpecific, Transports::ANY).takes(&MILLISECONDS),
        FieldSpec::own("timeout.execution", Concept::HostSpecific, Transports::ANY).takes(&MILLISECONDS),
        FieldSpec::own("codemode", Concept::HostSpecific, Transports::ANY).takes(&Takes::Switch),
    ],
    references: CURLY,
    names: NameRule { fits: NameRule::any, reserved: &["__proto__"] },
    ..Host::USUAL
};

const CURLY: References = References {
    spellings: &[Spelling::CurlyEnv, Spelling::CurlyFile],
    written: &[Spelling::CurlyEnv, Spelling::CurlyFile],
    fields: &[
        Concept::Command,
        Concept::Args,
        Concept::Cwd,
        Concept::Env,
        Concept::Url,
        Concept::Headers,
        Concept::OauthClientId,
        Concept::OauthClientSecret,
        Concept::OauthRedirectUri,
    ],
    in_raw_text: &["{env:", "{file:"],
    unset: Unset::Empty,
    ..References::NONE
};

static ADD: Host = Host {
    name: "`opencode mcp add`",
    fields: &cut(TABLE.fields, ["type", "command", "environment", "url", "headers"]),
    names: NameRule { fits: |name| !name.starts_with('-'), ..TABLE.names },
    urls: Urls::Valid,
    // It writes the file itself, without escapes.
    references: References { in_raw_text: &[], ..TABLE.references },
    whole: Some(&HOST),
    ..TABLE
};

pub(super) static HOST: Host = Host {
    forms: &[
        // It takes numbers among the arguments for numbers, and refuses its file with them.
        Form::shell(
            &ADD,
            &[Part::Is("opencode"), Part::Is("mcp"), Part::Is("add"), Part::Name, Part::Flags, Part::Before("--"), Part::Command, Part::Args],
        )
        .flags(&[
            Flag::new("environment", "--env").between("="),
            Flag::new("url", "--url"),
            Flag::new("headers", "--header").between("="),
        ])
        .keeps(|word| !is_number_to_yargs(word)),
    ],
    ..TABLE
};
