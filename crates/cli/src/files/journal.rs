//! The journal of a write in place: the old bytes and the new ones, so that a torn file can be told from a changed one.
//!
//! After a crash the file is put back to the **old** bytes: the run that wrote the new ones never said that it was done,
//! and the next plans afresh. The new bytes stand in the journal too, because between the crash and the next run
//! somebody may have repaired the file by hand: only what is a mixture of the two is ours to replace.

use std::io;
use std::path::Path;

use super::MAX_BYTES;
use super::disk::{Disk, Kind};
use super::error::{Fault, FileError};
use super::place::beside;

const MAGIC: &[u8; 16] = b"mcpglot-journal\n";
/// The magic, the length of the old bytes, and the checksum.
const HEAD: usize = MAGIC.len() + 8 + 8;

/// A complete journal.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Journal {
    pub(super) old: Vec<u8>,
    new: Vec<u8>,
}

impl Journal {
    /// What is written beside the file.
    pub(super) fn encode(old: &[u8], new: &[u8]) -> Vec<u8> {
        let length = (old.len() as u64).to_le_bytes();
        let sum = checksum(&[&length, old, new]).to_le_bytes();
        [MAGIC.as_slice(), &length, &sum, old, new].concat()
    }

    /// `None` if the journal itself is not whole: then the file beside it was not touched yet.
    fn decode(bytes: &[u8]) -> Option<Journal> {
        let rest = bytes.strip_prefix(MAGIC)?;
        let (length, rest) = rest.split_first_chunk::<8>()?;
        let (sum, rest) = rest.split_first_chunk::<8>()?;
        let (old, new) = rest.split_at_checked(usize::try_from(u64::from_le_bytes(*length)).ok()?)?;
        (u64::from_le_bytes(*sum) == checksum(&[length, old, new])).then(|| Journal { old: old.to_vec(), new: new.to_vec() })
    }

    /// What the file beside the journal is, going by what it holds now.
    ///
    /// Torn is what has, at each place, the byte of one of the two texts, or the zero of a block that never reached the
    /// disk.
    pub(super) fn judge(&self, now: Option<&[u8]>) -> State {
        let (old, new) = (&self.old, &self.new);
        let Some(now) = now else { return State::Foreign };
        if now == old || now == new {
            return State::Whole;
        }
        let lengths = old.len().min(new.len())..=old.len().max(new.len());
        let ours = |(at, byte): (usize, &u8)| *byte == 0 || old.get(at) == Some(byte) || new.get(at) == Some(byte);
        if lengths.contains(&now.len()) && now.iter().enumerate().all(ours) { State::Torn } else { State::Foreign }
    }
}

/// See [`Journal::judge`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum State {
    /// The old bytes or the new ones.
    Whole,
    /// Something between the two.
    Torn,
    /// What somebody else wrote since.
    Foreign,
}

/// The complete journal beside `path`, if there is one.
pub(super) fn pending(disk: &dyn Disk, path: &Path) -> Result<Option<Journal>, FileError> {
    find(disk, &beside(path, "journal")).map(Option::flatten)
}

/// Ends what an interrupted write began; the caller holds the lock, and found `now` in the file. Gives what it holds then.
pub(super) fn recover(disk: &dyn Disk, path: &Path, now: Option<Vec<u8>>) -> Result<Option<Vec<u8>>, FileError> {
    let at = beside(path, "journal");
    let Some(found) = find(disk, &at)? else { return Ok(now) };
    let settled = match found.map(|journal| (journal.judge(now.as_deref()), journal.old)) {
        None | Some((State::Whole, _)) => now,
        Some((State::Torn, old)) => {
            disk.overwrite(path, &old).map_err(|error| FileError::io(&error, path))?;
            Some(old)
        }
        Some((State::Foreign, _)) => return Err(FileError::new(Fault::Interrupted, path)),
    };
    disk.remove_file(&at).map_err(|error| FileError::io(&error, &at))?;
    Ok(settled)
}

/// The journal at `at`: `None` if there is none, `Some(None)` if it is not whole.
fn find(disk: &dyn Disk, at: &Path) -> Result<Option<Option<Journal>>, FileError> {
    let read = disk.lstat(at).and_then(|meta| match meta.kind {
        Kind::File => disk.read(at, HEAD + 2 * MAX_BYTES),
        _ => Ok(Vec::new()),
    });
    match read {
        Ok(bytes) => Ok(Some(Journal::decode(&bytes))),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(FileError::io(&error, at)),
    }
}

/// FNV-1a: tells a torn journal from a whole one, which is no matter of trust.
fn checksum(parts: &[&[u8]]) -> u64 {
    parts
        .iter()
        .copied()
        .flatten()
        .fold(0xcbf2_9ce4_8422_2325, |sum, byte| (sum ^ u64::from(*byte)).wrapping_mul(0x0000_0100_0000_01b3))
}
