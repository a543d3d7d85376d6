//! What the target cannot be told.

use alloc::borrow::Cow;
use alloc::vec::Vec;

use super::{Adapted, Wanted, Writer};
use crate::diag::{Code, LossKind, codes, say};
use crate::hosts::{CANONICAL, FieldSpec, Kind};
use crate::model::{Concept, Extra, Field, Meaning, Pair, Transport, Transports};
use crate::syntax::{NodeId, Value};
use crate::text::Ascii;

impl<'a> Writer<'a, '_> {
    pub(super) fn is_empty(&mut self, key: &str, node: NodeId) {
        let message = say!["`", key, "` of `", self.server.name, "` is empty, and left out"];
        self.note(&codes::FIELD_UNUSED, node, message);
    }

    /// Whether the source's host is known to make nothing of a field.
    fn is_ignored(&self, field: &Field<'_>) -> bool {
        field.foreign && !self.from.is_hearsay()
    }

    /// Says that the target has no field for what a field of the source says.
    pub(super) fn has_no_place(&mut self, field: &Field<'_>) {
        // Off was dealt with before; on is what a host without a switch does. What the source's host ignores is no loss.
        if field.concept == Concept::Enabled || self.is_ignored(field) {
            return;
        }
        let grants = matches!(field.concept, Concept::ToolsDeny | Concept::AutoApprove);
        if grants && field.meaning == Meaning::Names(Vec::new()) {
            return self.is_empty(&self.key_at(field.origin, field.concept), field.origin);
        }
        let oauth = matches!(
            field.concept,
            Concept::OauthClientId
                | Concept::OauthClientSecret
                | Concept::OauthCallbackPort
                | Concept::OauthRedirectUri
                | Concept::OauthScopes
        );
        if oauth && self.transport == Transport::Stdio {
            let message = say![
                "`",
                self.key_at(field.origin, field.concept),
                "` of `",
                self.server.name,
                "` means nothing to a stdio server, and is left out"
            ];
            return self.note(&codes::FIELD_UNUSED, field.origin, message);
        }
        let (code, kind) = match field.concept {
            Concept::Headers | Concept::HeadersHelper | Concept::AuthMode => (&codes::AUTH_DROPPED, LossKind::Dropped),
            _ if oauth => (&codes::AUTH_DROPPED, LossKind::Dropped),
            Concept::ToolsAllow => (&codes::ALLOW_LIST_DROPPED, LossKind::Widened),
            Concept::ToolsDeny => (&codes::DENY_LIST_DROPPED, LossKind::Widened),
            Concept::ToolApproval => (&codes::APPROVAL_DROPPED, LossKind::Widened),
            Concept::Cwd => (&codes::CWD_DROPPED, LossKind::Dropped),
            Concept::Env | Concept::EnvFile => (&codes::ENV_DROPPED, LossKind::Dropped),
            _ => (&codes::FIELD_DROPPED, LossKind::Dropped),
        };
        self.is_lost(code, kind, field.concept, field.origin);
    }

    /// The same of a map, which several fields may make up.
    pub(super) fn have_no_place(&mut self, field: &Field<'_>, pairs: &[&Pair<'_>]) {
        if self.is_ignored(field) {
            return;
        }
        let code = if field.concept == Concept::Headers { &codes::AUTH_DROPPED } else { &codes::ENV_DROPPED };
        let mut named = Vec::new();
        for node in pairs.iter().map(|pair| pair.origin) {
            let own = self.field_of(node);
            if !named.contains(&own) {
                named.push(own);
                self.is_lost(code, LossKind::Dropped, field.concept, own);
            }
        }
    }

    /// The field in which `node` stands: directly in the entry, or in a table of it.
    pub(super) fn field_of(&self, node: NodeId) -> NodeId {
        let above: Vec<NodeId> = core::iter::successors(Some(node), |&at| self.tree.parent(at)).collect();
        let entry = above.iter().position(|&at| at == self.server.origin).unwrap_or(0);
        let below = |depth: usize| entry.checked_sub(depth).and_then(|at| above.get(at)).copied();
        let Some(field) = below(1) else { return node };
        let part = below(2).filter(|&part| self.from.field(&say![self.tree.key(field), ".", self.tree.key(part)]).is_some());
        part.unwrap_or(field)
    }

    /// The key by which `node` says `concept`. What the settings say stands where the server does, and has the name that they have
    /// for it.
    pub(super) fn key_at(&self, node: NodeId, concept: Concept) -> Cow<'a, str> {
        let own = CANONICAL.key_of(concept).filter(|_| node == self.server.origin);
        own.map_or_else(|| self.tree.key(node), Cow::Borrowed)
    }

    fn is_lost(&mut self, code: &'static Code, kind: LossKind, concept: Concept, node: NodeId) {
        let part = if concept == Concept::StartupTimeout { "as the limit of the start, " } else { "" };
        let key = self.key_at(node, concept);
        let set = if node == self.server.origin { ", which is `set`," } else { "" };
        let message = say![part, "`", key, "` of `", self.server.name, "`", set, " is lost: ", self.to.name, " cannot be told"];
        self.lose(code, kind, Some(concept), None, node, message);
    }

    /// Says that a setting beside the servers, which limits the tools of this one, stays where it is.
    #[cold]
    pub(super) fn leave_tools(&mut self, node: NodeId) {
        if !self.is_same_host() {
            let message = say![
                "which tools of `",
                self.server.name,
                "` there are is said beside the servers of ",
                self.from.name,
                ", and lost: ",
                self.to.name,
                " may run them all"
            ];
            self.lose(&codes::DENY_LIST_DROPPED, LossKind::Widened, Some(Concept::ToolsDeny), None, node, message);
        }
    }

    /// The target's field for what hosts of one family alone have.
    fn shared(&self, extra: &Extra<'_>) -> Option<&'static FieldSpec> {
        let is_kin = extra.known && !self.is_same_host() && self.from.family.is_some() && self.from.family == self.to.family;
        let spec = self.to.field(&extra.key).filter(|spec| is_kin && spec.kind == Kind::Own && spec.on.has(self.transport))?;
        let fits = spec.takes.is_none_or(|takes| takes.unfit(self.tree, extra.origin, false).is_none());
        fits.then_some(spec)
    }

    /// What one host alone has: back to the same host as it is written, to any other not at all.
    #[inline(never)]
    pub(super) fn extras(&mut self, adapted: &mut Adapted<'a>) {
        for extra in &self.server.extras {
            if let Some(spec) = self.shared(extra) {
                let slot = Some(Cow::Borrowed(extra.key.as_str()));
                adapted.wanted.push(Wanted { spec, slot, value: extra.value.clone(), origin: extra.origin });
            } else if self.is_same_host() {
                // A field that its host does not use here has a spec, but nothing that the spec knows to say.
                let spec = self.to.field(&extra.key).filter(|spec| spec.kind == Kind::Own && spec.key.has(b'.') == extra.nested);
                let spec = spec.unwrap_or(if extra.nested { &UNKNOWN_NESTED } else { &UNKNOWN });
                let slot = Some(Cow::Borrowed(extra.key.as_str()));
                adapted.wanted.push(Wanted { spec, slot, value: extra.value.clone(), origin: extra.origin });
            } else if extra.known || holds_headers(&extra.value) {
                if matches!(&extra.value, Value::List(items) if items.is_empty())
                    || matches!(&extra.value, Value::Map(entries) if entries.is_empty())
                {
                    self.is_empty(&extra.key, extra.origin);
                    continue;
                }
                let concept = self.from.field(&extra.key).map_or(Concept::HostSpecific, |spec| spec.concept);
                let (code, kind) = match concept {
                    Concept::ToolApproval if !approves(&extra.value) => (&codes::APPROVAL_DROPPED, LossKind::Widened),
                    _ if !extra.known => (&codes::AUTH_DROPPED, LossKind::Dropped),
                    // Others find out by themselves whether to sign in.
                    Concept::Oauth if extra.value == Value::Bool(false) || extra.key == "oauth.enabled" => {
                        (&codes::HOST_FIELD_DROPPED, LossKind::Dropped)
                    }
                    Concept::Oauth | Concept::AuthMode | Concept::Headers => (&codes::AUTH_DROPPED, LossKind::Dropped),
                    _ => (&codes::HOST_FIELD_DROPPED, LossKind::Dropped),
                };
                let who = if extra.known { self.from.name } else { "the program that it is for" };
                let message = say!["`", extra.key, "` of `", self.server.name, "` is lost: only ", who, " understands it"];
                self.lose(code, kind, Some(concept), Some(&extra.key), extra.origin, message);
            }
        }
    }
}

/// Whether it may be what a program of which no host's table knows tells a server of who asks.
fn holds_headers(value: &Value<'_>) -> bool {
    matches!(value, Value::Map(parts) if parts.iter().any(|(key, _)| key.eq_ignore_ascii_case("headers")))
}

/// Whether it does nothing but let tools run without asking, so that without it less may run.
fn approves(value: &Value<'_>) -> bool {
    match value {
        Value::Map(parts) => parts.iter().all(|(_, part)| approves(part)),
        value => *value == Value::string("approve"),
    }
}

/// The field of a key in a table of the server that no host's table has.
pub static UNKNOWN_NESTED: FieldSpec = FieldSpec { key: "", ..UNKNOWN_FIELD };

/// The field of a key that no host's table has.
pub static UNKNOWN: FieldSpec = FieldSpec { key: "", ..UNKNOWN_FIELD };

const UNKNOWN_FIELD: FieldSpec = FieldSpec::own("", Concept::HostSpecific, Transports::ANY);
