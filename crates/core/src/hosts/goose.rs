//! goose: YAML, a map of `extensions`, of which some are no servers. Variables in headers have to be declared in the entry.

use super::{Clue, ConfigFile, FieldSpec, Fill, Host, Kind, NoNames, References, Servers, TransportRule};
use crate::model::{Concept, Spelling, Transport, Transports};
use crate::syntax::Syntax;

const HTTP: Transports = Transport::Http.only();

pub(super) static HOST: Host = Host {
    id: "goose",
    name: "goose",
    checked_version: "source 2026",
    confidence: "verified-source",
    files: &[
        ConfigFile::on("macos", "user", "~/.config/goose/config.yaml"),
        ConfigFile::on("linux", "user", "~/.config/goose/config.yaml"),
        ConfigFile::on("windows", "user", "%APPDATA%\\Block\\goose\\config\\config.yaml"),
    ],
    syntax: Syntax::Yaml,
    // It reads the file into a map of serde_yaml, which takes no key twice.
    unique_keys: true,
    comments: Some(true),
    servers: &[Servers::Map(&["extensions"])],
    others: &[
        Clue::Says("type", "builtin"),
        Clue::Says("type", "platform"),
        Clue::Says("type", "frontend"),
        Clue::Says("type", "inline_python"),
    ],
    // It writes them itself, for a description say.
    null_fields: true,
    transport: TransportRule {
        field: Some("type"),
        // It reads `sse` too, and connects no more.
        known: &[(Transport::Stdio, &["stdio"]), (Transport::Http, &["streamable_http"])],
        of_command: false,
        of_url: None,
        ..TransportRule::INFERRED
    },
    fields: &[
        FieldSpec::new("enabled", Concept::Enabled, Kind::Switch(true), Transports::ANY),
        FieldSpec::new("type", Concept::Transport, Kind::Transport, Transports::ANY),
        FieldSpec::new("name", Concept::DisplayName, Kind::Text, Transports::ANY),
        FieldSpec::new("description", Concept::Description, Kind::Text, Transports::ANY),
        FieldSpec::new("cmd", Concept::Command, Kind::Text, Transports::STDIO),
        FieldSpec::new("args", Concept::Args, Kind::Texts, Transports::STDIO),
        FieldSpec::new("uri", Concept::Url, Kind::Text, HTTP),
        FieldSpec::new("env_keys", Concept::Env, Kind::Passthrough, Transports::ANY),
        FieldSpec::new("envs", Concept::Env, Kind::Pairs, Transports::ANY),
        FieldSpec::new("headers", Concept::Headers, Kind::Pairs, HTTP),
        FieldSpec::own("socket", Concept::HostSpecific, HTTP),
        FieldSpec::own("client_id", Concept::Oauth, HTTP),
        FieldSpec::own("client_secret_key", Concept::Oauth, HTTP),
        FieldSpec::own("scopes", Concept::Oauth, HTTP),
        FieldSpec::new("timeout", Concept::ToolTimeout, Kind::SharedSeconds { exponent: 0, whole: true, zero: true }, Transports::ANY),
        FieldSpec::new("available_tools", Concept::ToolsAllow, Kind::Names(NoNames::Everything), Transports::ANY),
        FieldSpec::own("bundled", Concept::HostSpecific, Transports::ANY),
    ],
    references: References {
        spellings: &[Spelling::Braced, Spelling::Dollar],
        written: &[Spelling::Braced],
        fields: &[Concept::Url, Concept::Headers],
        declared: true,
        ..References::NONE
    },
    // It skips them with a warning.
    withheld: &[
        "PATH",
        "PATHEXT",
        "LD_LIBRARY_PATH",
        "LD_PRELOAD",
        "LD_AUDIT",
        "LD_DEBUG",
        "LD_BIND_NOW",
        "LD_ASSUME_KERNEL",
        "DYLD_LIBRARY_PATH",
        "DYLD_INSERT_LIBRARIES",
        "DYLD_FRAMEWORK_PATH",
        "NODE_OPTIONS",
        "PYTHONPATH",
        "PYTHONHOME",
        "RUBYOPT",
        "GEM_PATH",
        "GEM_HOME",
        "CLASSPATH",
        "GO111MODULE",
        "GOROOT",
        "TEMP",
        "TMP",
        "LOCALAPPDATA",
        "USERPROFILE",
        "HOMEDRIVE",
        "HOMEPATH",
        "SYSTEMROOT",
        "WINDIR",
        "COMSPEC",
        "SESSIONNAME",
        "APPINIT_DLLS",
    ],
    minimum: &[
        ("name", Fill::Name, true),
        ("args", Fill::Nothing, true),
        ("enabled", Fill::On, true),
        ("timeout", Fill::Number("300"), false),
    ],
    ..Host::USUAL
};
