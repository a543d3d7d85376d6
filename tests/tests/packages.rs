//! What would be published as crates: which, what is in each, and that it stands on its own.

#![allow(clippy::panic, clippy::unwrap_used, reason = "a test that fails shall panic")]

use std::fs;
use std::path::{Component, Path, PathBuf};
use std::process::Command;

use serde_json::Value;

fn root() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/.."))
}

/// What cargo prints, without asking any registry.
fn cargo(args: &[&str]) -> String {
    let output = Command::new(env!("CARGO")).current_dir(root()).args(args).arg("--offline").output().unwrap();
    assert!(output.status.success(), "cargo {}: {}", args.join(" "), String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

/// The workspace's crates that may be published: name, folder, manifest.
fn published() -> Vec<(String, PathBuf, Value)> {
    let metadata: Value = serde_json::from_str(&cargo(&["metadata", "--no-deps", "--format-version", "1"])).unwrap();
    let all = metadata["packages"].as_array().unwrap().iter();
    // `publish = false` is an empty list of registries.
    all.filter(|one| one["publish"].is_null())
        .map(|one| {
            let manifest = Path::new(one["manifest_path"].as_str().unwrap());
            (one["name"].as_str().unwrap().to_owned(), manifest.parent().unwrap().to_owned(), one.clone())
        })
        .collect()
}

/// The paths in the package of a crate.
fn packed(name: &str) -> Vec<String> {
    cargo(&["package", "--list", "--allow-dirty", "--package", name]).lines().map(str::to_owned).collect()
}

#[test]
fn what_is_published_needs_nothing_that_is_not() {
    let published = published();
    let names: Vec<&str> = published.iter().map(|(name, ..)| name.as_str()).collect();
    assert_eq!(names, ["mcpglot-core", "mcpglot-wire", "mcpglot"]);
    for (name, _, manifest) in &published {
        for needed in manifest["dependencies"].as_array().unwrap() {
            let needed_name = needed["name"].as_str().unwrap();
            assert!(needed["path"].is_null() || names.contains(&needed_name), "{name} needs {needed_name}");
        }
    }
}

#[test]
fn a_package_has_its_licences_and_a_page() {
    for (name, folder, manifest) in published() {
        let packed = packed(&name);
        for licence in ["LICENSE-MIT", "LICENSE-APACHE"] {
            assert!(packed.iter().any(|file| file == licence), "{name} lacks {licence}");
            // A link that was checked out as a text would be packed as one.
            assert_eq!(fs::read(folder.join(licence)).unwrap(), fs::read(root().join(licence)).unwrap(), "{name}: {licence}");
        }
        assert!(packed.iter().any(|file| file == "README.md") && manifest["readme"].is_string(), "{name} has no README");
        for (list, most) in [("keywords", 5), ("categories", 5)] {
            let words = manifest[list].as_array().unwrap();
            assert!((1..=most).contains(&words.len()), "{name}: {list}: {words:?}");
        }
        for of in ["description", "license", "repository"] {
            assert!(manifest[of].is_string(), "{name} has no {of}");
        }
    }
}

/// `path` without `..`, or nothing where it leads out.
fn within(path: &Path) -> Option<PathBuf> {
    path.components().try_fold(PathBuf::new(), |mut path, part| {
        if part == Component::ParentDir { path.pop().then_some(path) } else { Some(path.join(part)) }
    })
}

#[test]
fn a_package_compiles_without_the_repository() {
    let mut named = 0;
    for (name, folder, _) in published() {
        let packed = packed(&name);
        for file in packed.iter().filter(|file| file.ends_with(".rs")) {
            let text = fs::read_to_string(folder.join(file)).unwrap();
            for before in ["include_str!(\"", "include_bytes!(\"", "include!(\"", "#[path = \""] {
                for other in text.split(before).skip(1).filter_map(|rest| rest.split('"').next()) {
                    let path = within(&Path::new(file).parent().unwrap().join(other));
                    let is_there = path.is_some_and(|path| packed.iter().any(|file| Path::new(file) == path));
                    assert!(is_there, "{name}: {file} names {other}, which is not in the package");
                    named += 1;
                }
            }
        }
    }
    assert!(named > 1, "{named}");
}
