//! In what two documents differ, whatever hosts they are for.

use alloc::borrow::{Cow, ToOwned};
use alloc::string::String;
use alloc::string::ToString;
use alloc::vec::Vec;
use core::fmt;

use crate::hosts::{Blanks, Config, Host};
use crate::lookup::Lookup;
use crate::mask;
use crate::model::{Concept, Field, Meaning, Pair, Server};
use crate::syntax::{NodeId, Tree};
use crate::text::Span;

/// A document that is compared.
pub struct Side<'d, 's> {
    /// Its host.
    pub host: &'static Host,
    /// Its tree.
    pub tree: &'d Tree<'s>,
    /// Its servers.
    pub config: &'d Config<'s>,
}

/// Values are no part of it.
impl fmt::Debug for Side<'_, '_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Side").field("host", &self.host.id).finish_non_exhaustive()
    }
}

/// One thing that two documents do not say alike. Values are not part of it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Difference {
    /// The name of the server.
    pub server: String,
    /// What about it; `None` for the server itself.
    pub concept: Option<Concept>,
    /// The variable, header or field, where only that differs.
    pub key: Option<String>,
    /// In which way.
    pub kind: DifferenceKind,
    /// Where it stands on the left, if it does.
    pub left: Option<Span>,
    /// Where it stands on the right, if it does.
    pub right: Option<Span>,
}

/// The ways to differ.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum DifferenceKind {
    /// Only the left has it.
    OnlyLeft,
    /// Only the right has it.
    OnlyRight,
    /// Both have it, and say different things.
    Differs,
    /// Both have the server, and the host of the left cannot use it.
    UnusableLeft,
    /// Both have the server, and the host of the right cannot use it.
    UnusableRight,
    /// Only one has it, because the host of the other has no such field: no difference that could be mended.
    OneHostOnly,
}

impl DifferenceKind {
    /// The name in every output.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::OnlyLeft => "only-left",
            Self::OnlyRight => "only-right",
            Self::Differs => "differs",
            Self::UnusableLeft => "unusable-left",
            Self::UnusableRight => "unusable-right",
            Self::OneHostOnly => "one-host-only",
        }
    }

    /// Whether it makes two documents differ: what one of the hosts cannot be told does not.
    #[must_use]
    pub const fn counts(self) -> bool {
        !matches!(self, Self::OneHostOnly)
    }
}

/// Compares what two documents tell their hosts, by meaning: units, spellings, order and fields that a host ignores do not
/// count. In the order of the left, then what only the right has.
#[must_use]
pub fn diff(left: &Side<'_, '_>, right: &Side<'_, '_>) -> Vec<Difference> {
    let mut found = Compare { left, right, server: String::new(), differences: Vec::new() };
    let names = |side: &Side<'_, '_>| Lookup::new(side.config.servers.len(), &|at| &side.config.servers[at].name);
    let (ours, theirs) = (names(left), names(right));
    for server in &left.config.servers {
        found.server = server.name.to_string();
        match theirs.first(&server.name, &|at| right.config.servers[at].name == server.name) {
            Some(at) => found.servers(&as_read(server, left, right), &as_read(&right.config.servers[at], right, left)),
            None => found.push(None, None, DifferenceKind::OnlyLeft, Some(server.origin), None),
        }
    }
    for server in &right.config.servers {
        if ours.first(&server.name, &|at| left.config.servers[at].name == server.name).is_none() {
            found.server = server.name.to_string();
            found.push(None, None, DifferenceKind::OnlyRight, None, Some(server.origin));
        }
    }
    found.differences
}

/// The server of one side as the host of that side takes it, where the other is another's.
fn as_read<'a, 's>(server: &'a Server<'s>, side: &Side<'_, '_>, other: &Side<'_, '_>) -> Cow<'a, Server<'s>> {
    let Blanks::Split { paths } = side.host.blanks else { return Cow::Borrowed(server) };
    if side.host.id == other.host.id {
        return Cow::Borrowed(server);
    }
    let mut server = server.clone();
    server.split_command(side.host.references.within(Concept::Command), paths);
    Cow::Owned(server)
}

struct Compare<'c, 'd, 's> {
    left: &'c Side<'d, 's>,
    right: &'c Side<'d, 's>,
    server: String,
    differences: Vec<Difference>,
}

impl Compare<'_, '_, '_> {
    #[inline(never)]
    fn push(
        &mut self,
        concept: Option<Concept>,
        key: Option<&str>,
        kind: DifferenceKind,
        left: Option<NodeId>,
        right: Option<NodeId>,
    ) {
        let place = left.map(|node| (self.left.tree, node)).or(right.map(|node| (self.right.tree, node)));
        let shown = |key: &str| match (concept, place) {
            (Some(Concept::Env | Concept::Headers), Some((tree, node))) => mask::name_at(tree, node, key).to_owned(),
            _ => mask::without_credentials(key).into_owned(),
        };
        self.differences.push(Difference {
            server: self.server.clone(),
            concept,
            key: key.map(shown),
            kind,
            left: left.map(|node| self.left.tree.place(node)),
            right: right.map(|node| self.right.tree.place(node)),
        });
    }

    fn servers(&mut self, left: &Server<'_>, right: &Server<'_>) {
        let origins = (Some(left.origin), Some(right.origin));
        if left.unusable != right.unusable {
            let kind = if left.unusable { DifferenceKind::UnusableLeft } else { DifferenceKind::UnusableRight };
            return self.push(None, None, kind, origins.0, origins.1);
        }
        if left.transport != right.transport {
            self.push(Some(Concept::Transport), None, DifferenceKind::Differs, origins.0, origins.1);
        }
        for field in told(left) {
            match told(right).find(|other| other.concept == field.concept) {
                Some(other) => self.fields(field, other),
                None => self.alone(field, true),
            }
        }
        for field in told(right) {
            if !told(left).any(|other| other.concept == field.concept) {
                self.alone(field, false);
            }
        }
        self.extras(left, right);
    }

    fn fields(&mut self, left: &Field<'_>, right: &Field<'_>) {
        let concept = Some(left.concept);
        let (Meaning::Pairs(ours), Meaning::Pairs(theirs)) = (&left.meaning, &right.meaning) else {
            if !say_same(&left.meaning, &right.meaning) {
                self.push(concept, None, DifferenceKind::Differs, Some(left.origin), Some(right.origin));
            }
            return;
        };
        let same = |one: &str, other: &str| left.concept.is_same_name(one, other);
        let names = |pairs: &[Pair<'_>]| Lookup::new(pairs.len(), &|at| &pairs[at].name);
        let (known, others) = (names(ours), names(theirs));
        for pair in ours {
            match others.first(&pair.name, &|at| same(&theirs[at].name, &pair.name)).map(|at| &theirs[at]) {
                Some(other) if other.text == pair.text => {}
                Some(other) => {
                    self.push(concept, Some(&pair.name), DifferenceKind::Differs, Some(pair.origin), Some(other.origin))
                }
                None => self.push(concept, Some(&pair.name), DifferenceKind::OnlyLeft, Some(pair.origin), None),
            }
        }
        for pair in theirs {
            if known.first(&pair.name, &|at| same(&ours[at].name, &pair.name)).is_none() {
                self.push(concept, Some(&pair.name), DifferenceKind::OnlyRight, None, Some(pair.origin));
            }
        }
    }

    /// A field that only one side has.
    fn alone(&mut self, field: &Field<'_>, is_left: bool) {
        let kind = if is_left { DifferenceKind::OnlyLeft } else { DifferenceKind::OnlyRight };
        let place = |origin: NodeId| if is_left { (Some(origin), None) } else { (None, Some(origin)) };
        if let Meaning::Pairs(pairs) = &field.meaning {
            for pair in pairs {
                let (left, right) = place(pair.origin);
                self.push(Some(field.concept), Some(&pair.name), kind, left, right);
            }
            return;
        }
        let (left, right) = place(field.origin);
        self.push(Some(field.concept), None, kind, left, right);
    }

    /// What one host alone has.
    fn extras(&mut self, left: &Server<'_>, right: &Server<'_>) {
        let one_host = self.left.host.id == self.right.host.id;
        let concept = Some(Concept::HostSpecific);
        for extra in left.extras.iter().filter(|extra| extra.known) {
            let other = right.extras.iter().find(|other| other.known && other.key == extra.key).filter(|_| one_host);
            match other {
                Some(other) if other.value == extra.value => {}
                Some(other) => {
                    self.push(concept, Some(&extra.key), DifferenceKind::Differs, Some(extra.origin), Some(other.origin));
                }
                None => {
                    let kind = if one_host { DifferenceKind::OnlyLeft } else { DifferenceKind::OneHostOnly };
                    self.push(concept, Some(&extra.key), kind, Some(extra.origin), None);
                }
            }
        }
        for extra in right.extras.iter().filter(|extra| extra.known) {
            if !one_host || !left.extras.iter().any(|other| other.known && other.key == extra.key) {
                let kind = if one_host { DifferenceKind::OnlyRight } else { DifferenceKind::OneHostOnly };
                self.push(concept, Some(&extra.key), kind, None, Some(extra.origin));
            }
        }
    }
}

/// Whether two fields say the same. In a list of names the order says nothing.
#[inline(never)]
pub(super) fn say_same(one: &Meaning<'_>, other: &Meaning<'_>) -> bool {
    let holds = |all: &[Cow<'_, str>], names: &[Cow<'_, str>]| {
        let known = Lookup::new(all.len(), &|at| &all[at]);
        names.iter().all(|name| known.first(name, &|at| all[at] == *name).is_some())
    };
    match (one, other) {
        (Meaning::Names(ours), Meaning::Names(theirs)) => holds(ours, theirs) && holds(theirs, ours),
        _ => one == other,
    }
}

/// What the host of a server is told; what says as much as nothing is left out.
fn told<'f, 's>(server: &'f Server<'s>) -> impl Iterator<Item = &'f Field<'s>> {
    server.fields.iter().filter(|field| {
        let says = match &field.meaning {
            Meaning::Pairs(pairs) => !pairs.is_empty(),
            Meaning::Texts(texts) => !texts.is_empty(),
            Meaning::Names(names) => !names.is_empty() || field.concept == Concept::ToolsAllow,
            Meaning::Switch(on) => !on || field.concept != Concept::Enabled,
            _ => true,
        };
        says && !field.foreign
    })
}
