//! Continue: YAML, a list of servers with names in it, headers in a table of their own. One bad entry refuses the file, and so
//! does a file without a name and a version of its own.

use super::{BadEntry, Clue, ConfigFile, FieldSpec, Head, Host, Kind, References, Servers, Takes, TransportRule, Unset};
use crate::model::{Concept, Spelling, Transport, Transports};
use crate::syntax::Syntax;

const REMOTE: Transports = Transports::HTTP_SSE;
const ANY: Transports = Transports::ANY;

pub(super) static HOST: Host = Host {
    id: "continue",
    name: "Continue",
    checked_version: "CLI 1.5.47",
    confidence: "verified-run",
    files: &[ConfigFile::new("user", "~/.continue/config.yaml"), ConfigFile::new("project", ".continue/mcpServers/*.yaml")],
    syntax: Syntax::Yaml,
    comments: Some(true),
    trailing_commas: Some(true),
    bom: Some(true),
    unique_keys: true,
    servers: &[Servers::List(&["mcpServers"], "name")],
    // A reference to a block that is kept elsewhere.
    others: &[Clue::Field("uses")],
    others_are_servers: true,
    transport: TransportRule {
        field: Some("type"),
        known: &[(Transport::Stdio, &["stdio"]), (Transport::Http, &["streamable-http"]), (Transport::Sse, &["sse"])],
        falls_back: true,
        ..TransportRule::INFERRED
    },
    fields: &[
        FieldSpec::new("name", Concept::Name, Kind::Name, ANY),
        FieldSpec::new("type", Concept::Transport, Kind::Transport, ANY),
        FieldSpec::new("command", Concept::Command, Kind::Text, Transports::STDIO),
        FieldSpec::new("args", Concept::Args, Kind::Texts, Transports::STDIO),
        FieldSpec::new("env", Concept::Env, Kind::Pairs, Transports::STDIO),
        FieldSpec::new("cwd", Concept::Cwd, Kind::Text, Transports::STDIO),
        FieldSpec::new("url", Concept::Url, Kind::Text, REMOTE),
        // The same as a header, over which it wins.
        FieldSpec::new("apiKey", Concept::Headers, Kind::BearerText, REMOTE).legacy(),
        FieldSpec::new("requestOptions.headers", Concept::Headers, Kind::Pairs, REMOTE),
        FieldSpec::own("requestOptions.timeout", Concept::HostSpecific, REMOTE).takes(&Takes::Number { negative: true }),
        FieldSpec::own("requestOptions.verifySsl", Concept::HostSpecific, REMOTE).takes(&Takes::Switch),
        FieldSpec::own("requestOptions.caBundlePath", Concept::HostSpecific, REMOTE).takes(&Takes::Either(&[Takes::Text, Takes::List(&Takes::Text)])),
        FieldSpec::own("requestOptions.proxy", Concept::HostSpecific, REMOTE).takes(&Takes::Text),
        FieldSpec::own("requestOptions.noProxy", Concept::HostSpecific, REMOTE).takes(&Takes::List(&Takes::Text)),
        FieldSpec::own("requestOptions.clientCertificate", Concept::AuthMode, REMOTE).takes(&Takes::Table(&["cert", "key"], &[("cert", Takes::Text), ("key", Takes::Text), ("passphrase", Takes::Text)])),
        FieldSpec::own("requestOptions.extraBodyProperties", Concept::HostSpecific, REMOTE).takes(&Takes::Table(&[], &[])),
        FieldSpec::new("connectionTimeout", Concept::StartupTimeout, Kind::Seconds { exponent: -3, whole: false, zero: false }, ANY),
        FieldSpec::new("serverName", Concept::DisplayName, Kind::Text, ANY),
        FieldSpec::own("faviconUrl", Concept::HostSpecific, ANY).takes(&Takes::Text),
        FieldSpec::own("sourceFile", Concept::HostSpecific, ANY).takes(&Takes::Text),
    ],
    references: References {
        spellings: &[Spelling::Secrets],
        written: &[Spelling::Secrets],
        fields: &[Concept::Command, Concept::Args, Concept::Env, Concept::Cwd, Concept::Url, Concept::Headers],
        unset: Unset::Fails,
        ..References::NONE
    },
    head: &[Head { key: "name", text: "Local Config", any: true }, Head { key: "version", text: "1.0.0", any: true }],
    bad_entry: BadEntry::RefusesFile,
    null_entry: BadEntry::RefusesFile,
    ..Host::USUAL
};
