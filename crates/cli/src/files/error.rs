use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

use super::place::beside;

/// Why a file was not read or not written. Each has its own stable code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fault {
    /// There is no such file.
    NotFound,
    /// A directory stands where a file is meant.
    IsDirectory,
    /// A device, a pipe or a socket stands where a file is meant.
    NotRegular,
    /// The path is a symlink or leads through one.
    Symlink,
    /// A parent of the file is no directory.
    ParentNotDirectory,
    /// The file, or the file system, is read-only for this user.
    ReadOnly,
    /// The file or its directory may not be accessed.
    Permission,
    /// The file is larger than what the core accepts.
    TooLarge,
    /// Somebody else wrote the file since it was read.
    Changed,
    /// Another run holds the lock, or took it over from this one.
    Locked,
    /// A journal stands beside a file that was changed since.
    Interrupted,
    /// One run shall write the file twice.
    Twice,
    /// Nothing was kept of what the file held.
    NoBackup,
    /// The disk or the quota is full.
    NoSpace,
    /// Under WASI: the path is outside the granted directories.
    OutsideSandbox,
    /// Anything else that the system reports.
    Io,
}

impl Fault {
    /// Every fault, in the order of the list above.
    pub(crate) const ALL: [Fault; 16] = [
        Fault::NotFound,
        Fault::IsDirectory,
        Fault::NotRegular,
        Fault::Symlink,
        Fault::ParentNotDirectory,
        Fault::ReadOnly,
        Fault::Permission,
        Fault::TooLarge,
        Fault::Changed,
        Fault::Locked,
        Fault::Interrupted,
        Fault::Twice,
        Fault::NoBackup,
        Fault::NoSpace,
        Fault::OutsideSandbox,
        Fault::Io,
    ];

    /// The stable code, in kebab-case.
    pub(crate) fn code(self) -> &'static str {
        self.texts().0
    }

    /// The page of `explain`, in Markdown.
    pub(crate) fn page(self) -> String {
        let (code, what, help) = self.texts();
        format!(
            "# {code}\n\nA file {what}, so it was neither read nor written. Nothing was changed.\n\n## What to do\n\n{help}\n"
        )
    }

    /// Code, what is said of the path, and what to do.
    fn texts(self) -> (&'static str, &'static str, &'static str) {
        match self {
            Fault::NotFound => ("file-not-found", "does not exist", "check the path"),
            Fault::IsDirectory => ("file-is-directory", "is a directory", "name a file in it"),
            Fault::NotRegular => (
                "file-not-regular",
                "is a device, a pipe or a socket",
                "name a regular file, or use `-` for standard input and output",
            ),
            Fault::Symlink => (
                "file-symlink",
                "is a symlink or leads through one",
                "name the file that it leads to, or allow it with `--follow-symlinks`",
            ),
            Fault::ParentNotDirectory => {
                ("file-parent-not-directory", "lies below something that is no directory", "check the path")
            }
            Fault::ReadOnly => ("file-read-only", "is read-only", "make it writable if it is yours to change"),
            Fault::Permission => {
                ("file-permission", "cannot be accessed", "check the permissions of the file and of its directory")
            }
            Fault::TooLarge => ("file-too-large", "is larger than 32 MiB", "name a configuration file"),
            Fault::Changed => ("file-changed", "was changed by another program meanwhile", "run the command again"),
            Fault::Locked => {
                ("file-locked", "is in use by another run of mcpglot", "run the command again when the other run has ended")
            }
            Fault::Interrupted => (
                "file-interrupted",
                "was changed after a write to it had been interrupted",
                "keep the file as it is by removing its journal, which holds the bytes from before that write",
            ),
            Fault::Twice => ("file-named-twice", "is to be written twice", "name each file once"),
            Fault::NoBackup => ("file-no-backup", "has no backup", "`mcpglot restore` lists the files that have one"),
            Fault::NoSpace => ("file-no-space", "does not fit: the disk or the quota is full", "free some space"),
            Fault::OutsideSandbox => {
                ("file-outside-sandbox", "is outside the directories granted to this program", "grant its directory")
            }
            Fault::Io => ("file-io", "cannot be read or written", "check the disk"),
        }
    }
}

/// A file that was left as it was, and why. Never holds anything that stands in a file.
#[derive(Clone, Debug)]
pub(crate) struct FileError {
    /// The kind of fault; [`Fault::code`] is what is shown and documented.
    pub(crate) fault: Fault,
    /// The path, as far as it was followed.
    pub(crate) path: PathBuf,
    /// One sentence that names the path.
    pub(crate) message: String,
    /// What to do, in the imperative.
    pub(crate) help: String,
}

impl FileError {
    /// The error for `fault` at `path`.
    pub(super) fn new(fault: Fault, path: &Path) -> FileError {
        let (_, says, help) = fault.texts();
        let help = match fault {
            Fault::OutsideSandbox => format!("grant its directory: `--dir {}`", shown(parent(path))),
            Fault::Interrupted => format!("{help}: `{}`", shown(&beside(path, "journal"))),
            _ => help.to_owned(),
        };
        FileError { fault, path: path.to_owned(), message: format!("`{}` {says}", shown(path)), help }
    }

    /// The error for what the system said of `path`.
    pub(super) fn io(error: &io::Error, path: &Path) -> FileError {
        // Of WASI's numbers std gives no kind to ENOTCAPABLE, and EPERM there means the sandbox: the host's own
        // refusals arrive as EACCES.
        let fault = match (error.kind(), error.raw_os_error()) {
            (_, Some(63 | 76)) if cfg!(target_os = "wasi") => Fault::OutsideSandbox,
            (io::ErrorKind::NotFound, _) => Fault::NotFound,
            (io::ErrorKind::PermissionDenied, _) => Fault::Permission,
            (io::ErrorKind::IsADirectory, _) => Fault::IsDirectory,
            (io::ErrorKind::NotADirectory, _) => Fault::ParentNotDirectory,
            (io::ErrorKind::ReadOnlyFilesystem, _) => Fault::ReadOnly,
            (io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded | io::ErrorKind::FileTooLarge, _) => Fault::NoSpace,
            _ => Fault::Io,
        };
        let mut this = FileError::new(fault, path);
        if fault == Fault::Io {
            this.message = format!("{}: {error}", this.message);
        }
        this
    }
}

impl fmt::Display for FileError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for FileError {}

/// The directory that `path` stands in.
pub(super) fn parent(path: &Path) -> &Path {
    match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    }
}

/// A path as text; control characters in it must not reach a terminal.
pub(crate) fn shown(path: &Path) -> String {
    crate::harmless(&path.to_string_lossy())
}
