//! `restore`.

use std::path::Path;

use mcpglot_wire::{Backups, Kept, Restored};

use super::input;
use crate::args::{Misuse, Parsed};
use crate::files::{self, Backup, Policy, Target, shown};
use crate::{Failure, Status, print, print_line, say};

pub(super) fn run(parsed: &Parsed) -> Result<Status, Failure> {
    let wanted = parsed.text("backup-of");
    match parsed.arguments.first() {
        Some(file) => put_back(parsed, Path::new(file), wanted),
        None if wanted.is_some() => Err(Misuse::new("`--backup-of` needs the file that is to be put back").into()),
        None => list(parsed),
    }
}

/// Lists all backups.
fn list(parsed: &Parsed) -> Result<Status, Failure> {
    let backups = files::backups()?;
    if parsed.text("format") == Some("json") {
        print_line(&mcpglot_wire::to_json(&Backups::new(backups.iter().map(to_wire).collect())));
        return Ok(Status::Done);
    }
    let mut out = String::new();
    for backup in &backups {
        if backup.index == 1 {
            out.push_str(&format!("{}\n", shown(&backup.file)));
        }
        out.push_str(&format!("{:>4}  {}  {:>9} bytes\n", backup.index, backup.time, backup.size));
    }
    if backups.is_empty() && !parsed.has("quiet") {
        say("there are no backups\n");
    }
    print(&out);
    Ok(Status::Done)
}

/// Makes the file hold what it held before.
fn put_back(parsed: &Parsed, path: &Path, wanted: Option<&str>) -> Result<Status, Failure> {
    // Of a file that is gone, nobody knows any more who might read it.
    let policy = Policy { private_if_new: true, backup: !parsed.has("no-backup"), ..input::policy(parsed, false) };
    let backups = files::backups_of(path, policy.follow_symlinks)?;
    let backup = choose(&backups, wanted)?;
    let bytes = backup.read()?;
    let writes = !parsed.has("dry-run");
    let glance = files::glance(path, &policy)?;
    let mut changed = glance.bytes.as_deref() != Some(&*bytes);
    if writes && (changed || !glance.settled) {
        let done = Target::open(path, &policy)?.commit(&bytes)?;
        input::tell_notes(&done);
        changed = done.written;
    } else if changed {
        files::inspect(path, &policy)?;
    }
    if parsed.text("format") == Some("json") {
        print_line(&mcpglot_wire::to_json(&Restored::new(to_wire(backup), changed)));
    } else if !parsed.has("quiet") {
        let word = match (changed, writes) {
            (true, true) => "restored",
            (true, false) => "would be restored",
            (false, _) => "unchanged",
        };
        say(&format!("{word}: {}, as it was until {}\n", shown(path), backup.time));
    }
    Ok(if changed && !writes { Status::Refused } else { Status::Done })
}

/// The backup that is meant by its number, or by its time or the beginning of that.
fn choose<'b>(backups: &'b [Backup], wanted: Option<&str>) -> Result<&'b Backup, Misuse> {
    let wanted = wanted.unwrap_or("1");
    let meant = |backup: &&Backup| match wanted.parse::<usize>() {
        Ok(index) if wanted.len() < 4 => backup.index == index,
        _ => !wanted.is_empty() && backup.time.starts_with(wanted),
    };
    let mut found = backups.iter().filter(meant);
    match (found.next(), found.next()) {
        (Some(backup), None) => Ok(backup),
        (Some(_), Some(_)) => Err(Misuse::new(format!("several backups are of `{wanted}`")).help("give more of the time")),
        (None, _) => {
            let misuse = Misuse::new(format!("there is no backup of `{wanted}`"));
            Err(misuse.help("`mcpglot restore` lists them; give the number or the time of one"))
        }
    }
}

fn to_wire(backup: &Backup) -> Kept<'_> {
    Kept { file: backup.file.to_string_lossy(), index: backup.index, time: &backup.time, size: backup.size }
}
