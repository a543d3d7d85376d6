//! `mcpglot.toml`.

use alloc::borrow::{Cow, ToOwned};
use alloc::string::String;
use alloc::vec::Vec;

use super::{Named, ServerSettings, Settings, Target};
use crate::diag::{Diagnostic, Document, Severity, Sink, codes, say};
use crate::hosts::{self, CANONICAL, FieldSpec};
use crate::model::Concept;
use crate::nearest::nearest;
use crate::ops::{Override, REACHED_BY, Strategy};
use crate::syntax::{Kind, NodeId, Tree};

/// The keys at the top.
pub(super) const TOP: &[&str] = &["source", "from", "strategy", "strict", "gitignore", "targets"];
/// The keys of a target.
pub(super) const TARGET: &[&str] = &["host", "path", "only", "strategy", "bridge", "servers"];
/// The keys of a server of a target.
pub(super) const SERVER: &[&str] = &["skip", "rename", "replace-args", "set", "unset"];

/// Reads the settings of a project. With a fault in them there are none: every fault is said, with its place.
pub fn settings<'s>(tree: &Tree<'s>, sink: &mut Sink) -> Option<Settings<'s>> {
    let before = sink.diagnostics.len();
    let mut reader = Reader { tree, sink };
    let mut settings = Settings::default();
    for (key, node) in reader.entries(tree.root(), TOP, "the settings") {
        match key {
            "source" => settings.source = reader.text(node),
            "from" => settings.from = reader.host(node, hosts::find_source),
            "strategy" => settings.strategy = reader.strategy(node).unwrap_or_default(),
            "strict" => settings.strict = reader.switch(node),
            "gitignore" => settings.gitignore = reader.switch(node),
            _ => settings.targets = reader.targets(node),
        }
    }
    is_sound(&sink.diagnostics[before..]).then_some(settings)
}

/// Whether none of the findings is a fault.
pub(super) fn is_sound(found: &[Diagnostic]) -> bool {
    found.iter().all(|one| one.code.severity != Severity::Error)
}

/// Says what is wrong with settings as it finds it.
pub(super) struct Reader<'r, 's> {
    pub(super) tree: &'r Tree<'s>,
    pub(super) sink: &'r mut Sink,
}

impl<'s> Reader<'_, 's> {
    pub(super) fn say(&mut self, code: &'static codes::Code, message: String, node: NodeId) -> &mut Diagnostic {
        let at = self.sink.diagnostics.len();
        self.sink.push(Diagnostic::new(code, Document::Settings, message).on(self.tree, node));
        &mut self.sink.diagnostics[at]
    }

    pub(super) fn wrong(&mut self, node: NodeId, takes: &str) {
        let name = self.tree.key(node);
        let message = if name.is_empty() { say!["only ", takes, " can stand here"] } else { say!["`", name, "` takes ", takes] };
        self.say(&codes::SETTINGS_WRONG_TYPE, message, node);
    }

    /// The entries of a table that has these keys and no other.
    pub(super) fn entries(&mut self, table: NodeId, keys: &[&'static str], owner: &str) -> Vec<(&'static str, NodeId)> {
        if self.tree.kind(table) != Kind::Map {
            self.wrong(table, "a table");
            return Vec::new();
        }
        let mut entries = Vec::new();
        for node in self.tree.children(table) {
            let name = self.tree.key(node);
            if let Some(key) = keys.iter().find(|key| **key == name) {
                entries.push((*key, node));
                continue;
            }
            let message = say!["there is no key `", name, "` in ", owner];
            let help = match nearest(&name, keys.iter().copied()) {
                Some(near) => say!["did you mean `", near, "`?"],
                None => say!["it takes ", keys.join(", ")],
            };
            self.say(&codes::SETTINGS_UNKNOWN_KEY, message, node).help = Some(help);
        }
        entries
    }

    /// The entries of a table whose keys are names.
    pub(super) fn named(&mut self, table: NodeId) -> Vec<NodeId> {
        if self.tree.kind(table) != Kind::Map {
            self.wrong(table, "a table");
            return Vec::new();
        }
        self.tree.children(table).collect()
    }

    pub(super) fn text(&mut self, node: NodeId) -> Option<Cow<'s, str>> {
        let text = self.tree.str(node).filter(|text| !text.is_empty());
        if text.is_none() {
            self.wrong(node, "a string that is not empty");
        }
        text
    }

    pub(super) fn texts(&mut self, node: NodeId) -> Vec<(Cow<'s, str>, NodeId)> {
        if self.tree.kind(node) != Kind::List {
            self.wrong(node, "a list of strings");
            return Vec::new();
        }
        let items: Vec<NodeId> = self.tree.children(node).collect();
        items.into_iter().filter_map(|item| Some((self.text(item)?, item))).collect()
    }

    pub(super) fn switch(&mut self, node: NodeId) -> bool {
        let value = self.tree.bool(node);
        if value.is_none() {
            self.wrong(node, "`true` or `false`");
        }
        value == Some(true)
    }

    pub(super) fn strategy(&mut self, node: NodeId) -> Option<Strategy> {
        match self.tree.str(node).as_deref() {
            Some("merge") => Some(Strategy::Merge),
            Some("overwrite") => Some(Strategy::Overwrite),
            _ => {
                self.wrong(node, "\"merge\" or \"overwrite\"");
                None
            }
        }
    }

    fn unknown_host(&mut self, name: &str, node: NodeId) {
        let message = say!["there is no host `", name, "`"];
        let help = match nearest(name, hosts::ALL.iter().map(|host| host.id)) {
            Some(near) => say!["did you mean `", near, "`?"],
            None => "`mcpglot hosts` lists them".to_owned(),
        };
        self.say(&codes::SETTINGS_UNKNOWN_HOST, message, node).help = Some(help);
    }

    fn host(&mut self, node: NodeId, find: fn(&str) -> Option<&'static hosts::Host>) -> Option<&'static hosts::Host> {
        let name = self.text(node)?;
        let host = find(&name);
        if host.is_none() {
            self.unknown_host(&name, node);
        }
        host
    }

    fn targets(&mut self, table: NodeId) -> Vec<Target<'s>> {
        let tree = self.tree;
        let mut targets = Vec::new();
        for node in self.named(table) {
            // A table is named by its host, or says it, so that one host can have several files.
            let stated = tree.get(node, "host");
            let host = match stated {
                Some(stated) => self.host(stated, hosts::find),
                None => hosts::find(&tree.key(node)).or_else(|| {
                    self.unknown_host(&tree.key(node), node);
                    None
                }),
            };
            let mut target = Target::new(host.unwrap_or(&CANONICAL));
            target.name = tree.key(node);
            for (key, node) in self.entries(node, TARGET, "a target") {
                match key {
                    "path" => target.path = self.text(node),
                    "only" => {
                        let names = self.texts(node).into_iter();
                        target.only = Some(names.map(|(name, origin)| Named { name, origin }).collect());
                    }
                    "strategy" => target.strategy = self.strategy(node),
                    "bridge" if tree.str(node).as_deref() == Some("mcp-remote") => target.bridge = true,
                    "bridge" => self.wrong(node, "\"mcp-remote\""),
                    "servers" => {
                        target.servers = self.named(node).into_iter().map(|server| self.server(server)).collect();
                    }
                    _ => {}
                }
            }
            targets.push(target);
        }
        targets
    }

    fn server(&mut self, node: NodeId) -> ServerSettings<'s> {
        let name = self.tree.key(node);
        let mut settings = ServerSettings {
            server: Named { name: name.clone(), origin: node },
            skip: false,
            rename: None,
            replaced: Vec::new(),
            says: Override::new(name),
        };
        for (key, node) in self.entries(node, SERVER, "a server of a target") {
            match key {
                "skip" => settings.skip = self.switch(node),
                "rename" => settings.rename = self.text(node),
                "replace-args" => {
                    for entry in self.named(node) {
                        if let Some(new) = self.text(entry) {
                            settings.replaced.push(entry);
                            settings.says.replace_args.push((self.tree.key(entry), new));
                        }
                    }
                }
                "set" => {
                    // How a server is reached follows from its command or URL.
                    let fields = CANONICAL.fields.iter().map(|spec| spec.key).filter(|&key| key != "transport");
                    self.entries(node, &fields.collect::<Vec<_>>(), "a server");
                    if self.tree.kind(node) != Kind::Map {
                        continue;
                    }
                    // Fields that there are not have been told.
                    let mut found = Sink::default();
                    settings.says.set = hosts::read_part(self.tree, node, &CANONICAL, Document::Settings, &mut found).fields;
                    for mut one in found.diagnostics {
                        // Who says one thing in two ways has to choose. Nothing is lost by settings that are not used.
                        if one.code.severity == Severity::Error || *one.code == codes::DUPLICATE_KEY {
                            (one.code, one.loss) = (&codes::SETTINGS_WRONG_TYPE, None);
                            self.sink.diagnostics.push(one);
                        }
                    }
                    let says = |concept| settings.says.set.iter().find(|field| field.concept == concept);
                    if let (Some(_), Some(url)) = (says(Concept::Command), says(Concept::Url)) {
                        self.say(
                            &codes::SETTINGS_WRONG_TYPE,
                            "`set` takes a `command` or a `url`, not both".to_owned(),
                            url.origin,
                        );
                    }
                }
                _ => {
                    settings.says.unset =
                        self.texts(node).into_iter().filter_map(|(name, item)| self.field(&name, item)).collect()
                }
            }
        }
        let args = settings.says.set.iter().find(|field| field.concept == Concept::Args);
        if let (Some(args), false) = (args, settings.replaced.is_empty()) {
            let message = "`replace-args` has no effect beside `args` in `set`".to_owned();
            self.say(&codes::SETTINGS_WRONG_TYPE, message, args.origin);
        }
        settings
    }

    /// The field of a server that `unset` names.
    fn field(&mut self, name: &str, node: NodeId) -> Option<&'static FieldSpec> {
        let found = CANONICAL.field(name).filter(|spec| spec.concept != Concept::Transport);
        if found.is_none() {
            let message = say!["there is no field `", name, "` of a server"];
            let fields = CANONICAL.fields.iter().map(|spec| spec.key);
            let help = nearest(name, fields).map(|near| say!["did you mean `", near, "`?"]);
            self.say(&codes::SETTINGS_UNKNOWN_KEY, message, node).help = help;
        } else if found.is_some_and(|spec| REACHED_BY.contains(&spec.concept)) {
            let message = say!["`unset` does not take `", name, "`, by which a server is reached"];
            let help = "`set` what it is reached by here, or `skip` the server";
            self.say(&codes::SETTINGS_UNKNOWN_KEY, message, node).help = Some(help.to_owned());
        }
        found
    }
}
