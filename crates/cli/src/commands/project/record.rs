//! What a run writes besides the targets: the record of what it wrote, and the list of files that git leaves alone.

use std::path::{Path, PathBuf};

use mcpglot_core::diag::{Document, Sink};
use mcpglot_core::ops::{self, DifferenceKind};
use mcpglot_core::project::{self as core, Lock};

use super::job::Done;
use super::settings::{Found, Kind, LOCK, OWN_LOCK};
use crate::Failure;
use crate::args::Misuse;
use crate::files::{self, Policy, Target};

/// The record, held from the beginning of a run to its end, so that two runs do not take turns in one project.
///
/// It has two parts. Of a file that goes with the project to others, so does what `sync` wrote into it; of one that is this
/// machine's alone, below `~` or in `.gitignore`, it stays here: somebody else has put other things into theirs.
pub(super) struct Record {
    shared: Part,
    own: Part,
    /// The files of this machine alone, by their keys.
    local: Vec<String>,
    /// Whether there are settings that the record belongs to.
    kept: bool,
}

/// A file of the record.
#[derive(Default)]
struct Part {
    path: PathBuf,
    target: Option<Target>,
    old: Lock,
    new: Lock,
}

impl Record {
    /// Opens the record for a run over `files`, by their keys, which git is told to ignore or not; for one that `writes`, so that
    /// no other does.
    pub(super) fn open<'k>(
        found: &Found,
        policy: &Policy,
        writes: bool,
        files: impl Iterator<Item = &'k str>,
        ignored: bool,
    ) -> Result<Self, Failure> {
        let local: Vec<String> = files.filter(|file| ignored || !is_in_project(file)).map(str::to_owned).collect();
        let mut record = Self { shared: Part::default(), own: Part::default(), local, kept: found.kind == Kind::Own };
        if record.kept {
            record.shared = Part::open(found.root.join(LOCK), policy, writes)?;
            // What is in it of a file that is not shared is nobody's.
            record.local.iter().for_each(|file| record.shared.new.set(file, Vec::new()));
        }
        if record.kept && !record.local.is_empty() {
            record.own = Part::open(found.root.join(OWN_LOCK), policy, writes)?;
        }
        Ok(record)
    }

    /// Keeps the record from other runs for another while.
    pub(super) fn refresh(&mut self) -> Result<(), Failure> {
        [&mut self.shared, &mut self.own].into_iter().filter_map(|part| part.target.as_mut()).try_for_each(Target::refresh)?;
        Ok(())
    }

    /// The part that tells of that file.
    fn part(&mut self, file: &str) -> &mut Part {
        if self.local.iter().any(|local| local == file) { &mut self.own } else { &mut self.shared }
    }

    /// The servers that are ours in each of the files.
    pub(super) fn lock<'k>(&mut self, files: impl Iterator<Item = &'k str>) -> Lock {
        let mut lock = Lock::default();
        files.for_each(|file| lock.set(file, self.part(file).old.names(file).to_vec()));
        lock
    }

    /// Notes what a target has of ours: what it had, and what came to it.
    pub(super) fn note(&mut self, done: &Done<'_>) {
        if !self.kept || !done.is_well() {
            return;
        }
        let came = |name: &String| {
            let is_new =
                |one: &&ops::Difference| one.concept.is_none() && one.kind == DifferenceKind::OnlyRight && one.server == *name;
            done.differences.iter().any(|one| is_new(&one))
        };
        let file = &done.job.key;
        let part = self.part(file);
        let had = part.old.names(file);
        let names = done.names.iter().filter(|name| had.contains(name) || came(name)).cloned().collect();
        part.new.set(file, names);
    }

    /// Writes the record; the names of its files that change.
    pub(super) fn finish(self, policy: &Policy) -> Result<Vec<String>, Failure> {
        let mut changed: Vec<String> = self.shared.finish(Lock::SHARED)?.into_iter().collect();
        if self.own.changes() && self.own.target.is_some() {
            // The folder hides itself from git: the `.gitignore` of the project is the user's.
            let target = Target::open(&self.own.path.with_file_name(".gitignore"), policy)?;
            if target.bytes().is_none() {
                target.commit(b"*\n")?;
            }
        }
        changed.extend(self.own.finish(Lock::OWN)?);
        Ok(changed)
    }
}

impl Part {
    fn open(path: PathBuf, policy: &Policy, writes: bool) -> Result<Self, Failure> {
        let (bytes, target) = if writes {
            let target = Target::open(&path, policy)?;
            (target.bytes().map(<[u8]>::to_vec), Some(target))
        } else {
            (files::inspect(&path, policy)?, None)
        };
        let bytes = bytes.unwrap_or_default();
        let mut sink = Sink::default();
        let text = ops::decode(&bytes, Document::Settings).map_err(|(found, _)| unreadable(&path, &found.message))?;
        let lock = core::parse(text, &mut sink).and_then(|tree| Lock::read(&tree, &mut sink));
        let Some(lock) = lock else {
            let reason = sink.diagnostics.first().map_or("", |found| &found.message);
            return Err(unreadable(&path, reason).into());
        };
        Ok(Self { path, target, new: lock.clone(), old: lock })
    }

    fn changes(&self) -> bool {
        self.new != self.old
    }

    /// Writes it, if it is open for that; its name, if it changes.
    fn finish(self, head: &str) -> Result<Option<String>, Failure> {
        let changed = self.changes();
        if changed && let Some(target) = self.target {
            target.commit(self.new.print(head).as_bytes())?;
        }
        Ok(changed.then(|| self.path.to_string_lossy().into_owned()))
    }
}

fn unreadable(path: &Path, reason: &str) -> Misuse {
    Misuse::new(format!("{} cannot be read: {reason}", path.display()))
        .help("take the version of either side of a conflict, or remove the file: then nothing that sync wrote before is removed")
}

const BEGIN: &str = "# mcpglot: written by `mcpglot sync`";
const END: &str = "# mcpglot: end";

/// Keeps a block in `.gitignore` that lists those of the files, by their keys, that lie in the project; the name of the file,
/// if that changes.
pub(super) fn ignore<'k>(
    root: &Path,
    files: impl Iterator<Item = &'k str>,
    writes: bool,
    policy: &Policy,
) -> Result<Option<String>, Failure> {
    let path = root.join(".gitignore");
    let mut lines: Vec<String> = Vec::new();
    for line in files.filter(|file| is_in_project(file)).map(pattern) {
        // Few enough to do without the weight of a sort.
        let at = lines.partition_point(|other| *other < line);
        if lines.get(at) != Some(&line) {
            lines.insert(at, line);
        }
    }
    let (bytes, target) = if writes {
        let target = Target::open(&path, policy)?;
        (target.bytes().map(<[u8]>::to_vec), Some(target))
    } else {
        (files::inspect(&path, policy)?, None)
    };
    let bytes = bytes.unwrap_or_default();
    let Ok(text) = std::str::from_utf8(&bytes) else {
        return Err(Misuse::new(format!("{} is not UTF-8", path.display())).into());
    };
    let new = with_block(text, &lines);
    let changed = new != text;
    if changed && let Some(target) = target {
        target.commit(new.as_bytes())?;
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

/// The text with the block that it has, or a new one at its end, holding those lines.
fn with_block(text: &str, lines: &[String]) -> String {
    let newline = if text.contains("\r\n") { "\r\n" } else { "\n" };
    let mut block = String::new();
    for line in [BEGIN].into_iter().chain(lines.iter().map(String::as_str)).chain([END]) {
        block.push_str(line);
        block.push_str(newline);
    }
    let (mut begin, mut at) = (None, 0);
    for line in text.split_inclusive('\n') {
        let start = at;
        at += line.len();
        match (line.trim_end(), begin) {
            // What follows a beginning without an end is the user's: the last beginning before the end counts.
            (BEGIN, _) => begin = Some(start),
            (END, Some(begin)) => return [&text[..begin], &block, &text[at..]].concat(),
            _ => {}
        }
    }
    let gap = match () {
        () if text.is_empty() => "",
        () if text.ends_with('\n') => newline,
        () => &newline.repeat(2),
    };
    [text, gap, &block].concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pattern_is_one_file() {
        assert_eq!(pattern(".codex/config.toml"), "/.codex/config.toml");
        assert_eq!(pattern("a b/[id]/*?\\x  "), "/a\\ b/\\[id]/\\*\\?\\\\x\\ \\ ");
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
