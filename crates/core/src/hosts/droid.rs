//! Factory Droid: JSON with comments, no trailing comma, no byte-order mark. Names are rewritten to 32 plain characters.

use alloc::borrow::ToOwned;

use super::form::{Flag, Form, Part, cut};
use super::{
    BadEntry, Beyond, Both, ConfigFile, FieldSpec, Host, Kind, Limits, NameRule, NoNames, References, Servers, Takes, ToolNames, TransportRule, Unset, Urls,
};
use crate::model::{Concept, Spelling, Transport, Transports};
use crate::syntax::Syntax;
use crate::text::Ascii;

const REMOTE: Transports = Transports::HTTP_SSE;
const OAUTH: Takes = Takes::Either(&[
    Takes::Off,
    Takes::Table(
        &[],
        &[
            ("scopes", Takes::List(&Takes::Text)),
            ("resource", Takes::Either(&[Takes::Off, Takes::Text])),
            ("authorizationServerIssuer", Takes::Text),
            ("clientMetadataUrl", Takes::Begins("https://")),
            ("clientId", Takes::Text),
            ("clientSecret", Takes::Text),
            ("callbackPort", Takes::Count(Some(65_535))),
            ("tokenEndpointAuthMethod", Takes::Word(&["none", "client_secret_basic", "client_secret_post"])),
        ],
    ),
]);
const LIMIT: Kind = Kind::Seconds { exponent: -3, whole: true, zero: false };

const TABLE: Host = Host {
    id: "droid",
    aliases: &["factory"],
    name: "Factory Droid",
    checked_version: "0.225.2",
    confidence: "verified-run",
    files: &[ConfigFile::new("user", "~/.factory/mcp.json"), ConfigFile::new("project", ".factory/mcp.json")],
    syntax: Syntax::Json,
    comments: Some(true),
    trailing_commas: Some(false),
    bom: Some(false),
    servers: &[Servers::Map(&["mcpServers"])],
    transport: TransportRule {
        field: Some("type"),
        known: &[(Transport::Stdio, &["stdio"]), (Transport::Http, &["http"]), (Transport::Sse, &["sse"])],
        of_command: true,
        // It takes a URL without `type` for a process, which cannot start.
        of_url: None,
        both: Both::Command,
        ..TransportRule::INFERRED
    },
    fields: &[
        FieldSpec::new("type", Concept::Transport, Kind::Transport, Transports::ANY),
        FieldSpec::new("command", Concept::Command, Kind::Text, Transports::STDIO),
        FieldSpec::new("args", Concept::Args, Kind::Texts, Transports::STDIO),
        FieldSpec::new("env", Concept::Env, Kind::Pairs, Transports::STDIO),
        FieldSpec::new("url", Concept::Url, Kind::Text, REMOTE),
        FieldSpec::new("headers", Concept::Headers, Kind::Pairs, REMOTE),
        FieldSpec::own("oauth", Concept::Oauth, REMOTE).takes(&OAUTH),
        FieldSpec::new("disabled", Concept::Enabled, Kind::Switch(false), Transports::ANY),
        FieldSpec::new("enabledTools", Concept::ToolsAllow, Kind::Names(NoNames::Everything), Transports::ANY),
        FieldSpec::new("disabledTools", Concept::ToolsDeny, Kind::Names(NoNames::Nothing), Transports::ANY),
        FieldSpec::new("timeout", Concept::ToolTimeout, LIMIT, Transports::ANY),
        FieldSpec::new("connectTimeout", Concept::StartupTimeout, LIMIT, Transports::ANY),
    ],
    references: References {
        spellings: &[Spelling::Braced, Spelling::BracedDefault],
        written: &[Spelling::Braced, Spelling::BracedDefault],
        fields: &[Concept::Env, Concept::Headers],
        unset: Unset::Fails,
        ..References::NONE
    },
    names: NameRule {
        fits: |name| NameRule::is_made_of(name, "_-") && name.len() <= 32 && !name.starts_with('-') && name.bytes().any(|byte| byte.is_ascii_alphanumeric()),
        reserved: &["invalid-server-name", "__proto__"],
    },
    rewritten_name: Some(|name| {
        let name = NameRule::with(name, '-');
        let name = name.without_leading(b"-");
        let name = name.part(..name.len().min(32));
        if name.bytes().any(|byte| byte.is_ascii_alphanumeric()) { name } else { "invalid-server-name" }.to_owned()
    }),
    name_pattern: Some("^(?=.*[A-Za-z0-9])[A-Za-z0-9_][A-Za-z0-9_-]{0,31}$"),
    bad_entry: BadEntry::SkipsEntry,
    null_entry: BadEntry::RefusesFile,
    tool_names: ToolNames::Prefixed,
    limits: Limits { shortest: 0, longest: 2_147_483_647, beyond: Beyond::Unknown },
    depends: &[
        ("oauth.clientId", "oauth.authorizationServerIssuer", None),
        ("oauth.clientSecret", "oauth.authorizationServerIssuer", None),
    ],
    notes: &[
        ("oauth", "OAuth; client credentials need `authorizationServerIssuer`."),
    ],
    ..Host::USUAL
};

static ADD: Host = Host {
    name: "`droid mcp add`",
    fields: &cut(TABLE.fields, ["type", "command", "args", "env", "url", "headers"]),
    urls: Urls::Valid,
    whole: Some(&HOST),
    ..TABLE
};

pub(super) static HOST: Host = Host {
    forms: &[
        Form::shell(
            &ADD,
            &[Part::Is("droid"), Part::Is("mcp"), Part::Is("add"), Part::Flags, Part::Before("--"), Part::Name, Part::Command, Part::Args],
        )
        .flags(&[
            Flag::new("type", "--type"),
            Flag::new("env", "--env").between("="),
            Flag::new("headers", "--header").between(": "),
        ])
        .splits(),
    ],
    ..TABLE
};
