//! Files under the worst: runs that are killed, hundreds at once, full disks, and runs that are stopped again and again.
//!
//! What fails at each single step is tested in `crates/cli/src/files/tests`; here are whole processes.

#![allow(clippy::panic, clippy::unwrap_used, reason = "a test that fails shall panic")]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::Write as _;
use std::os::unix::process::ExitStatusExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use mcpglot_tests::faces::{Face, Folder};
use mcpglot_tests::fixtures::report;

/// Two sources that differ in what they say of a server, and in how long that is.
const SOURCES: [(&str, &str); 2] = [
    ("a.json", r#"{"mcpServers": {"one": {"command": "one-mcp"}, "two": {"command": "/opt/two-mcp/bin/two-mcp-server"}}}"#),
    ("b.json", r#"{"mcpServers": {"one": {"command": "/usr/local/bin/one-mcp-server"}, "two": {"command": "two"}}}"#),
];

/// A folder in memory where there is one, so that kills hit what the program does and not how long a disk takes.
fn folder(name: &str) -> Folder {
    let memory = Path::new("/dev/shm").join(format!("mcpglot-{}-{name}", std::process::id()));
    let _ = fs::remove_dir_all(&memory);
    if fs::create_dir(&memory).is_ok() { Folder(memory) } else { Folder::new(name) }
}

fn told(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

#[track_caller]
fn done(mut command: Command) -> Output {
    let output = command.stdin(Stdio::null()).output().unwrap();
    assert!(output.status.success(), "{command:?}: {}", told(&output));
    output
}

/// mulberry32
struct Random(u32);

impl Random {
    fn below(&mut self, limit: u32) -> u32 {
        self.0 = self.0.wrapping_add(0x6d2b_79f5);
        let mut t = (self.0 ^ (self.0 >> 15)).wrapping_mul(self.0 | 1);
        t ^= t.wrapping_add((t ^ (t >> 7)).wrapping_mul(t | 61));
        u32::try_from((u64::from(t ^ (t >> 14)) * u64::from(limit)) >> 32).unwrap()
    }
}

/// Kills runs, each at another instant.
struct Killer {
    random: Random,
    /// As long as a run takes on a machine that has other things to do too.
    window: Duration,
    /// How many runs were not done before.
    hits: u32,
}

impl Killer {
    fn new(seed: u32, window: Duration) -> Self {
        Self { random: Random(seed), window, hits: 0 }
    }

    fn kill(&mut self, mut command: Command) {
        let mut child = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        thread::sleep(self.window.mul_f64(f64::from(500 + self.random.below(500)) / 1000.0));
        child.kill().unwrap();
        let hit = child.wait().unwrap().signal().is_some();
        self.hits += u32::from(hit);
        self.window = self.window.mul_f64(if hit { 1.05 } else { 0.9 });
    }
}

/// Files that one command brings from one state into another.
struct Game<'g> {
    face: &'g Face,
    folder: &'g Folder,
    /// The files, by their paths in the folder.
    files: &'g [&'g str],
    /// The command, `SOURCE` standing for one of the sources.
    line: &'g str,
    /// Whether a file may be torn until the next run.
    in_place: bool,
}

impl Game<'_> {
    fn command(&self, line: &str) -> Command {
        let mut command = self.face.command(&self.folder.0);
        command.args(line.split_whitespace());
        command
    }

    fn to(&self, state: usize) -> Command {
        self.command(&self.line.replace("SOURCE", SOURCES[state].0))
    }

    fn read(&self) -> Vec<Vec<u8>> {
        self.files.iter().map(|file| fs::read(self.folder.0.join(file)).unwrap()).collect()
    }

    /// What of ours stands beside the files.
    fn ours(&self) -> Vec<PathBuf> {
        let path = |file: &&str| self.folder.0.join(file).parent().unwrap().to_owned();
        let folders: BTreeSet<PathBuf> = self.files.iter().map(path).collect();
        let entries = folders.iter().flat_map(|folder| fs::read_dir(folder).unwrap()).map(|entry| entry.unwrap().path());
        entries.filter(|path| path.file_name().unwrap().to_str().unwrap().contains(".mcpglot-")).collect()
    }

    /// Lets ten seconds go by, after which a lock of a run that was a module is nobody's.
    fn wait(&self) {
        for lock in self.ours().into_iter().filter(|path| !matches!(self.face, Face::Native(_)) && path.is_dir()) {
            for holder in fs::read_dir(lock).unwrap() {
                let holder = holder.unwrap();
                let name = holder.file_name().into_string().unwrap();
                let (since, token) = name.split_once('-').unwrap();
                let then = since.parse::<u64>().unwrap() - 10_000;
                fs::rename(holder.path(), holder.path().with_file_name(format!("{then}-{token}"))).unwrap();
            }
        }
    }

    /// Kills `count` runs, each at another instant.
    fn play(&self, count: u32) {
        for (name, text) in SOURCES {
            self.folder.write(name, text);
        }
        let start = Instant::now();
        let states: [Vec<Vec<u8>>; 2] = [0, 1].map(|state| {
            done(self.to(state));
            self.read()
        });
        assert!(states[0].iter().zip(&states[1]).all(|(a, b)| a != b));
        let mut killer = Killer::new(count, start.elapsed() / 2);
        let (mut now, mut littered, mut put_back) = (1, 0, 0);
        for turn in 0..count {
            killer.kill(self.to(1 - now));

            let raw = self.read();
            let either = raw.iter().enumerate().all(|(at, file)| *file == states[0][at] || *file == states[1][at]);
            assert!(either || self.in_place, "turn {turn}: a file is half written");
            littered += u32::from(!self.ours().is_empty());

            self.wait();
            // The next run opens one of the files, and puts back what it must.
            done(self.command(&format!("validate --quiet --fix {}", self.files[turn as usize % self.files.len()])));
            let healed = self.read();
            now = states.iter().position(|state| *state == healed).unwrap_or_else(|| panic!("turn {turn}: something is lost"));
            assert!(!either || self.files.len() > 1 || raw == healed, "turn {turn}: what was whole was changed");
            put_back += u32::from(raw != healed);
            if self.files.len() > 1 {
                done(self.command(&format!("validate --quiet --fix {}", self.files.join(" "))));
            }
            assert!(self.ours().is_empty(), "turn {turn}: {:?} is left over", self.ours());
        }
        done(self.to(1 - now));
        assert_eq!(self.read(), states[1 - now]);
        let (face, files) = (self.face.name(), self.files.len());
        report(&format!(
            "crash: {face}, {files} files: of {count} kills {} hit, {littered} left something behind, {put_back} something to put back",
            killer.hits
        ));
        assert!(killer.hits >= count / 4 && (littered > 0 || count < 100), "the kills came too early or too late");
    }
}

/// A file whose name tells its host.
const CODEX: &str = ".codex/config.toml";
const CONVERT: &str = "convert SOURCE --from claude-code --to codex -o .codex/config.toml";

/// A Codex file with so many lines of comment.
fn commented(lines: usize) -> String {
    "# What everybody here has to know, and nobody ever reads.\n".repeat(lines) + "model = \"gpt\"\n"
}

#[test]
fn kills_of_a_small_file() {
    let folder = folder("kill-small");
    folder.write(CODEX, commented(3));
    Game { face: &Face::native(), folder: &folder, files: &[CODEX], line: CONVERT, in_place: false }.play(200);
}

#[test]
fn kills_of_a_large_file() {
    let folder = folder("kill-large");
    folder.write(CODEX, commented(40_000));
    Game { face: &Face::native(), folder: &folder, files: &[CODEX], line: CONVERT, in_place: false }.play(100);
}

#[test]
fn kills_of_a_large_file_that_is_written_in_place() {
    let folder = folder("kill-linked");
    fs::hard_link(folder.write(CODEX, commented(140_000)), folder.0.join("link.toml")).unwrap();
    Game { face: &Face::native(), folder: &folder, files: &[CODEX], line: CONVERT, in_place: true }.play(60);
    assert_eq!(fs::read(folder.0.join(CODEX)).unwrap(), fs::read(folder.0.join("link.toml")).unwrap());
}

#[test]
fn kills_of_five_files_of_which_all_or_none_are_written() {
    // On the disk: what takes long there is between the first change and the last.
    let folder = Folder::new("kill-batch");
    let files = ["codex/config.toml", "cursor/mcp.json", "gemini/settings.json", "vscode/mcp.json", "opencode/opencode.json"];
    for file in files {
        folder.write(file, "\n");
    }
    let line = "sync --quiet --atomic-all --from claude-code=SOURCE --to codex=codex/config.toml,cursor=cursor/mcp.json,gemini-cli=gemini/settings.json,vscode=vscode/mcp.json,opencode=opencode/opencode.json";
    Game { face: &Face::native(), folder: &folder, files: &files, line, in_place: false }.play(140);
}

/// What came into a target leaves it when it leaves the source, even if the run died that brought it.
#[test]
fn kills_leave_nothing_unrecorded() {
    const COUNT: u32 = 150;
    let folder = Folder::new("kill-record");
    let hosts = ["codex", "cursor", "gemini-cli", "opencode", "vscode"];
    let file = |host: &str| folder.0.join(host).join("config");
    let settings: String = hosts.map(|host| format!("[targets.{host}]\npath = \"{host}/config\"\n")).concat();
    folder.write("mcpglot.toml", settings);
    let source = |servers: &str| folder.write("source.json", format!(r#"{{"mcpServers": {{{servers}}}}}"#));
    let sync = || {
        let mut command = Face::native().command(&folder.0);
        command.args(["sync", "--quiet", "--no-backup", "--from", "claude-code=source.json"]);
        command
    };
    let stays = r#""stays": {"command": "stays-mcp"}"#;
    source(stays);
    let start = Instant::now();
    done(sync());
    let mut killer = Killer::new(COUNT, start.elapsed());
    let (mut came, mut announced) = (0, 0);
    for turn in 0..COUNT {
        source(&[stays, r#""comes": {"command": "comes-mcp"}"#].join(", "));
        killer.kill(sync());
        let holds = |path: &Path| fs::read_to_string(path).unwrap().contains("comes");
        came += u32::from(hosts.iter().any(|host| holds(&file(host))));
        announced += u32::from(holds(&folder.0.join("mcpglot.lock")));
        source(stays);
        done(sync());
        for path in hosts.iter().map(|host| file(host)).chain([folder.0.join("mcpglot.lock")]) {
            assert!(!holds(&path), "turn {turn}: {} keeps it", path.display());
        }
    }
    let hits = killer.hits;
    report(&format!(
        "crash: of {COUNT} kills of sync {hits} hit, after {announced} the record and after {came} a target had more"
    ));
    assert!(hits >= COUNT / 4 && came > 0 && announced > 0, "the kills came too early or too late");
}

#[test]
fn kills_under_wasmtime() {
    let folder = folder("kill-wasm");
    folder.write(CODEX, commented(20_000));
    Game { face: &Face::wasm(), folder: &folder, files: &[CODEX], line: CONVERT, in_place: true }.play(40);
}

#[test]
fn kills_of_the_command_of_the_npm_package() {
    let folder = folder("kill-npm");
    folder.write(CODEX, commented(3));
    Game { face: &Face::npm(), folder: &folder, files: &[CODEX], line: CONVERT, in_place: false }.play(40);
}

#[test]
fn two_hundred_runs_at_once_lose_nothing() {
    let folder = Folder::new("crash-many");
    folder.write("config.toml", "model = \"gpt\"\n");
    folder.write(".mcp.json", r#"{"mcpServers": {}}"#);
    let (native, wasm) = (Face::native(), Face::wasm());
    let start = Instant::now();
    let runs: Vec<(u32, Child)> = (0..200)
        .map(|number| {
            // A few under wasmtime, which knows nothing of the system's locks.
            let face = if number % 25 == 0 { &wasm } else { &native };
            let mut command = face.command(&folder.0);
            let target = if number % 2 == 0 { ["--to", "codex=config.toml"] } else { ["--from", "claude-code"] };
            command.args(["add", &format!("server-{number}"), "--quiet"]).args(target).args(["--", "server", "run"]);
            (number, command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap())
        })
        .collect();
    for (number, child) in runs {
        let output = child.wait_with_output().unwrap();
        assert!(output.status.success(), "{number}: {}", told(&output));
    }
    let toml: toml_edit::DocumentMut = fs::read_to_string(folder.0.join("config.toml")).unwrap().parse().unwrap();
    let json: serde_json::Value = serde_json::from_slice(&fs::read(folder.0.join(".mcp.json")).unwrap()).unwrap();
    for number in 0..200 {
        let name = format!("server-{number}");
        let there =
            if number % 2 == 0 { toml["mcp_servers"].get(&name).is_some() } else { json["mcpServers"].get(&name).is_some() };
        assert!(there, "{name} is lost");
    }
    assert_eq!(fs::read_dir(&folder.0).unwrap().count(), 2, "something is left over");
    report(&format!("crash: 200 runs at once, all servers there after {:.1} s", start.elapsed().as_secs_f64()));
}

/// Runs the test `name`, which is ignored otherwise, where file systems can be mounted that nobody else sees.
fn where_disks_can_be_mounted(name: &str) {
    let mut command = Command::new("unshare");
    command.args(["--map-root-user", "--mount"]).arg(std::env::current_exe().unwrap());
    let output = command.args(["--exact", name, "--ignored", "--nocapture"]).output().unwrap();
    let said = told(&output);
    assert!(output.status.success() && said.contains("1 passed"), "{said}");
    said.lines().filter(|line| line.starts_with("crash: ")).for_each(report);
}

/// A small disk that is full but for `free` bytes.
struct Disk(PathBuf);

impl Disk {
    fn mount(at: &Path, options: &str) -> Self {
        let mount = Command::new("mount").args(["-t", "tmpfs", "-o", options, "tmpfs"]).arg(at).status().unwrap();
        assert!(mount.success());
        Self(at.to_owned())
    }

    fn fill(&self, free: usize) {
        let mut pad = fs::File::create(self.0.join("pad")).unwrap();
        while pad.write_all(&[0; 4096]).is_ok() {}
        let length = pad.metadata().unwrap().len();
        pad.set_len(length.saturating_sub(u64::try_from(free).unwrap())).unwrap();
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg(&self.0).status();
    }
}

#[test]
fn a_full_disk_leaves_the_old_files() {
    where_disks_can_be_mounted("full_disks");
}

#[test]
#[ignore = "started by `a_full_disk_leaves_the_old_files`"]
fn full_disks() {
    let folder = folder("full");
    let at = folder.0.join("disk");
    fs::create_dir(&at).unwrap();
    // More and more bytes are free, and on other disks more and more files can be made.
    let bytes = (0..120).map(|step| (Disk::mount(&at, "size=1M"), Some(step * 4096)));
    let inodes = (5..25).map(|count| (Disk::mount(&at, &format!("size=2M,nr_inodes={count}")), None));
    let (mut refused, mut written) = (0, 0);
    for (disk, free) in bytes.chain(inodes) {
        for (line, in_place) in [
            ("convert ../source.json --from claude-code --to codex -o config.toml", false),
            ("convert ../source.json --from claude-code --to codex -o config.toml", true),
            ("convert ../source.json --from claude-code --to codex -o new.toml", false),
            ("sync --quiet --atomic-all --from claude-code=../source.json --to codex=config.toml,claude-code=mcp.json", false),
        ] {
            folder.write("source.json", SOURCES[1].1);
            folder.write("disk/config.toml", commented(1500));
            folder.write("disk/mcp.json", "{}");
            if in_place {
                fs::hard_link(at.join("config.toml"), at.join("link.toml")).unwrap();
            }
            let before = tree(&at);
            if let Some(free) = free {
                disk.fill(free);
            }
            let output = Face::native().command(&at).args(line.split(' ')).output().unwrap();
            let _ = fs::remove_file(at.join("pad"));
            let after = tree(&at);
            let context = format!("{free:?} {line}: {}", told(&output));
            if output.status.success() {
                assert_ne!(before, after, "{context}");
                written += 1;
            } else {
                assert!(told(&output).contains("[file-no-space]"), "{context}");
                assert_eq!(before, after, "{context}");
                refused += 1;
            }
            for name in after.keys() {
                fs::remove_file(at.join(name)).unwrap();
            }
        }
    }
    report(&format!("crash: on a full disk {refused} runs were refused and left everything, {written} had space enough"));
    assert!(refused > 50 && written > 50);
}

/// The files of a folder.
fn tree(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap());
    entries.map(|entry| (entry.file_name().into_string().unwrap(), fs::read(entry.path()).unwrap())).collect()
}

#[test]
fn a_quota_leaves_the_old_file() {
    let folder = folder("quota");
    folder.write("source.json", SOURCES[1].1);
    let old = commented(1500);
    folder.write("config.toml", &old);
    let Face::Native(program) = Face::native() else { panic!("is native") };
    // In blocks of 512 bytes: neither the new file nor a journal fits.
    let script = "trap '' XFSZ; ulimit -f 100; exec \"$0\" convert source.json --from claude-code --to codex -o config.toml";
    for linked in [false, true] {
        if linked {
            fs::hard_link(folder.0.join("config.toml"), folder.0.join("link.toml")).unwrap();
        }
        let output = Command::new("sh").args(["-c", script]).arg(&program).current_dir(&folder.0).output().unwrap();
        assert!(told(&output).contains("[file-no-space]"), "{}", told(&output));
        assert_eq!(fs::read_to_string(folder.0.join("config.toml")).unwrap(), old);
        assert_eq!(fs::read_dir(&folder.0).unwrap().count(), 2 + usize::from(linked));
    }
}

#[test]
fn runs_that_are_stopped_again_and_again_do_their_work() {
    let folder = folder("signals");
    folder.write(CODEX, commented(2000));
    for (name, text) in SOURCES {
        folder.write(name, text);
    }
    let mut texts = Vec::new();
    for turn in 0..40 {
        let line = format!("convert {} --from claude-code --to codex -o .codex/config.toml", SOURCES[turn % 2].0);
        let mut command = Face::native().command(&folder.0);
        let mut child = command.args(line.split(' ')).stderr(Stdio::null()).spawn().unwrap();
        let nag = "while kill -STOP $0 && kill -CONT $0; do :; done 2>/dev/null";
        let mut nagging = Command::new("sh").args(["-c", nag, &child.id().to_string()]).spawn().unwrap();
        assert!(child.wait().unwrap().success(), "turn {turn}");
        nagging.kill().unwrap();
        nagging.wait().unwrap();
        texts.push(fs::read(folder.0.join(CODEX)).unwrap());
    }
    assert!(texts.chunks(2).all(|pair| pair == &texts[..2]) && texts[0] != texts[1]);
}
