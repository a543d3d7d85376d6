//! What a run writes besides the targets: the record of what it wrote, and the list of files that git leaves alone.

use std::path::{Path, PathBuf};

use mcpglot_core::diag::{Document, Sink};
use mcpglot_core::ops::{self, DifferenceKind};
use mcpglot_core::project::{self as core, Lock};

use super::job::Done;
use super::settings::{Found, Kind, LOCK};
use crate::Failure;
use crate::args::{Misuse, Parsed};
use crate::files::{self, Policy, Target};

/// The record, held from the beginning of a run to its end, so that two runs do not take turns in one project.
pub(super) struct Record {
    path: PathBuf,
    target: Option<Target>,
    old: Lock,
    new: Lock,
    /// Whether there are settings that the record belongs to.
    kept: bool,
}

impl Record {
    pub(super) fn open(found: &Found, parsed: &Parsed) -> Result<Self, Failure> {
        let path = found.root.join(LOCK);
        let policy = Policy { follow_symlinks: parsed.has("follow-symlinks"), ..Policy::default() };
        let writes = !parsed.has("check") && !parsed.has("dry-run");
        let mut record = Self { path, target: None, old: Lock::default(), new: Lock::default(), kept: found.kind == Kind::Own };
        if !record.kept {
            return Ok(record);
        }
        let bytes = if writes {
            let target = Target::open(&record.path, &policy)?;
            let bytes = target.bytes().map(<[u8]>::to_vec);
            record.target = Some(target);
            bytes
        } else {
            files::inspect(&record.path, &policy)?
        };
        let bytes = bytes.unwrap_or_default();
        let mut sink = Sink::default();
        let text = ops::decode(&bytes, Document::Settings).map_err(|(found, _)| unreadable(&record.path, &found.message))?;
        let lock = core::parse(text, &mut sink).and_then(|tree| Lock::read(&tree, &mut sink));
        let Some(lock) = lock else {
            let reason = sink.diagnostics.first().map_or("", |found| &found.message);
            return Err(unreadable(&record.path, reason).into());
        };
        record.new = lock.clone();
        record.old = lock;
        Ok(record)
    }

    /// Keeps the record from other runs for another while.
    pub(super) fn refresh(&mut self) -> Result<(), Failure> {
        self.target.as_mut().map_or(Ok(()), Target::refresh).map_err(Failure::File)
    }

    pub(super) fn lock(&self) -> Lock {
        self.old.clone()
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
        let had = self.old.names(&done.job.key);
        let names = done.names.iter().filter(|name| had.contains(name) || came(name)).cloned().collect();
        self.new.set(&done.job.key, names);
    }

    /// Writes the record; the name of its file, if that changes.
    pub(super) fn finish(self, writes: bool) -> Result<Option<String>, Failure> {
        let changed = self.new != self.old;
        if changed
            && writes
            && let Some(target) = self.target
        {
            target.commit(self.new.print().as_bytes())?;
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
    let in_project = |file: &&str| !file.starts_with("~/") && !file.starts_with("../") && Path::new(file).is_relative();
    let mut lines: Vec<String> = Vec::new();
    for line in files.filter(in_project).map(pattern) {
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
