//! What is done for a project: one source, many targets, and the settings that say which.

mod job;
mod record;
mod report;
mod settings;
mod source;
mod targets;

pub(super) mod edit;
pub(super) mod init;
pub(super) mod list;
pub(super) mod places;
pub(super) mod sync;
