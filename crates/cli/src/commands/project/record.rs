//! What a run writes besides the targets: the record of what it wrote, and the list of files that git leaves alone.

use std::ops::Range;
use std::path::{Path, PathBuf};

use mcpglot_core::diag::{Diagnostic, Document, Sink, codes};
use mcpglot_core::model::Server;
use mcpglot_core::ops::{self, DifferenceKind};
use mcpglot_core::project::{self as core, Lock};

use super::job::Done;
use super::settings::{Found, Kind, LOCK, OWN_LOCK};
use crate::Failure;
use crate::args::Misuse;
use crate::files::{self, FileError, Policy, Target};

/// The record, held from before the first write of a run to its end, so that two runs do not take turns in one project. Most
/// often there is nothing to write, and then no lock is needed, and no leave.
///
/// It has two parts. Of a file that goes with the project to others, so does what `sync` wrote into it; of one that is this
/// machine's alone, below `~` or in `.gitignore`, it stays here: somebody else has put other things into theirs.
pub(super) struct Record {
    shared: Part,
    own: Part,
    /// The folder of the settings.
    root: PathBuf,
    /// Whether git is told to ignore the targets.
    ignored: bool,
    /// Whether there are settings that the record belongs to, and it is their source that is brought.
    kept: bool,
    writes: bool,
    policy: Policy,
}

/// Names that others are looked up in. Not a set of std: its code would weigh more than all of this module.
pub(super) struct Names<'n>(Vec<Vec<&'n str>>);

impl<'n> Names<'n> {
    pub(super) fn new(names: &'n [String]) -> Self {
        let mut all = Self(vec![Vec::new(); names.len() | 1]);
        for name in names {
            let at = all.place(name);
            all.0[at].push(name);
        }
        all
    }

    pub(super) fn has(&self, name: &str) -> bool {
        self.0[self.place(name)].contains(&name)
    }

    fn place(&self, name: &str) -> usize {
        name.bytes().fold(0, |sum: usize, byte| sum.wrapping_mul(31).wrapping_add(byte.into())) % self.0.len()
    }
}

/// A file of the record.
#[derive(Default)]
struct Part {
    path: PathBuf,
    /// What is said of it at its head.
    head: &'static str,
    /// What it held at a look.
    seen: Option<Vec<u8>>,
    /// The file, once it is held.
    target: Option<Target>,
    old: Lock,
    new: Lock,
    /// Whether it was written in this run.
    written: bool,
}

impl Record {
    /// Reads the record for a run over `files`, by their keys, which git is told to ignore or not. Of what comes from another source
    /// than `is_own`, the project's, it knows nothing: it stays as it is, and by it nothing is removed.
    pub(super) fn open<'k>(
        found: &Found,
        policy: &Policy,
        writes: bool,
        is_own: bool,
        mut files: impl Iterator<Item = &'k str>,
        ignored: bool,
    ) -> Result<Self, Failure> {
        let is_there = found.kind == Kind::Own;
        let kept = is_there && is_own;
        let root = found.root.clone();
        let mut record = Self { shared: Part::default(), own: Part::default(), root, ignored, kept, writes, policy: *policy };
        if is_there {
            let own = found.root.join(OWN_LOCK);
            record.shared = Part::open(found.root.join(LOCK), Lock::SHARED, policy, writes)?;
            if own.exists() || files.any(|file| record.is_local(file)) {
                record.own = Part::open(own, Lock::OWN, policy, writes)?;
            }
        }
        Ok(record)
    }

    /// Keeps the record from other runs for another while.
    pub(super) fn refresh(&mut self) -> Result<(), Failure> {
        [&mut self.shared, &mut self.own].into_iter().filter_map(|part| part.target.as_mut()).try_for_each(Target::refresh)?;
        Ok(())
    }

    /// Whether a file is this machine's alone.
    fn is_local(&self, file: &str) -> bool {
        self.ignored || !is_in_project(file)
    }

    /// The servers that are ours in that file. One that git was told to ignore since, or no more to ignore, is in the other part.
    fn had(&self, file: &str) -> &[String] {
        let (part, other) = if self.is_local(file) { (&self.own, &self.shared) } else { (&self.shared, &self.own) };
        match part.old.names(file) {
            [] if is_in_project(file) => other.old.names(file),
            names => names,
        }
    }

    /// Whether something of ours is in that file.
    pub(super) fn holds(&self, file: &str) -> bool {
        [&self.shared, &self.own].into_iter().any(|part| !part.new.names(file).is_empty())
    }

    /// Whether git was told to ignore one of the files, and no more is.
    pub(super) fn shows<'k>(&self, mut files: impl Iterator<Item = &'k str>) -> bool {
        self.kept && files.any(|file| !self.is_local(file) && !self.own.old.names(file).is_empty())
    }

    /// Says in which files servers stay that sync wrote, because they are no targets any more: those that the source does not have.
    pub(super) fn left_behind(&self, targets: &[&str], source: &[Server<'_>]) -> Vec<Diagnostic> {
        let mut found = Vec::new();
        let source: Vec<String> = source.iter().map(|server| server.name.to_string()).collect();
        let source = Names::new(&source);
        for (file, names) in [&self.shared, &self.own].into_iter().filter(|_| self.kept).flat_map(|part| part.new.files()) {
            let is_gone = |name: &&String| !source.has(name);
            if targets.contains(&file) || !names.iter().any(|name| is_gone(&name)) {
                continue;
            }
            // For which host it was written is not recorded: what it says is looked for by its words.
            let Ok(bytes) = std::fs::read(self.root.join(file)) else { continue };
            let there: Vec<String> = words(&bytes).collect();
            let there = Names::new(&there);
            let stays = |name: &&String| words(name.as_bytes()).all(|word| there.has(&word));
            let gone: Vec<String> = names.iter().filter(is_gone).filter(stays).map(|name| format!("`{name}`")).collect();
            if gone.is_empty() {
                continue;
            }
            let gone = gone.join(", ");
            let message = format!("`{file}` is no target any more, and keeps what the source does not have: {gone}");
            let help = "remove it there, and its name in the record";
            found.push(Diagnostic::new(&codes::TARGET_ONLY_KEPT, Document::Settings, message).help(help));
        }
        found
    }

    /// The servers that are ours in each of the files, and leave them with the source.
    pub(super) fn lock<'k>(&self, files: impl Iterator<Item = &'k str>) -> Lock {
        let mut lock = Lock::default();
        files.filter(|_| self.kept).for_each(|file| lock.set(file, self.had(file)));
        lock
    }

    /// Writes down what is about to come into the targets. Of a run that does not live to note what it did, all is known that may
    /// have come from it: the next one looks what did. [`files::Fault::Changed`] where another run was quicker: nothing is written yet.
    pub(super) fn announce(&mut self, coming: &[Done<'_>]) -> Result<(), Failure> {
        if !self.kept {
            return Ok(());
        }
        let policy = self.policy;
        [&mut self.shared, &mut self.own].into_iter().try_for_each(|part| part.hold(&policy))?;
        self.note(coming, true);
        Ok(self.write()?)
    }

    /// Notes what targets have of ours: what they had, and what came to them; where it is still `coming`, also what leaves.
    pub(super) fn note(&mut self, all: &[Done<'_>], coming: bool) {
        for done in all.iter().filter(|_| self.kept) {
            let file = &done.job.key;
            let had = self.had(file);
            let is_new = |one: &&ops::Difference| one.concept.is_none() && one.kind == DifferenceKind::OnlyRight;
            let came: Vec<String> = done.differences.iter().filter(is_new).map(|one| one.server.clone()).collect();
            let (came, was_there) = (Names::new(&came), Names::new(had));
            let (mut shared, mut own) = (Vec::new(), Vec::new());
            let names = if self.is_local(file) { &mut own } else { &mut shared };
            if done.is_well() {
                names.extend(done.names.iter().filter(|name| was_there.has(name) || came.has(name)).cloned());
            }
            if coming || !done.is_well() {
                let known = Names::new(names);
                let others: Vec<String> = had.iter().filter(|name| !known.has(name)).cloned().collect();
                names.extend(others);
            }
            // It stands in one part.
            self.shared.new.set(file, &shared);
            self.own.new.set(file, &own);
        }
    }

    /// Writes the record; the names of its files that change.
    pub(super) fn finish(&mut self) -> Result<Vec<String>, Failure> {
        self.write()?;
        let mut changed = Vec::new();
        for part in [&self.shared, &self.own].into_iter().filter(|part| part.changes()) {
            if !self.writes {
                files::inspect(&part.path, &self.policy)?;
            }
            changed.push(part.path.to_string_lossy().into_owned());
        }
        Ok(changed)
    }

    /// Makes the files say what is known by now, in a run that writes.
    fn write(&mut self) -> Result<(), FileError> {
        if !self.writes {
            return Ok(());
        }
        let policy = self.policy;
        self.shared.write(&policy)?;
        if self.own.changes() {
            // The folder hides itself from git: the `.gitignore` of the project is the user's.
            let target = Target::open(&self.own.path.with_file_name(".gitignore"), &policy)?;
            if target.bytes().is_none() {
                target.commit(b"*\n")?;
            }
        }
        self.own.write(&policy)
    }
}

impl Part {
    fn open(path: PathBuf, head: &'static str, policy: &Policy, writes: bool) -> Result<Self, Failure> {
        let files::Glance { bytes: mut seen, settled } = files::glance(&path, policy)?;
        let mut target = None;
        if writes && !settled {
            let opened = Target::open(&path, policy)?;
            seen = opened.bytes().map(<[u8]>::to_vec);
            target = Some(opened);
        }
        let mut sink = Sink::default();
        let text = ops::decode(seen.as_deref().unwrap_or_default(), Document::Settings)
            .map_err(|(found, _)| unreadable(&path, Some(&found)))?;
        let lock = core::parse(text, &mut sink).and_then(|tree| Lock::read(&tree, &mut sink));
        let Some(lock) = lock else {
            return Err(unreadable(&path, sink.diagnostics.first()).into());
        };
        Ok(Self { path, head, seen, target, old: lock.clone(), new: lock, written: false })
    }

    /// Keeps the file from other runs, if there is one and it still holds what was read.
    fn hold(&mut self, policy: &Policy) -> Result<(), FileError> {
        if self.target.is_none() && !self.head.is_empty() {
            self.target = Some(Target::open_unchanged(&self.path, policy, self.seen.as_deref())?);
        }
        Ok(())
    }

    fn changes(&self) -> bool {
        self.new != self.old
    }

    fn write(&mut self, policy: &Policy) -> Result<(), FileError> {
        if self.written || self.changes() {
            self.hold(policy)?;
            let text = self.new.print(self.head);
            self.target.as_mut().map_or(Ok(()), |target| target.write(text.as_bytes()).map(drop))?;
            self.written = true;
        }
        Ok(())
    }
}

/// The words of a text: what no form of it writes with an escape.
fn words(text: &[u8]) -> impl Iterator<Item = String> {
    let words = text.split(|byte| !byte.is_ascii_alphanumeric() && !b"-_".contains(byte));
    words.filter(|word| !word.is_empty()).map(|word| word.iter().copied().map(char::from).collect())
}

fn unreadable(path: &Path, found: Option<&Diagnostic>) -> Misuse {
    let reason = found.map_or("", |found| &found.message);
    let is_newer = found.is_some_and(|found| *found.code == codes::SETTINGS_WRONG_TYPE && found.help.is_some());
    Misuse::new(format!("{} cannot be read: {reason}", path.display())).help(
        match found.and_then(|found| found.help.as_deref()) {
            Some(help) if is_newer => help,
            _ => {
                "of a conflict, keep the lines of both sides; or remove the file: then nothing that sync wrote before is removed"
            }
        },
    )
}

const BEGIN: &str = "# mcpglot: written by `mcpglot sync`";
const END: &str = "# mcpglot: end";

/// Keeps a block in `.gitignore` that lists those of the files, by their keys, that lie in the project, and those that it listed
/// and that are still made by us; without any there is no block. The name of the file, if that changes.
pub(super) fn ignore<'k>(
    root: &Path,
    files: impl Iterator<Item = &'k str>,
    is_made: &dyn Fn(&str) -> bool,
    writes: bool,
    policy: &Policy,
) -> Result<Option<String>, Failure> {
    let path = root.join(".gitignore");
    let files::Glance { bytes: seen, settled } = files::glance(&path, policy)?;
    let Ok(text) = std::str::from_utf8(seen.as_deref().unwrap_or_default()) else {
        return Err(Misuse::new(format!("{} is not UTF-8", path.display())).into());
    };
    let listed = block(text).map_or("", |place| &text[place]).lines();
    let listed = listed.filter(|line| file_of(line).is_some_and(|file| is_made(&file))).map(str::to_owned);
    let mut lines: Vec<String> = Vec::new();
    for line in files.filter(|file| is_in_project(file)).map(pattern).chain(listed) {
        // Few enough to do without the weight of a sort.
        let at = lines.partition_point(|other| *other < line);
        if lines.get(at) != Some(&line) {
            lines.insert(at, line);
        }
    }
    let new = with_block(text, &lines);
    let changed = new != text;
    if writes && (changed || !settled) {
        Target::open_unchanged(&path, policy, seen.as_deref())?.commit(new.as_bytes())?;
    } else if changed {
        files::inspect(&path, policy)?;
    }
    Ok(changed.then(|| path.to_string_lossy().into_owned()))
}

/// Whether the file of that key lies in the project.
fn is_in_project(file: &str) -> bool {
    !file.starts_with("~/") && !file.starts_with("../") && Path::new(file).is_relative()
}

/// The pattern that is one file and no other.
fn pattern(file: &str) -> String {
    let mut pattern = "/".to_owned();
    for character in file.chars() {
        // A blank may be the last, of which git takes no notice.
        if matches!(character, '\\' | '[' | '*' | '?' | ' ') {
            pattern.push('\\');
        }
        pattern.push(character);
    }
    pattern
}

/// The file that a pattern of ours is.
fn file_of(pattern: &str) -> Option<String> {
    let mut file = String::new();
    let mut characters = pattern.strip_prefix('/')?.chars();
    while let Some(character) = characters.next() {
        file.push(if character == '\\' { characters.next()? } else { character });
    }
    Some(file)
}

/// The text with the block that it has, or a new one at its end, holding those lines; without any, the text without the block.
fn with_block(text: &str, lines: &[String]) -> String {
    let newline = if text.contains("\r\n") { "\r\n" } else { "\n" };
    let place = self::block(text);
    if lines.is_empty() {
        let Some(place) = place else { return text.to_owned() };
        let (before, after) = (&text[..place.start], &text[place.end..]);
        // The blank line that came with it goes with it.
        let alone = before.strip_suffix(newline).filter(|left| after.is_empty() && left.ends_with('\n'));
        return [alone.unwrap_or(before), after].concat();
    }
    let mut block = String::new();
    for line in [BEGIN].into_iter().chain(lines.iter().map(String::as_str)).chain([END]) {
        block.push_str(line);
        block.push_str(newline);
    }
    if let Some(place) = place {
        return [&text[..place.start], &block, &text[place.end..]].concat();
    }
    let gap = match () {
        () if text.is_empty() => "",
        () if text.ends_with('\n') => newline,
        () => &newline.repeat(2),
    };
    [text, gap, &block].concat()
}

/// Where the block is.
fn block(text: &str) -> Option<Range<usize>> {
    let (mut begin, mut at) = (None, 0);
    for line in text.split_inclusive('\n') {
        let start = at;
        at += line.len();
        match (line.trim_end(), begin) {
            // What follows a beginning without an end is the user's: the last beginning before the end counts.
            (BEGIN, _) => begin = Some(start),
            (END, Some(begin)) => return Some(begin..at),
            _ => {}
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pattern_is_one_file() {
        assert_eq!(pattern(".codex/config.toml"), "/.codex/config.toml");
        assert_eq!(pattern("a b/[id]/*?\\x  "), "/a\\ b/\\[id]/\\*\\?\\\\x\\ \\ ");
        assert_eq!(file_of(&pattern("a b/[id]/*?\\x  ")).as_deref(), Some("a b/[id]/*?\\x  "));
        assert_eq!((file_of("mine"), file_of(END)), (None, None));
    }

    #[test]
    fn the_block_is_kept_in_its_place() {
        let lines = |lines: &[&str]| lines.iter().map(|line| (*line).to_owned()).collect::<Vec<_>>();
        let first = with_block("target", &lines(&["/a"]));
        assert_eq!(first, format!("target\n\n{BEGIN}\n/a\n{END}\n"));
        assert_eq!(with_block(&first, &lines(&["/a"])), first);
        let text = format!("x\r\n{BEGIN}\r\n/old\r\n{END}\r\ny\r\n");
        assert_eq!(with_block(&text, &lines(&["/a", "/b"])), format!("x\r\n{BEGIN}\r\n/a\r\n/b\r\n{END}\r\ny\r\n"));
        assert_eq!(with_block("", &lines(&["/a"])), format!("{BEGIN}\n/a\n{END}\n"));
        assert_eq!(with_block(&first, &[]), "target\n");
        assert_eq!(with_block(&text, &[]), "x\r\ny\r\n");
        for without in ["", "x\n\n", "\n", "x"] {
            assert_eq!(with_block(without, &[]), without);
        }
    }

    #[test]
    fn a_block_that_does_not_end_is_the_users() {
        let (torn, lines) = (format!("x\n{BEGIN}\n/a\nmine\n"), ["/a".to_owned()]);
        let first = with_block(&torn, &lines);
        assert_eq!(first, format!("{torn}\n{BEGIN}\n/a\n{END}\n"));
        assert_eq!(with_block(&first, &lines), first);
        assert_eq!(with_block(&format!("{END}\n{torn}"), &lines), format!("{END}\n{first}"));
    }
}
