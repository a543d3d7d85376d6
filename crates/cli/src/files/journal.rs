//! The journal of a write: the old bytes and the new ones, so that a torn file can be told from a changed one, and a
//! file of a batch can be put back.
//!
//! After a crash the file is put back to the **old** bytes: the run that wrote the new ones never said that it was done,
//! and the next plans afresh. The new bytes stand in the journal too, because between the crash and the next run
//! somebody may have repaired the file by hand: only what is a mixture of the two is ours to replace.

use std::io;
use std::path::{Path, PathBuf};

use super::MAX_BYTES;
use super::disk::{Disk, Kind, path_from_bytes};
use super::error::{Fault, FileError};
use super::place::beside;

const MAGIC: &[u8; 16] = b"mcpglot-journal\n";

/// A complete journal.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Journal {
    /// Where the file is one of a batch: the path of the batch's record, from the file's directory. See `batch`.
    pub(super) record: Option<PathBuf>,
    /// `None` if there was no file.
    pub(super) old: Option<Vec<u8>>,
    new: Vec<u8>,
}

impl Journal {
    /// What is written beside the file.
    pub(super) fn encode(record: Option<&Path>, old: Option<&[u8]>, new: &[u8]) -> Vec<u8> {
        let record = record.map_or(&[] as &[u8], |path| path.as_os_str().as_encoded_bytes());
        let existed: &[u8] = if old.is_some() { b"1" } else { b"0" };
        pack(&[record, existed, old.unwrap_or_default(), new])
    }

    fn decode(bytes: &[u8]) -> Option<Journal> {
        let [record, existed, old, new]: [&[u8]; 4] = unpack(bytes)?.try_into().ok()?;
        let record = if record.is_empty() { None } else { Some(path_from_bytes(record)?) };
        Some(Journal { record, old: (existed == b"1").then(|| old.to_vec()), new: new.to_vec() })
    }

    /// What the file beside the journal is, going by what it holds now, and by whether it is one of a batch that was
    /// not done as a whole.
    ///
    /// Torn is what has, at each place, the byte of one of the two texts, or the zero of a block that never reached the
    /// disk.
    pub(super) fn judge(&self, now: Option<&[u8]>, undecided: bool) -> State {
        let (old, new) = (self.old.as_deref(), &*self.new);
        if now == old {
            return State::Whole;
        }
        if now == Some(new) {
            return if undecided { State::Unfinished } else { State::Whole };
        }
        if let (Some(now), Some(old)) = (now, old) {
            let lengths = old.len().min(new.len())..=old.len().max(new.len());
            let ours = |(at, byte): (usize, &u8)| *byte == 0 || old.get(at) == Some(byte) || new.get(at) == Some(byte);
            if lengths.contains(&now.len()) && now.iter().enumerate().all(ours) {
                return State::Unfinished;
            }
        }
        // Since a batch is done, its files are whoever's.
        if self.record.is_some() && !undecided { State::Whole } else { State::Foreign }
    }
}

/// See [`Journal::judge`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum State {
    /// The old bytes or the new ones, and so they stay.
    Whole,
    /// Something between the two, or the new ones of a batch that was not done: the old ones are meant.
    Unfinished,
    /// What somebody else wrote since.
    Foreign,
}

/// What stands beside a file.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Found {
    Nothing,
    /// A journal that is not whole itself: the file was not touched yet.
    Cut,
    Journal(Journal),
}

/// The journal beside `path`.
pub(super) fn find(disk: &dyn Disk, path: &Path) -> Result<Found, FileError> {
    let at = beside(path, "journal");
    let read = disk.lstat(&at).and_then(|meta| match meta.kind {
        Kind::File => disk.read(&at, 2 * MAX_BYTES + (64 << 10)),
        _ => Ok(Vec::new()),
    });
    match read {
        Ok(bytes) => Ok(Journal::decode(&bytes).map_or(Found::Cut, Found::Journal)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Found::Nothing),
        Err(error) => Err(FileError::io(&error, &at)),
    }
}

/// Ends what an interrupted write began; the caller holds the lock, and found `now` in the file, and `found` beside it.
/// Gives what the file holds then.
pub(super) fn recover(
    disk: &dyn Disk,
    path: &Path,
    found: Found,
    now: Option<Vec<u8>>,
    undecided: bool,
) -> Result<Option<Vec<u8>>, FileError> {
    let failed = |error: &io::Error| FileError::io(error, path);
    let settled = match found {
        Found::Nothing => return Ok(now),
        Found::Cut => now,
        Found::Journal(journal) => match journal.judge(now.as_deref(), undecided) {
            State::Whole => now,
            State::Unfinished => {
                match &journal.old {
                    Some(old) => disk.overwrite(path, old).map_err(|error| failed(&error))?,
                    None => disk.remove_file(path).map_err(|error| failed(&error))?,
                }
                journal.old
            }
            State::Foreign => return Err(FileError::new(Fault::Interrupted, path)),
        },
    };
    let at = beside(path, "journal");
    disk.remove_file(&at).map_err(|error| FileError::io(&error, &at))?;
    Ok(settled)
}

/// Several texts as one, which shows if it was cut or damaged.
pub(super) fn pack(parts: &[&[u8]]) -> Vec<u8> {
    let mut body = Vec::new();
    for part in parts {
        body.extend((part.len() as u64).to_le_bytes());
        body.extend(*part);
    }
    [MAGIC.as_slice(), &checksum(&body).to_le_bytes(), &body].concat()
}

/// What was packed; `None` if it is not whole.
pub(super) fn unpack(bytes: &[u8]) -> Option<Vec<&[u8]>> {
    let (sum, mut rest) = bytes.strip_prefix(MAGIC)?.split_first_chunk::<8>()?;
    if u64::from_le_bytes(*sum) != checksum(rest) {
        return None;
    }
    let mut parts = Vec::new();
    while !rest.is_empty() {
        let (length, behind) = rest.split_first_chunk::<8>()?;
        let (part, behind) = behind.split_at_checked(usize::try_from(u64::from_le_bytes(*length)).ok()?)?;
        parts.push(part);
        rest = behind;
    }
    Some(parts)
}

/// FNV-1a: tells a torn journal from a whole one, which is no matter of trust.
pub(super) fn checksum(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |sum, byte| (sum ^ u64::from(*byte)).wrapping_mul(0x0000_0100_0000_01b3))
}
