//! Zed: JSON with comments, servers under `context_servers`. No reference, no SSE.

use super::{Beside, Clue, ConfigFile, FieldSpec, Fill, Host, Kind, Servers, TransportRule};
use crate::model::{Concept, Transport, Transports};
use crate::syntax::Syntax;

const HTTP: Transports = Transport::Http.only();

pub(super) static HOST: Host = Host {
    id: "zed",
    name: "Zed",
    checked_version: "settings_content source, 2026",
    confidence: "verified-source",
    files: &[
        ConfigFile::on("macos", "user", "~/.config/zed/settings.json"),
        ConfigFile::on("linux", "user", "~/.config/zed/settings.json"),
        ConfigFile::on("windows", "user", "%APPDATA%\\Zed\\settings.json"),
        ConfigFile::new("project", ".zed/settings.json"),
    ],
    syntax: Syntax::Json,
    servers: &[Servers::Map(&["context_servers"])],
    beside: &[(&["agent", "profiles"], Beside::Profiles)],
    comments: Some(true),
    trailing_commas: Some(true),
    // Servers of extensions have settings only.
    others: &[Clue::Field("settings")],
    others_are_servers: true,
    transport: TransportRule { known: &[(Transport::Stdio, &[]), (Transport::Http, &[])], ..TransportRule::INFERRED },
    fields: &[
        FieldSpec::new("command", Concept::Command, Kind::Text, Transports::STDIO),
        FieldSpec::new("args", Concept::Args, Kind::Texts, Transports::STDIO),
        FieldSpec::new("env", Concept::Env, Kind::Pairs, Transports::STDIO),
        FieldSpec::new("url", Concept::Url, Kind::Text, HTTP),
        FieldSpec::new("headers", Concept::Headers, Kind::Pairs, HTTP),
        FieldSpec::new("oauth.client_id", Concept::OauthClientId, Kind::Text, HTTP),
        FieldSpec::new("oauth.client_secret", Concept::OauthClientSecret, Kind::Text, HTTP),
        FieldSpec::new("timeout", Concept::ToolTimeout, Kind::Seconds { exponent: 0, whole: true, zero: true }, Transports::ANY),
        FieldSpec::new("enabled", Concept::Enabled, Kind::Switch(true), Transports::ANY),
        FieldSpec::own("remote", Concept::HostSpecific, Transports::STDIO),
        // Older: what starts the server in a table of its own, and a word for where it comes from.
        FieldSpec::new("command.path", Concept::Command, Kind::Text, Transports::STDIO).legacy(),
        FieldSpec::new("command.args", Concept::Args, Kind::Texts, Transports::STDIO).legacy(),
        FieldSpec::new("command.env", Concept::Env, Kind::Pairs, Transports::STDIO).legacy(),
        FieldSpec::new("source", Concept::Transport, Kind::Transport, Transports::ANY).legacy(),
        FieldSpec::own("settings", Concept::HostSpecific, Transports::ANY),
    ],
    requires: &[(Concept::OauthClientSecret, Concept::OauthClientId)],
    minimum: &[("args", Fill::Nothing, false)],
    notes: &[
        ("settings", "Settings of a server that comes with an extension."),
    ],
    ..Host::USUAL
};
