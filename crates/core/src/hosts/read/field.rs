//! The fields of a server: which statement counts, and what becomes of fields that the host does not know.

use alloc::borrow::ToOwned;
use alloc::string::String;
use alloc::vec::Vec;

use super::Reader;
use super::transport::same_transport;
use super::value::{Misfit, wanted};
use crate::diag::{Diagnostic, Document, codes, say};
use crate::hosts::field::is_word;
use crate::hosts::foreign::{self, Foreign};
use crate::hosts::urls::UrlFault;
use crate::hosts::{Beyond, Blanks, FieldSpec, Kind, field_node};
use crate::lookup::Lookup;
use crate::mask;
use crate::model::{Concept, Extra, Field, Idle, Meaning, Pair, Piece, Server, Text, Transport};
use crate::syntax::{Kind as Node, NodeId};
use crate::text::{Ascii, characters, join};

impl<'s> Reader<'_, 's> {
    /// Whether it is a string of no characters that the host does not take.
    pub(super) fn is_refused_empty(&self, node: NodeId) -> bool {
        self.host.never_empty.contains(&self.tree.key(node).as_ref()) && self.is_blank(node)
    }

    /// Whether it is a string without anything that can be seen.
    fn is_blank(&self, node: NodeId) -> bool {
        self.tree.str(node).is_some_and(|text| characters(&text).all(char::is_whitespace))
    }

    /// Whether it is a list without names, or with one that is no word.
    fn is_no_list_of_words(&self, node: NodeId) -> bool {
        let is_no_word = |item| self.tree.str(item).is_some_and(|name| !is_word(&name));
        self.tree.kind(node) == Node::List && (self.tree.len(node) == 0 || self.tree.children(node).any(is_no_word))
    }

    /// Reads a field that the host knows.
    pub(super) fn field(&mut self, server: &mut Server<'s>, spec: &'static FieldSpec, node: NodeId) {
        let is_none = self.host.null_fields && spec.kind != Kind::Own && self.tree.kind(node) == Node::Null;
        if is_none || matches!(spec.kind, Kind::Transport | Kind::Name) || self.is_told(server, spec, node) {
            return;
        }
        if let Some(transport) = server.transport
            && !spec.on.has(transport)
        {
            self.unused(server, spec.key, node, transport);
            return;
        }
        if spec.kind == Kind::Own {
            let references = !self.host.references.spellings.is_empty();
            let unfit = spec.takes.and_then(|takes| takes.unfit(self.tree, node, references));
            // What a target has is there to be kept, or to be taken away.
            if unfit.is_none() || self.document == Document::Target {
                self.carry(server, spec.key, node, true);
            }
            if let Some(unfit) = unfit {
                self.say_misfit_of(server, spec.key, unfit.node, unfit.is_of_type, &unfit.takes.describe());
            }
            return self.dependent(server, spec, node);
        }
        if spec.key != "command" && self.host.never_empty.contains(&spec.part()) {
            let fault = match spec.kind {
                Kind::Names(_) if self.is_no_list_of_words(node) => "` is no list of words, and ",
                _ if self.is_blank(node) => "` is empty, and ",
                _ => "",
            };
            if !fault.is_empty() {
                let message = say!["`", spec.key, "` of `", server.name, fault, self.host.name, " refuses that"];
                let diagnostic = self.diagnostic(&codes::FIELD_REFUSED, message, node);
                return self.spoil(server, diagnostic.help("remove it"));
            }
        }
        if spec.concept == Concept::DisplayName && self.tree.str(node).as_deref() == Some(server.name.as_ref()) {
            // It says what the name says.
            return;
        }
        match self.meaning(server, spec, node, true) {
            Ok(Meaning::Texts(texts)) if spec.kind == Kind::Words => self.words(server, spec, texts, node),
            Ok(Meaning::Texts(mut texts)) if spec.kind == Kind::CommandLine => {
                if !self.program(server, spec, &mut texts, node) {
                    return;
                }
                self.add(server, Concept::Args, Meaning::Texts(texts), node, false);
            }
            Ok(mut meaning) => {
                if self.host.references.declared {
                    self.undeclared(server, &mut meaning, node);
                }
                if let Some(diagnostic) = self.refused(server, spec, &meaning, node) {
                    self.spoil(server, diagnostic);
                }
                if let Kind::SharedSeconds { .. } = spec.kind {
                    self.add(server, Concept::StartupTimeout, meaning.clone(), node, false);
                }
                self.add(server, spec.concept, meaning, node, false);
            }
            Err(misfit) => self.misfit(server, spec, &misfit),
        }
    }

    /// Says of a field that the host refuses it without others that are not there.
    fn dependent(&mut self, server: &mut Server<'s>, spec: &FieldSpec, node: NodeId) {
        let (tree, host) = (self.tree, self.host);
        // Of a table that is one field, its parts.
        let is_part = |key: &str| key.cut(".").is_some_and(|(table, part)| table == spec.key && tree.get(node, part).is_some());
        for (key, other, word) in host.depends.iter().filter(|(key, ..)| *key == spec.key || is_part(key)) {
            let said = field_node(tree, server.origin, other);
            let is_said = word.map_or(said.is_some(), |word| said.and_then(|said| tree.str(said)).as_deref() == Some(word));
            if !is_said {
                let word = word.map_or_else(String::new, |word| say![" = \"", word, "\""]);
                let message =
                    say!["`", *key, "` of `", server.name, "` is refused by ", host.name, " without `", *other, word, "`"];
                let diagnostic = self.diagnostic(&codes::FIELD_REFUSED, message, node);
                self.spoil(server, diagnostic);
            }
        }
    }

    /// What becomes of a field whose value does not fit.
    #[cold]
    fn misfit(&mut self, server: &mut Server<'s>, spec: &'static FieldSpec, misfit: &Misfit) {
        match *misfit {
            Misfit::Nothing => {}
            Misfit::Strange => {
                let (tree, entry) = (self.tree, server.origin);
                let parts = self
                    .host
                    .fields
                    .iter()
                    .filter(|spec| matches!(spec.kind, Kind::KeyVariable | Kind::KeyHeader | Kind::KeyFormat));
                for (spec, node) in parts.filter_map(|spec| Some((spec, field_node(tree, entry, spec.key)?))) {
                    self.carry(server, spec.key, node, true);
                }
            }
            // A key in a header is told by several fields.
            Misfit::Type(at) if spec.kind == Kind::KeyVariable => {
                self.say_misfit_of(server, &self.tree.key(at), at, false, wanted(spec.kind));
            }
            Misfit::Type(at) => self.say_misfit_of(server, spec.key, at, false, wanted(spec.kind)),
        }
    }

    /// Says of a field that the host does not use it in a server of that transport.
    #[cold]
    pub(super) fn unused(&mut self, server: &mut Server<'s>, key: &str, node: NodeId, transport: Transport) {
        if self.host.refuses_unused {
            self.refuse_unused(server, key, node, transport);
        } else {
            let message = say!["`", key, "` means nothing to ", self.host.name, " in ", transport.a_name(), " server"];
            self.say(&codes::FIELD_UNUSED, message, node);
            self.carry(server, key, node, false);
        }
    }

    /// Says of a field that the host refuses it in a server of that transport.
    #[cold]
    pub(super) fn refuse_unused(&mut self, server: &mut Server<'s>, key: &str, node: NodeId, transport: Transport) {
        let (by, host) = (transport.name(), self.host.name);
        let message = say!["`", server.name, "` is reached by ", by, ", and with `", key, "` ", host, " refuses that"];
        let diagnostic = self.diagnostic(&codes::FIELD_REFUSED, message, node);
        self.spoil(
            server,
            diagnostic.help(match key {
                "bearer_token" => "put the token into a variable, and name that in `bearer_token_env_var`",
                _ => "remove it",
            }),
        );
    }

    /// Takes a field along as it is, of which the model has no word.
    fn carry(&self, server: &mut Server<'s>, key: &str, node: NodeId, known: bool) {
        let value = self.tree.value(node);
        server.extras.push(Extra { key: key.to_owned(), nested: key.has(b'.'), origin: node, value, known });
    }

    /// Takes for text what refers to a variable that the entry does not declare.
    fn undeclared(&mut self, server: &Server<'s>, meaning: &mut Meaning<'s>, node: NodeId) {
        let (tree, host) = (self.tree, self.host);
        let fields = host.fields.iter().filter(|spec| spec.concept == Concept::Env);
        let env: Vec<NodeId> = fields.filter_map(|spec| tree.get(server.origin, spec.key)).collect();
        let is_declared = |name: &str| {
            env.iter().any(|&env| match tree.kind(env) {
                Node::Map => tree.get(env, name).is_some(),
                _ => tree.children(env).any(|item| tree.str(item).as_deref() == Some(name)),
            })
        };
        let is_missing = |piece: &Piece<'_>| matches!(piece, Piece::Variable { name, .. } if !is_declared(name));
        let mut missing = false;
        let mut check = |text: &mut Text<'s>| {
            if matches!(text, Text::Template { pieces, .. } if pieces.iter().any(is_missing)) {
                *text = text.clone().knowing(host.references.spellings, &is_declared);
                missing = true;
            }
        };
        match meaning {
            Meaning::Text(text) if !self.host.references.fields.is_empty() => check(text),
            Meaning::Pairs(pairs) if pairs.iter().all(|pair| tree.parent(pair.origin) == Some(node) && !env.contains(&node)) => {
                pairs.iter_mut().for_each(|pair| check(&mut pair.text));
            }
            _ => {}
        }
        if missing {
            let message = say![
                "`",
                tree.key(node),
                "` of `",
                server.name,
                "` refers to a variable that the entry does not declare, which ",
                host.name,
                " takes for text"
            ];
            let help = host.fields.iter().find(|spec| spec.kind == Kind::Passthrough).map_or("", |spec| spec.key);
            let diagnostic = self.diagnostic(&codes::REFERENCE_NOT_UNDERSTOOD, message, node);
            self.sink.push(diagnostic.help(say!["name it in `", help, "`"]));
        }
    }

    /// Whether another field has said it already (the parts of a key's header, the arguments behind several words) or makes it mean
    /// nothing.
    fn is_told(&mut self, server: &mut Server<'s>, spec: &FieldSpec, node: NodeId) -> bool {
        let (tree, entry) = (self.tree, server.origin);
        let variable = |spec: &&FieldSpec| spec.kind == Kind::KeyVariable;
        match spec.kind {
            Kind::KeyHeader | Kind::KeyFormat => {
                let variable = self.host.fields.iter().find(variable).and_then(|spec| field_node(tree, entry, spec.key));
                if variable.is_none() {
                    let message = say!["`", spec.key, "` of `", server.name, "` has no effect without the name of a variable"];
                    self.say(&codes::FIELD_UNUSED, message, node);
                }
                true
            }
            Kind::Texts => server.line() && spec.concept == Concept::Args,
            Kind::Switch(on) if spec.is_legacy() => self.is_unheeded(server, spec, on, node),
            Kind::Pairs if spec.is_legacy() && spec.nested().is_none() => self.is_outdone(server, spec, node),
            _ => false,
        }
    }

    /// Whether the host heeds the newer field for it alone.
    #[cold]
    fn is_outdone(&mut self, server: &mut Server<'s>, spec: &FieldSpec, node: NodeId) -> bool {
        let (tree, host) = (self.tree, self.host);
        let first = host.key_of(spec.concept).filter(|first| tree.get(server.origin, first).is_some());
        if let Some(first) = first {
            let message = say!["`", spec.key, "` of `", server.name, "` means nothing to ", host.name, " beside `", first, "`"];
            self.say(&codes::FIELD_UNUSED, message, node);
            self.carry(server, spec.key, node, false);
        }
        first.is_some()
    }

    /// Whether the switch, which says that the server is off, turns it off no more because of another field.
    #[cold]
    fn is_unheeded(&mut self, server: &mut Server<'s>, spec: &FieldSpec, on: bool, node: NodeId) -> bool {
        let (tree, host) = (self.tree, self.host);
        let Some((_, other)) = host.unheeded.filter(|(switch, _)| *switch == spec.key) else { return false };
        let is_number = |node: &NodeId| matches!(tree.kind(*node), Node::Integer | Node::Float);
        let first = host.key_of(spec.concept).unwrap_or_default();
        let is_off = tree.bool(node).is_some_and(|said| said != on) && tree.get(server.origin, first).is_none();
        if !is_off || tree.get(server.origin, other).filter(is_number).is_none() {
            return false;
        }
        let message =
            say!["`", spec.key, "` means nothing to ", host.name, " beside `", other, "`: `", server.name, "` is started"];
        let diagnostic = self.diagnostic(&codes::FIELD_UNUSED, message, node);
        self.sink.push(diagnostic.help(say!["say it by `", first, "`"]));
        self.carry(server, spec.key, node, false);
        true
    }

    /// Takes the command from the front of `texts`; `false` where there is none.
    fn program(&mut self, server: &mut Server<'s>, spec: &FieldSpec, texts: &mut Vec<Text<'s>>, node: NodeId) -> bool {
        if texts.is_empty() {
            let message = say!["`", server.name, "` has a `", spec.key, "` that names no program"];
            let diagnostic = self.diagnostic(&codes::TRANSPORT_MISSING, message, node);
            self.spoil(server, diagnostic);
            return false;
        }
        let command = texts.remove(0);
        self.add(server, Concept::Command, Meaning::Text(command), node, false);
        true
    }

    /// The command, and the arguments where there are more words.
    fn words(&mut self, server: &mut Server<'s>, spec: &'static FieldSpec, mut texts: Vec<Text<'s>>, node: NodeId) {
        if !self.program(server, spec, &mut texts, node) || texts.is_empty() {
            return;
        }
        let more = self.host.fields.iter().find(|spec| spec.concept == Concept::Args);
        let more = more.and_then(|spec| Some((spec, self.tree.get(server.origin, spec.key)?)));
        server.fields.retain(|field| field.concept != Concept::Args);
        match more.map(|(spec, node)| self.meaning(server, spec, node, true)) {
            Some(Ok(Meaning::Texts(mut more))) => texts.append(&mut more),
            Some(_) => {
                let message = say!["the arguments of `", server.name, "` are no list of strings"];
                let diagnostic = self.diagnostic(&codes::WRONG_TYPE, message, more.map_or(node, |(_, node)| node));
                return self.spoil(server, diagnostic);
            }
            None => {}
        }
        self.add(server, Concept::Args, Meaning::Texts(texts), node, false);
    }

    /// Why the host does not take what a field says, where it does not.
    fn refused(&self, server: &Server<'s>, spec: &FieldSpec, meaning: &Meaning<'s>, node: NodeId) -> Option<Diagnostic> {
        let host = self.host;
        let says = |what: &str| say!["`", spec.key, "` of `", server.name, "` ", what, ", and ", host.name, " drops the server"];
        match (meaning, spec.concept) {
            (Meaning::Text(url), Concept::Url) => {
                let (what, help) = match host.urls.fault(url.raw())? {
                    UrlFault::Open => ("is not encrypted", "use `https`, unless the server is on this machine"),
                    UrlFault::None => ("is no URL as it is written", "write scheme and host as text, and refer to the rest"),
                    UrlFault::Holds => ("holds a user or a fragment", "leave both out, and send the user in a header"),
                };
                Some(self.diagnostic(&codes::URL_NOT_ACCEPTED, says(what), node).help(help))
            }
            (Meaning::Text(folder), Concept::Cwd) if !host.takes_folder(folder.raw()) => {
                let help = say!["begin it with ", join(host.folders, " or ")];
                Some(self.diagnostic(&codes::FIELD_REFUSED, says("begins as no folder may"), node).help(help))
            }
            (Meaning::Text(command), Concept::Command)
                if host.blanks == Blanks::Refused && characters(command.raw()).any(char::is_whitespace) =>
            {
                Some(self.diagnostic(&codes::FIELD_REFUSED, says("holds a blank"), node))
            }
            (Meaning::Seconds(limit), _) if host.limits.beyond == Beyond::Refused && !host.limits.take(*limit) => {
                let help = say![
                    "give it from ",
                    crate::text::decimal(host.limits.shortest / 1000),
                    " to ",
                    crate::text::decimal(host.limits.longest / 1000),
                    " seconds"
                ];
                Some(self.diagnostic(&codes::FIELD_REFUSED, says("is no limit that it takes"), node).help(help))
            }
            _ => None,
        }
    }

    fn add(&mut self, server: &mut Server<'s>, concept: Concept, meaning: Meaning<'s>, node: NodeId, foreign: bool) {
        if server.get(concept).is_some() {
            return self.add_to(server, concept, meaning, node, foreign);
        }
        // The keys of one map are not alike, whatever their number; names of headers may be all the same.
        let is_united = concept == Concept::Env && self.tree.kind(node) == Node::Map;
        let meaning = if is_united { meaning } else { self.united(&server.name, &mut server.idle, concept, meaning, foreign) };
        server.fields.push(Field { concept, meaning, origin: node, foreign });
    }

    /// The same where another field has said something of it.
    #[inline(never)]
    fn add_to(&mut self, server: &mut Server<'s>, concept: Concept, meaning: Meaning<'s>, node: NodeId, foreign: bool) {
        let Server { name, fields, idle, .. } = server;
        let Some(earlier) = fields.iter_mut().find(|field| field.concept == concept) else { return };
        if earlier.foreign && !foreign {
            // What the host heeds stands for itself; the other host's field was noted.
            let meaning = self.united(name, idle, concept, meaning, foreign);
            return *earlier = Field { concept, meaning, origin: node, foreign };
        }
        let meaning = match (&mut earlier.meaning, meaning) {
            (Meaning::Pairs(pairs), Meaning::Pairs(mut more)) => {
                // Several fields make up one map.
                let from = pairs.len();
                pairs.append(&mut more);
                return self.unite(name, idle, concept, pairs, from, foreign);
            }
            (_, meaning) => meaning,
        };
        // Of two fields for one thing the host takes the one that its table lists first.
        let (key, earlier_key) = (self.tree.key(node), self.tree.key(earlier.origin));
        let rank = |key: &str| self.host.fields.iter().position(|spec| spec.key == key);
        let mut loser = node;
        if !foreign && rank(&key) < rank(&earlier_key) {
            loser = earlier.origin;
            *earlier = Field { concept, meaning, origin: node, foreign };
        }
        let winner = earlier.origin;
        if !foreign {
            idle.push(Idle { concept, name: None, origin: loser });
        }
        let message = say!["`", self.tree.key(loser), "` of `", name, "` has no effect beside `", self.tree.key(winner), "`"];
        let diagnostic = self.diagnostic(&codes::FIELD_UNUSED, message, loser);
        self.sink.push(diagnostic.related("this one counts", self.tree.key_span(winner)));
    }

    /// What one field says, where no name of a pair counts twice.
    fn united(
        &mut self,
        server: &str,
        idle: &mut Vec<Idle<'s>>,
        concept: Concept,
        mut meaning: Meaning<'s>,
        foreign: bool,
    ) -> Meaning<'s> {
        if let Meaning::Pairs(pairs) = &mut meaning {
            self.unite(server, idle, concept, pairs, 1, foreign);
        }
        meaning
    }

    /// Of pairs with the same name, those that stand at `from` and behind included, lets one stay.
    fn unite(
        &mut self,
        server: &str,
        idle: &mut Vec<Idle<'s>>,
        concept: Concept,
        pairs: &mut Vec<Pair<'s>>,
        from: usize,
        foreign: bool,
    ) {
        // Codex sets what it passes on before `env`, and literal headers before others; Vibe has its key yield to headers, and
        // Continue headers to its key.
        let (tree, host) = (self.tree, self.host);
        let is = |pair: &Pair<'_>, kind| host.field(&tree.key(pair.origin)).is_some_and(|spec| spec.kind == kind);
        let yields = |pair: &Pair<'_>| match concept {
            Concept::Headers if host.has_kind(Kind::KeyVariable) => is(pair, Kind::KeyVariable),
            Concept::Headers if host.has_kind(Kind::BearerText) => !is(pair, Kind::BearerText),
            Concept::Headers => pair.text.is_literal(),
            _ => pair.text.whole_variable("").is_some(),
        };
        let names = Lookup::new(pairs.len(), &|at| &pairs[at].name);
        let mut lost: Vec<usize> = Vec::new();
        for at in from..pairs.len() {
            let name = &pairs[at].name;
            let first = names.first(name, &|other| concept.is_same_name(&pairs[other].name, name));
            let Some(first) = first.filter(|&first| first < at) else { continue };
            let message = say![
                "`",
                mask::name_at(self.tree, pairs[at].origin, name),
                "` is set twice in `",
                server,
                "`, and one of the two has no effect"
            ];
            if yields(&pairs[first]) && !yields(&pairs[at]) {
                pairs.swap(first, at);
            }
            let (winner, loser) = (self.tree.key_span(pairs[first].origin), &pairs[at]);
            let diagnostic = Diagnostic::new(&codes::DUPLICATE_KEY, self.document, message).on(self.tree, loser.origin);
            self.sink.push(if winner.is_empty() { diagnostic } else { diagnostic.related("this one counts", winner) });
            if !foreign {
                idle.push(Idle { concept, name: Some(loser.name.clone()), origin: loser.origin });
            }
            lost.push(at);
        }
        let (mut at, mut gone) = (0, 0);
        pairs.retain(|_| {
            let goes = lost.get(gone) == Some(&at);
            gone += usize::from(goes);
            at += 1;
            !goes
        });
    }

    /// A field that the host does not know.
    pub(super) fn stranger(&mut self, server: &mut Server<'s>, key: String, nested: bool, node: NodeId) {
        let value = self.tree.value(node);
        if self.host.refuses_unknown {
            let message =
                say!["`", key, "` of `", server.name, "` is no field of ", self.host.name, ", which refuses the server"];
            let diagnostic = self.diagnostic(&codes::FIELD_REFUSED, message, node);
            return self.spoil(server, diagnostic.help("remove it"));
        }
        let what = foreign::find(self.host, &key);
        let host = self.host.name;
        match what {
            Foreign::Agreed(spec) if spec.kind == Kind::Transport && self.tree.kind(node) != Node::Map => {
                let word = self.tree.str(node);
                let is_stated = |one: &Transport| word.as_deref().is_some_and(|word| same_transport(word, *one));
                let stated = Transport::ALL.into_iter().find(is_stated);
                // Between those that the host itself finds out, the word of the author counts.
                let is_open = |known| {
                    self.document == Document::Source
                        && self.host.transport.field.is_none()
                        && stated.is_some_and(|stated| self.host.has_one_word_for(known, stated))
                };
                match server.transport {
                    Some(known) if is_open(known) => server.transport = stated,
                    Some(known) if stated != Some(known) => {
                        let known = known.a_name();
                        let message =
                            say!["`", key, "` of `", server.name, "` has no effect: for ", host, " it is ", known, " server"];
                        self.say(&codes::TRANSPORT_IGNORED, message, node);
                    }
                    _ => {}
                }
            }
            Foreign::Agreed(spec) if spec.kind != Kind::Transport => {
                let fits = server.transport.is_none_or(|transport| spec.on.has(transport));
                // Several foreign fields may make up one map; beside a field of the host's own they say nothing.
                let taken =
                    server.get(spec.concept).is_some_and(|field| !field.foreign || !matches!(field.meaning, Meaning::Pairs(_)));
                let ignores = if self.host.is_hearsay() { " is not known to use it" } else { " ignores it" };
                let message = say!["`", key, "` of `", server.name, "` belongs to other hosts, and ", host, ignores];
                self.say(&codes::FOREIGN_FIELD, message, node);
                if fits
                    && !taken
                    && let Ok(meaning) = self.meaning(server, spec, node, false)
                {
                    self.add(server, spec.concept, meaning, node, true);
                }
            }
            Foreign::Ambiguous => {
                let message = say![
                    "`",
                    key,
                    "` of `",
                    server.name,
                    "` is no field of ",
                    host,
                    ", and means different things in other hosts"
                ];
                self.say(&codes::FOREIGN_FIELD_AMBIGUOUS, message, node);
            }
            _ => {
                self.say(&codes::UNKNOWN_FIELD, say!["`", key, "` of `", server.name, "` is no field of ", host], node);
            }
        }
        server.extras.push(Extra { key, nested, origin: node, value, known: false });
    }
}
