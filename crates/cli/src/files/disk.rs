//! The primitive steps, so that tests can fail or crash at each of them.

use std::env;
use std::ffi::OsString;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Seek, Write};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

/// What a path is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    File,
    Directory,
    Symlink,
    Other,
}

/// What is known of a path without opening it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Meta {
    pub(super) kind: Kind,
    pub(super) modified: Option<SystemTime>,
    /// In bytes.
    pub(super) size: u64,
    /// The number of hard links, 1 where it is unknown.
    pub(super) links: u64,
    /// Nobody may write it. WASI says so of every file, and is not believed.
    pub(super) read_only: bool,
    pub(super) owner: Owner,
}

/// Whose a new file shall be, and who may read it.
#[derive(Clone, Copy, Debug)]
pub(super) enum Access {
    /// What the system gives any new file.
    Usual,
    /// Only the user's.
    Private,
    /// As another file has it.
    Like(Owner),
}

/// A file system and a clock. Each method is one step: done, or not done, or for the two that write, half done.
pub(super) trait Disk: Sync {
    /// Looks at `path` and follows no link at its end.
    fn lstat(&self, path: &Path) -> io::Result<Meta>;
    /// Where a symlink leads.
    fn read_link(&self, path: &Path) -> io::Result<PathBuf>;
    /// At most the first `limit` bytes.
    fn read(&self, path: &Path, limit: usize) -> io::Result<Vec<u8>>;
    /// Fails if this user may not write the file; does not touch it.
    fn try_write(&self, path: &Path) -> io::Result<()>;
    /// Fails if this user may not make files in the directory; does not touch it. Asked of Unix alone: WASI knows no rights, and on
    /// Windows only a try would tell.
    fn may_make(&self, directory: &Path) -> io::Result<()>;
    /// The names in a directory.
    fn list(&self, directory: &Path) -> io::Result<Vec<OsString>>;
    /// Makes an empty file that must not exist.
    fn touch(&self, path: &Path) -> io::Result<()>;
    /// Makes and flushes a file that must not exist; it is never more accessible than `access` says. `false` if the
    /// owner could not be set: the file is then there, and the user's own.
    fn create(&self, path: &Path, bytes: &[u8], access: Access) -> io::Result<bool>;
    /// Overwrites an existing file from its start, then cuts it to length, and flushes it.
    fn overwrite(&self, path: &Path, bytes: &[u8]) -> io::Result<()>;
    /// Replaces `to`, in one step.
    fn rename(&self, from: &Path, to: &Path) -> io::Result<()>;
    fn remove_file(&self, path: &Path) -> io::Result<()>;
    fn make_dir(&self, path: &Path) -> io::Result<()>;
    /// Makes a directory and its missing parents, for this user alone.
    fn make_private_dirs(&self, path: &Path) -> io::Result<()>;
    /// Removes an empty directory.
    fn remove_dir(&self, path: &Path) -> io::Result<()>;
    /// Flushes the names in a directory.
    fn sync_dir(&self, directory: &Path) -> io::Result<()>;
    /// An open file that the system frees from our grip when the process ends, or an error if that is not to be had.
    fn grip(&self, path: &Path) -> io::Result<File>;
    fn now(&self) -> SystemTime;
    fn sleep(&self, time: Duration);
    /// The folder for what programs keep of this user from one run to the next.
    fn state(&self) -> Option<PathBuf>;
}

/// The real one.
pub(super) struct Real;

impl Disk for Real {
    fn lstat(&self, path: &Path) -> io::Result<Meta> {
        let meta = fs::symlink_metadata(path)?;
        let kind = match meta.file_type() {
            kind if kind.is_file() => Kind::File,
            kind if kind.is_dir() => Kind::Directory,
            kind if kind.is_symlink() => Kind::Symlink,
            _ => Kind::Other,
        };
        let read_only = !cfg!(target_os = "wasi") && meta.permissions().readonly();
        let (modified, size) = (meta.modified().ok(), meta.len());
        Ok(Meta { kind, modified, size, links: links(&meta), read_only, owner: Owner::of(&meta) })
    }

    fn read_link(&self, path: &Path) -> io::Result<PathBuf> {
        fs::read_link(path)
    }

    fn read(&self, path: &Path, limit: usize) -> io::Result<Vec<u8>> {
        let file = File::open(path)?;
        let expected = file.metadata().map_or(0, |meta| meta.len());
        let mut bytes = Vec::with_capacity(usize::try_from(expected).unwrap_or(limit).min(limit) + 1);
        file.take(limit as u64).read_to_end(&mut bytes)?;
        Ok(bytes)
    }

    fn try_write(&self, path: &Path) -> io::Result<()> {
        OpenOptions::new().write(true).open(path).map(drop)
    }

    fn may_make(&self, directory: &Path) -> io::Result<()> {
        may_make(directory)
    }

    fn list(&self, directory: &Path) -> io::Result<Vec<OsString>> {
        fs::read_dir(directory)?.map(|entry| Ok(entry?.file_name())).collect()
    }

    fn touch(&self, path: &Path) -> io::Result<()> {
        OpenOptions::new().write(true).create_new(true).open(path).map(drop)
    }

    fn create(&self, path: &Path, bytes: &[u8], access: Access) -> io::Result<bool> {
        let mut options = OpenOptions::new();
        options.write(true).create_new(true);
        if !matches!(access, Access::Usual) {
            private(&mut options);
        }
        let mut file = options.open(path)?;
        file.write_all(bytes)?;
        let kept = match access {
            Access::Like(owner) => owner.give(&file)?,
            Access::Usual | Access::Private => true,
        };
        file.sync_all()?;
        Ok(kept)
    }

    fn overwrite(&self, path: &Path, bytes: &[u8]) -> io::Result<()> {
        let mut file = OpenOptions::new().write(true).open(path)?;
        file.write_all(bytes)?;
        let end = file.stream_position()?;
        file.set_len(end)?;
        file.sync_all()
    }

    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        fs::rename(from, to)
    }

    fn remove_file(&self, path: &Path) -> io::Result<()> {
        fs::remove_file(path)
    }

    fn make_dir(&self, path: &Path) -> io::Result<()> {
        fs::create_dir(path)
    }

    fn make_private_dirs(&self, path: &Path) -> io::Result<()> {
        private_directories().recursive(true).create(path)
    }

    fn remove_dir(&self, path: &Path) -> io::Result<()> {
        fs::remove_dir(path)
    }

    fn sync_dir(&self, directory: &Path) -> io::Result<()> {
        File::open(directory)?.sync_all()
    }

    fn grip(&self, path: &Path) -> io::Result<File> {
        grip(path)
    }

    fn now(&self) -> SystemTime {
        SystemTime::now()
    }

    fn sleep(&self, time: Duration) {
        std::thread::sleep(time);
    }

    fn state(&self) -> Option<PathBuf> {
        let folder = |variable| env::var_os(variable).map(PathBuf::from).filter(|path| path.is_absolute());
        // As a module, the program is told by the variables and folders where it runs.
        let wasi = cfg!(target_os = "wasi");
        let windows = || folder("LOCALAPPDATA").filter(|_| wasi || cfg!(windows));
        let apple = || {
            let path = folder("HOME")?.join("Library/Application Support");
            (cfg!(target_os = "macos") || wasi && path.is_dir()).then_some(path)
        };
        let other = || Some(folder("HOME")?.join(".local/state"));
        folder("XDG_STATE_HOME").or_else(windows).or_else(apple).or_else(other)
    }
}

/// The path that some bytes were, as `OsStr::as_encoded_bytes` gave them; `None` if it is none.
#[cfg(unix)]
#[expect(clippy::unnecessary_wraps, reason = "elsewhere not all bytes are a path")]
pub(super) fn path_from_bytes(bytes: &[u8]) -> Option<PathBuf> {
    use std::os::unix::ffi::OsStrExt;
    Some(PathBuf::from(std::ffi::OsStr::from_bytes(bytes)))
}

#[cfg(not(unix))]
pub(super) fn path_from_bytes(bytes: &[u8]) -> Option<PathBuf> {
    std::str::from_utf8(bytes).ok().map(PathBuf::from)
}

#[cfg(unix)]
mod system {
    use std::fs::{DirBuilder, File, Metadata, OpenOptions, Permissions};
    use std::io;
    use std::os::unix::fs::{DirBuilderExt, MetadataExt, OpenOptionsExt, PermissionsExt, fchown};
    use std::path::Path;

    use rustix::fs::{Access, access};

    /// Mode and owner of a file.
    #[derive(Clone, Copy, Debug)]
    pub(crate) struct Owner {
        user: u32,
        group: u32,
        mode: u32,
    }

    impl Owner {
        pub(crate) fn of(meta: &Metadata) -> Owner {
            Owner { user: meta.uid(), group: meta.gid(), mode: meta.mode() & 0o7777 }
        }

        /// Hands a file over; `false` if we may not. The mode comes last, because a change of owner clears parts of it.
        pub(crate) fn give(self, file: &File) -> io::Result<bool> {
            let has = Owner::of(&file.metadata()?);
            if (has.user, has.group) != (self.user, self.group) && fchown(file, Some(self.user), Some(self.group)).is_err() {
                return Ok(false);
            }
            file.set_permissions(Permissions::from_mode(self.mode))?;
            Ok(true)
        }
    }

    pub(crate) fn links(meta: &Metadata) -> u64 {
        meta.nlink()
    }

    pub(crate) fn private(options: &mut OpenOptions) {
        options.mode(0o600);
    }

    pub(crate) fn private_directories() -> DirBuilder {
        let mut builder = DirBuilder::new();
        builder.mode(0o700);
        builder
    }

    pub(crate) fn may_make(directory: &Path) -> io::Result<()> {
        Ok(access(directory, Access::WRITE_OK | Access::EXEC_OK)?)
    }

    pub(crate) fn grip(path: &Path) -> io::Result<File> {
        let file = OpenOptions::new().write(true).open(path)?;
        file.try_lock()?;
        Ok(file)
    }
}

#[cfg(not(unix))]
mod system {
    use std::fs::{DirBuilder, File, Metadata, OpenOptions};
    use std::io;
    use std::path::Path;

    /// std knows nothing of modes and owners here.
    #[derive(Clone, Copy, Debug)]
    pub(crate) struct Owner;

    impl Owner {
        pub(crate) fn of(_: &Metadata) -> Owner {
            Owner
        }

        pub(crate) fn give(self, _: &File) -> io::Result<bool> {
            Ok(true)
        }
    }

    pub(crate) fn links(_: &Metadata) -> u64 {
        1
    }

    pub(crate) fn private(_: &mut OpenOptions) {}

    pub(crate) fn private_directories() -> DirBuilder {
        DirBuilder::new()
    }

    pub(crate) fn may_make(_: &Path) -> io::Result<()> {
        Ok(())
    }

    pub(crate) fn grip(_: &Path) -> io::Result<File> {
        Err(io::ErrorKind::Unsupported.into())
    }
}

pub(super) use system::Owner;
use system::{grip, links, may_make, private, private_directories};
