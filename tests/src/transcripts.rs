//! Cases of commands that work on a project: a folder before, what is typed and said, the folder after.
//!
//! `projects/<why-as-a-sentence>/{before/, transcript, after/}`. A line of the transcript that begins with `$ ` is typed, and what follows it is
//! said: standard output as it is, standard error behind `! `, and the exit status behind `= `. Besides `mcpglot` there
//! are `put FILE <<< TEXT`, `rm FILE`, `mkdir FOLDER` and `link TO FILE`.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::{fs, io};

use crate::faces::Face;
use crate::fixtures::{expect, root, trouble};

/// A case.
#[derive(Clone, Debug)]
pub struct Transcript {
    /// Its folder.
    pub folder: PathBuf,
    /// Its folder below the root.
    pub name: String,
}

/// The file that holds what is typed and said.
const FILE: &str = "transcript";

/// The folder of the user, below that of the project.
const HOME: &str = "home";

/// Every case, in order.
///
/// # Errors
/// When the folder cannot be read.
pub fn cases() -> io::Result<Vec<Transcript>> {
    let mut folders: Vec<PathBuf> =
        fs::read_dir(root().join("projects"))?.map(|one| Ok(one?.path())).collect::<io::Result<_>>()?;
    folders.sort();
    let name = |folder: &Path| folder.file_name().unwrap_or_default().to_string_lossy().into_owned();
    Ok(folders.into_iter().map(|folder| Transcript { name: name(&folder), folder }).collect())
}

impl Transcript {
    /// What is typed and said.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn text(&self) -> io::Result<String> {
        fs::read_to_string(self.folder.join(FILE)).map_err(|error| trouble(&self.folder.join(FILE), &error.to_string()))
    }

    /// Types it on `face` in a fresh copy of the folder, and compares what is said and what is left. The first face may be
    /// asked to rewrite the expectations.
    ///
    /// # Errors
    /// What differs.
    pub fn run(&self, face: &Face) -> Result<(), Vec<String>> {
        let told = |error: io::Error| vec![format!("{}: {error}", self.name)];
        let place = std::env::temp_dir().join(format!(
            "mcpglot-project-{}-{}-{}",
            std::process::id(),
            u8::from(face.is_wasm()),
            self.name
        ));
        let _ = fs::remove_dir_all(&place);
        let project = place.join("project");
        copy(&self.folder.join("before"), &project).map_err(told)?;
        fs::create_dir_all(project.join(HOME)).map_err(told)?;
        let mut said = String::new();
        for line in self.text().map_err(told)?.lines().filter_map(|line| line.strip_prefix("$ ")) {
            let _ = writeln!(said, "$ {line}");
            type_line(face, &project, line, &mut said).map_err(told)?;
        }
        let mut failures = Vec::new();
        failures
            .extend(expect(&self.folder.join(FILE), Some(said.as_bytes())).err().map(|text| format!("{}: {text}", face.name())));
        let (left, expected) = (tree(&project).map_err(told)?, tree(&self.folder.join("after")).map_err(told)?);
        let names: std::collections::BTreeSet<&String> = left.keys().chain(expected.keys()).collect();
        for name in names {
            let expected = self.folder.join("after").join(name);
            failures.extend(
                expect(&expected, left.get(name).map(Vec::as_slice)).err().map(|text| format!("{}: {text}", face.name())),
            );
        }
        let _ = fs::remove_dir_all(&place);
        if failures.is_empty() { Ok(()) } else { Err(failures) }
    }

    /// The codes and messages of the findings that are told in the course of it.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn findings(&self) -> io::Result<Vec<(String, String)>> {
        let text = self.text()?;
        let finding = |line: &str| {
            let (code, message) = line.strip_prefix("! ")?.split_once('[')?.1.split_once("]: ")?;
            Some((code.to_owned(), message.to_owned()))
        };
        Ok(text.lines().filter_map(finding).collect())
    }
}

fn type_line(face: &Face, project: &Path, line: &str, said: &mut String) -> io::Result<()> {
    let (line, input) = line.split_once(" <<< ").map_or((line, None), |(line, input)| (line, Some(input.replace("\\n", "\n"))));
    let words = words(line);
    let Some((command, rest)) = words.split_first() else { return Ok(()) };
    let at = |word: usize| rest.get(word).map(|name| project.join(name)).ok_or_else(|| io::Error::other("a word is missing"));
    match command.as_str() {
        "put" => {
            fs::create_dir_all(at(0)?.parent().unwrap_or(project))?;
            fs::write(at(0)?, input.unwrap_or_default() + "\n")
        }
        "rm" => fs::remove_file(at(0)?),
        "mkdir" => fs::create_dir_all(at(0)?),
        "link" => std::os::unix::fs::symlink(rest.first().map_or("", String::as_str), at(1)?),
        "mcpglot" => {
            let (folder, rest) = match rest {
                // Where it is typed, if that is not the project's folder.
                [flag, folder, rest @ ..] if flag == "-C" => (project.join(folder), rest),
                rest => (project.to_path_buf(), rest),
            };
            let mut command = face.command_at_home(&folder, HOME);
            let mut child = command.args(rest).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn()?;
            if let (Some(mut stdin), Some(input)) = (child.stdin.take(), input) {
                stdin.write_all((input + "\n").as_bytes())?;
            }
            let output = child.wait_with_output()?;
            let (out, err) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
            for line in err.lines().filter(|line| !line.contains("[mode-not-set]")) {
                let _ = writeln!(said, "{}", format!("! {line}").trim_end());
            }
            said.push_str(&out);
            let _ = writeln!(said, "= {}", output.status.code().unwrap_or(-1));
            Ok(())
        }
        other => Err(io::Error::other(format!("nobody can type `{other}`"))),
    }
}

/// The words of a line; quotes keep blanks together, and an empty word.
fn words(line: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let (mut quote, mut is_open) = (None, false);
    for character in line.chars() {
        if quote.is_none() && character == ' ' {
            is_open = false;
            continue;
        }
        if !std::mem::replace(&mut is_open, true) {
            words.push(String::new());
        }
        match (quote, character) {
            (Some(open), _) if open == character => quote = None,
            (None, '\'' | '"') => quote = Some(character),
            _ => words.last_mut().into_iter().for_each(|word| word.push(character)),
        }
    }
    words
}

fn copy(from: &Path, to: &Path) -> io::Result<()> {
    fs::create_dir_all(to)?;
    for (name, bytes) in tree(from)? {
        let path = to.join(name);
        fs::create_dir_all(path.parent().unwrap_or(to))?;
        fs::write(path, bytes)?;
    }
    Ok(())
}

/// The files below a folder, by their paths; those of a link are the ones that it leads to.
fn tree(folder: &Path) -> io::Result<BTreeMap<String, Vec<u8>>> {
    let mut files = BTreeMap::new();
    let mut open = vec![folder.to_path_buf()];
    while let Some(next) = open.pop() {
        let Ok(entries) = fs::read_dir(&next) else { continue };
        for entry in entries {
            let path = entry?.path();
            if path.is_dir() {
                open.push(path);
            } else {
                let name = path.strip_prefix(folder).unwrap_or(&path).to_string_lossy().into_owned();
                files.insert(name, fs::read(&path)?);
            }
        }
    }
    Ok(files)
}
