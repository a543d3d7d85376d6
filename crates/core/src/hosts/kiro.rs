//! Kiro: JSON. References are expanded in variables and headers, and only those that the user approved.

use super::form::{Form, Part};
use super::{ConfigFile, FieldSpec, Host, Kind, NameRule, NoNames, References, Urls};
use crate::model::{Concept, Spelling, Transports};
use crate::syntax::Syntax;

const REMOTE: Transports = Transports::HTTP_SSE;

pub(super) static HOST: Host = Host {
    id: "kiro",
    name: "Kiro",
    checked_version: "documentation 2026 (IDE 1.x, CLI 2.4+)",
    confidence: "documented",
    files: &[
        ConfigFile::new("project", ".kiro/settings/mcp.json"),
        ConfigFile::new("user", "~/.kiro/settings/mcp.json"),
    ],
    syntax: Syntax::Json,
    fields: &[
        FieldSpec::new("command", Concept::Command, Kind::Text, Transports::STDIO),
        FieldSpec::new("args", Concept::Args, Kind::Texts, Transports::STDIO),
        FieldSpec::new("env", Concept::Env, Kind::Pairs, Transports::ANY),
        FieldSpec::new("url", Concept::Url, Kind::Text, REMOTE),
        FieldSpec::new("headers", Concept::Headers, Kind::Pairs, REMOTE),
        FieldSpec::new("oauth.clientId", Concept::OauthClientId, Kind::Text, REMOTE),
        FieldSpec::own("oauth.redirectUri", Concept::Oauth, REMOTE),
        FieldSpec::new("oauthScopes", Concept::OauthScopes, Kind::Names(NoNames::Nothing), REMOTE),
        FieldSpec::new("oauth.oauthScopes", Concept::OauthScopes, Kind::Names(NoNames::Nothing), REMOTE).legacy(),
        FieldSpec::new("disabled", Concept::Enabled, Kind::Switch(false), Transports::ANY),
        FieldSpec::new("autoApprove", Concept::AutoApprove, Kind::Names(NoNames::Nothing), Transports::ANY),
        FieldSpec::new("disabledTools", Concept::ToolsDeny, Kind::Names(NoNames::Nothing), Transports::ANY),
    ],
    references: References {
        spellings: &[Spelling::Braced],
        written: &[Spelling::Braced],
        fields: &[Concept::Env, Concept::Headers],
        approval: Some("variables are expanded where `mcpApprovedEnvVars` names them"),
        ..References::NONE
    },
    names: NameRule { fits: NameRule::any, reserved: &["__proto__"] },
    urls: Urls::Encrypted,
    // A page that opens it. What the makers of servers have in their READMEs has this form.
    forms: &[Form::link(&HOST, &[Part::Is("https://kiro.dev/launch/mcp/add?name="), Part::Name, Part::Is("&config="), Part::Entry])],
    notes: &[
        ("oauth.redirectUri", "Host and port of the callback, no URL."),
    ],
    ..Host::USUAL
};
