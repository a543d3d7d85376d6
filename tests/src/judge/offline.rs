//! A place without network, without the user's files and without an environment, for a program that is not ours.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::time::Duration;
use std::{fs, io, thread};

/// Long past what any answer takes: who waits so long waits for nothing.
pub(super) const PATIENCE: Duration = Duration::from_secs(60);

/// A fresh folder, removed with its owner, and the way to run programs in it.
pub(super) struct Offline {
    top: PathBuf,
    unshare: Vec<OsString>,
}

impl Offline {
    pub(super) fn new() -> io::Result<Self> {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let count = COUNT.fetch_add(1, Ordering::Relaxed);
        let top = std::env::temp_dir().join(format!("mcpglot-judge-{}-{count}", std::process::id()));
        fs::create_dir(&top)?;
        let top = top.canonicalize()?;
        // On PATH: an empty folder, so that no command of a document can be found.
        fs::create_dir(top.join("bin"))?;
        Ok(Self { top, unshare: unshare() })
    }

    /// A new home in here.
    pub(super) fn home(&self, name: &str) -> io::Result<PathBuf> {
        let home = self.top.join(name);
        fs::create_dir_all(home.join("tmp"))?;
        Ok(home)
    }

    /// `program`, with nothing of ours but its home.
    pub(super) fn command(&self, program: &Path, home: &Path) -> Command {
        let mut words = self.unshare.iter().map(OsString::as_os_str).chain([program.as_os_str()]);
        let mut command = Command::new(words.next().unwrap_or_default());
        command.args(words);
        let path = self.top.join("bin");
        command.current_dir(home).env_clear().env("HOME", home).env("TMPDIR", home.join("tmp")).env("PATH", path);
        command.env("LANG", "C.UTF-8").env("NO_COLOR", "1").stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        command
    }
}

impl Drop for Offline {
    fn drop(&mut self) {
        // The program's own helpers may still be writing. What stays is a folder in the temporary folder.
        for _ in 0..3 {
            if fs::remove_dir_all(&self.top).is_ok() {
                return;
            }
            thread::sleep(Duration::from_millis(100));
        }
    }
}

/// How to leave the network: as root, else in a user namespace; where neither goes, not at all.
fn unshare() -> Vec<OsString> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let Some(unshare) = std::env::split_paths(&path).map(|p| p.join("unshare")).find(|p| p.is_file()) else {
        return Vec::new();
    };
    let works = |flags: &&str| {
        let mut command = Command::new(&unshare);
        command.args([flags, "true"]).stderr(Stdio::null()).status().is_ok_and(|s| s.success())
    };
    let flags = ["-n", "-rn"].into_iter().find(works);
    flags.map(|flags| vec![unshare.clone().into(), flags.into()]).unwrap_or_default()
}

/// Waits for the end of `child`, but not for ever.
pub(super) fn finish(child: Child) -> Result<Output, String> {
    let (send, receive) = mpsc::channel();
    thread::spawn(move || send.send(child.wait_with_output()));
    match receive.recv_timeout(PATIENCE) {
        Ok(output) => output.map_err(|e| e.to_string()),
        Err(RecvTimeoutError::Timeout) => Err(format!("no end within {} s", PATIENCE.as_secs())),
        Err(RecvTimeoutError::Disconnected) => Err("its watcher ended".to_owned()),
    }
}
