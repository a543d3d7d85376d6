//! A place without network, without the user's files and programs and without an environment, for a program that is not ours.

use serde_json::Value;
use std::ffi::OsString;
use std::io::{BufRead, BufReader, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, Output, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::mpsc::{self, Receiver};
use std::time::{Duration, Instant};
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
        command.current_dir(home).env_clear().env("HOME", home).env("TMPDIR", home.join("tmp")).env("PATH", self.path());
        command.env("LANG", "C.UTF-8").env("NO_COLOR", "1").stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        command
    }

    /// The `PATH` of what runs here.
    pub(super) fn path(&self) -> PathBuf {
        self.top.join("bin")
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

/// Brings up the loopback, by which some clients speak to themselves, and hides the system's programs, which a document may
/// name by their paths. The last word of the list hides `mount` itself.
const PRELUDE: &str = r#"was=$PATH; PATH=/usr/sbin:/usr/bin:/sbin:/bin
{ ip link set lo up; for folder in /usr/local /usr/sbin /usr/bin; do mount -t tmpfs none $folder; done; } 2>/dev/null
PATH=$was; exec "$@""#;

/// How to leave the network, so that all that is started ends with the first process: as root, else in a user namespace; where
/// neither goes, not at all.
fn unshare() -> Vec<OsString> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let find = |name: &str| std::env::split_paths(&path).map(|folder| folder.join(name)).find(|path| path.is_file());
    let (Some(unshare), Some(sh)) = (find("unshare"), find("sh")) else { return Vec::new() };
    let works = |flags: &&[&str]| {
        let mut command = Command::new(&unshare);
        command.args(*flags).arg("true").stderr(Stdio::null()).status().is_ok_and(|status| status.success())
    };
    const ALL: &[&[&str]] = &[
        &["-n", "-p", "-f", "--kill-child", "--mount-proc"],
        &["-r", "-n", "-p", "-f", "--kill-child", "--mount-proc"],
        &["-n"],
        &["-r", "-n"],
    ];
    let Some(flags) = ALL.iter().find(|flags| works(flags)) else { return Vec::new() };
    let mut words = vec![unshare.into_os_string()];
    words.extend(flags.iter().map(OsString::from));
    if flags.contains(&"--mount-proc") {
        words.extend([sh.into(), "-c".into(), PRELUDE.into(), "sh".into()]);
    }
    words
}

/// Waits for the end of `child`, but not for ever.
pub(super) fn finish(mut child: Child) -> Result<Output, String> {
    fn reader(stream: Option<impl Read + Send + 'static>) -> thread::JoinHandle<Vec<u8>> {
        thread::spawn(move || {
            let mut bytes = Vec::new();
            // What was read before an error is what there is.
            let _ = stream.map(|mut stream| stream.read_to_end(&mut bytes));
            bytes
        })
    }
    let (stdout, stderr) = (reader(child.stdout.take()), reader(child.stderr.take()));
    let end = Instant::now() + PATIENCE;
    let status = loop {
        match child.try_wait().map_err(|e| e.to_string())? {
            Some(status) => break status,
            None if Instant::now() < end => thread::sleep(Duration::from_millis(5)),
            None => {
                let _ = child.kill();
                let _ = child.wait();
                return Err(format!("no end within {} s", PATIENCE.as_secs()));
            }
        }
    };
    let read = |reader: thread::JoinHandle<Vec<u8>>| reader.join().map_err(|_| "its reader ended".to_owned());
    Ok(Output { status, stdout: read(stdout)?, stderr: read(stderr)? })
}

/// Ends a child whose input is closed: by itself, or not.
pub(super) fn end(child: &mut Child) {
    let patience = Instant::now() + Duration::from_secs(2);
    while matches!(child.try_wait(), Ok(None)) && Instant::now() < patience {
        thread::sleep(Duration::from_millis(5));
    }
    let _ = child.kill();
    let _ = child.wait();
}

/// A process that answers lines of JSON.
pub(super) struct Talk {
    child: Child,
    input: Option<ChildStdin>,
    answers: Receiver<String>,
    errors: PathBuf,
    /// Whether all that it started ends with it.
    killable: bool,
}

impl Talk {
    pub(super) fn start(place: &Offline, mut command: Command, home: &Path) -> Result<Self, String> {
        let killable = place.unshare.iter().any(|flag| flag == "--kill-child");
        let errors = home.join("stderr");
        command.stdin(Stdio::piped()).stderr(fs::File::create(&errors).map_err(|e| e.to_string())?);
        let mut child = command.spawn().map_err(|e| e.to_string())?;
        let (send, answers) = mpsc::channel();
        let lines = BufReader::new(child.stdout.take().ok_or("no stdout")?).lines();
        thread::spawn(move || lines.map_while(Result::ok).map(|line| send.send(line)).take_while(Result::is_ok).for_each(drop));
        Ok(Self { input: child.stdin.take(), child, answers, errors, killable })
    }

    /// Says `line`, and hears until `answer` finds something.
    pub(super) fn ask(&mut self, line: &Value, answer: impl Fn(&str) -> Option<Value>) -> Result<Value, String> {
        // One that has ended cannot be written to; what it had to say is heard below.
        let _ = self.input.as_mut().map(|input| writeln!(input, "{line}").and_then(|()| input.flush()));
        loop {
            let line = self.answers.recv_timeout(PATIENCE).map_err(|_| {
                let errors = fs::read_to_string(&self.errors).unwrap_or_default();
                format!("no answer; it said: {}", errors.chars().take(600).collect::<String>())
            })?;
            if let Some(answer) = answer(&line) {
                return Ok(answer);
            }
        }
    }
}

impl Drop for Talk {
    fn drop(&mut self) {
        self.input = None;
        if self.killable {
            let _ = self.child.kill();
        }
        end(&mut self.child);
    }
}
