//! What files held before they were replaced.

use alloc::borrow::Cow;
use alloc::vec::Vec;

use serde::Serialize;

use crate::SCHEMA_VERSION;

/// The response of `restore` without a file.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Backups<'o> {
    schema_version: u32,
    backups: Vec<Kept<'o>>,
}

/// The response of `restore` with a file.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Restored<'o> {
    schema_version: u32,
    backup: Kept<'o>,
    changed: bool,
}

/// One backup.
#[derive(Serialize)]
pub struct Kept<'o> {
    /// The file that it is of.
    pub file: Cow<'o, str>,
    /// Its place among the backups of that file, from 1: the newest.
    pub index: usize,
    /// When it was made: RFC 3339, UTC.
    pub time: &'o str,
    /// In bytes.
    pub size: u64,
}

impl<'o> Backups<'o> {
    /// The response with these backups.
    #[must_use]
    pub const fn new(backups: Vec<Kept<'o>>) -> Self {
        Self { schema_version: SCHEMA_VERSION, backups }
    }
}

impl<'o> Restored<'o> {
    /// The response where `backup` was put back, or would be; `changed` if the file differed from it.
    #[must_use]
    pub const fn new(backup: Kept<'o>, changed: bool) -> Self {
        Self { schema_version: SCHEMA_VERSION, backup, changed }
    }
}
