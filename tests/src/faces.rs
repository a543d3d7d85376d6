//! The command on its faces: native, as WASI module under wasmtime, and from the npm package.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::judge::tool;

/// A way to run the command.
#[derive(Clone, Debug)]
pub enum Face {
    /// The native program.
    Native(PathBuf),
    /// The module, and the wasmtime that runs it.
    Wasm(PathBuf, PathBuf),
    /// The launcher in the installed npm package.
    Npm(PathBuf),
}

impl Face {
    /// The native program, as `just test` has built it.
    ///
    /// # Panics
    /// When it is not there: a test that lacks its subject fails.
    #[must_use]
    pub fn native() -> Self {
        Self::Native(built("release/mcpglot"))
    }

    /// The WASI module and the real wasmtime.
    ///
    /// # Panics
    /// When one of them is not there.
    #[must_use]
    #[expect(clippy::panic, reason = "a test that lacks its subject fails")]
    pub fn wasm() -> Self {
        let wasmtime = tool("wasmtime").unwrap_or_else(|trouble| panic!("{trouble}"));
        Self::Wasm(built("wasm/mcpglot.wasm"), wasmtime)
    }

    /// What `npx mcpglot` runs, under the Node.js that is there.
    ///
    /// # Panics
    /// When it is not there.
    #[must_use]
    pub fn npm() -> Self {
        Self::Npm(built("npm/installed/node_modules/.bin/mcpglot"))
    }

    /// All of them.
    ///
    /// # Panics
    /// When one of them is not there.
    #[must_use]
    pub fn all() -> [Self; 3] {
        [Self::native(), Self::wasm(), Self::npm()]
    }

    /// What people know it by.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Native(_) => "the native command",
            Self::Wasm(..) => "the command under wasmtime",
            Self::Npm(_) => "the command of the npm package",
        }
    }

    /// Whether it is the module with nothing but what WASI has.
    #[must_use]
    pub const fn is_wasm(&self) -> bool {
        matches!(self, Self::Wasm(..))
    }

    /// The same for a user whose home directory is `home`, below `folder`.
    #[must_use]
    pub fn command_at_home(&self, folder: &Path, home: &str) -> Command {
        let state = format!("{home}/.state");
        let mut command = self.command_with(folder, &[], &[("HOME", home), ("XDG_STATE_HOME", &state)]);
        if self.is_wasm() {
            // The variables of wasmtime itself are its own: its cache lies in the real home.
            return command;
        }
        command.envs([("HOME", home), ("XDG_STATE_HOME", &state)]);
        for other in [
            "CODEX_HOME",
            "COPILOT_HOME",
            "XDG_CONFIG_HOME",
            "CRUSH_GLOBAL_CONFIG",
            "CLINE_MCP_SETTINGS_PATH",
            "APPDATA",
            "USERPROFILE",
        ] {
            command.env_remove(other);
        }
        command
    }

    /// The command in `folder`, which under wasmtime is the only one that it may enter.
    #[must_use]
    pub fn command(&self, folder: &Path) -> Command {
        self.command_with(folder, &[], &[])
    }

    /// The same with these variables, and under wasmtime with these folders too.
    #[must_use]
    pub fn command_granted(&self, folder: &Path, folders: &[&str], variables: &[(&str, &str)]) -> Command {
        let mut command = self.command_with(folder, folders, variables);
        if !self.is_wasm() {
            command.envs(variables.iter().copied());
        }
        command
    }

    fn command_with(&self, folder: &Path, folders: &[&str], variables: &[(&str, &str)]) -> Command {
        let mut command = match self {
            Self::Native(program) | Self::Npm(program) => Command::new(program),
            Self::Wasm(module, wasmtime) => {
                let mut command = Command::new(wasmtime);
                command.args(["run", "-C", "cache=y", "--dir", "."]);
                for folder in folders {
                    command.args(["--dir", folder]);
                }
                for (name, value) in variables {
                    command.arg("--env").arg(format!("{name}={value}"));
                }
                command.arg(module);
                command
            }
        };
        command.current_dir(folder);
        command
    }
}

/// An empty folder that goes when it is done with.
#[derive(Debug)]
pub struct Folder(pub PathBuf);

#[expect(clippy::unwrap_used, reason = "a test that has no place for its files fails")]
impl Folder {
    /// One of that name.
    ///
    /// # Panics
    /// When it cannot be made.
    #[must_use]
    pub fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("mcpglot-{}-{name}", std::process::id()));
        let _ = fs::remove_dir_all(&path);
        fs::create_dir_all(&path).unwrap();
        Self(path.canonicalize().unwrap())
    }

    /// Puts a file into it, and makes the folders that it stands in.
    ///
    /// # Panics
    /// When that is not possible.
    pub fn write(&self, name: &str, text: impl AsRef<[u8]>) -> PathBuf {
        let path = self.0.join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, text).unwrap();
        path
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// Runs a test on every face, each in a folder of its own.
pub fn on_every_face(name: &str, test: impl Fn(&Face, &Folder)) {
    for (at, face) in Face::all().iter().enumerate() {
        test(face, &Folder::new(&format!("{name}-{at}")));
    }
}

/// What `just test` has built at `path`, below the target folder.
///
/// # Panics
/// When it is not there.
#[must_use]
#[expect(clippy::panic, reason = "a test that lacks its subject fails")]
pub fn built(path: &str) -> PathBuf {
    let own = Path::new(env!("CARGO_MANIFEST_DIR")).join("../target");
    let path = std::env::var_os("CARGO_TARGET_DIR").map_or(own, PathBuf::from).join(path);
    path.canonicalize().unwrap_or_else(|_| panic!("{} is missing: run `just test`", path.display()))
}
