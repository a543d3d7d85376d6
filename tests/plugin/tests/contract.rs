//! What the component is from outside: no import, the interface as it was published, its size.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on fails")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use mcpglot_plugin_tests::component;
use mcpglot_tests::fixtures::report;
use wit_component::{DecodedWasm, WitPrinter};
use wit_parser::Resolve;

/// The most bytes that it may have, and that `gzip -9` may leave of it.
const SIZE: (usize, usize) = (552_900, 223_400);

#[test]
fn it_imports_nothing_and_exports_the_newest_interface() {
    let DecodedWasm::Component(resolve, world) = wit_component::decode(&fs::read(component()).unwrap()).unwrap() else {
        panic!("it is no component");
    };
    let world = &resolve.worlds[world];
    let imports: Vec<String> = world.imports.keys().map(|key| resolve.name_world_key(key)).collect();
    let exports: Vec<String> = world.exports.keys().map(|key| resolve.name_world_key(key)).collect();
    report(&format!("plugin: imports {imports:?}, exports {exports:?}"));
    assert!(imports.is_empty(), "{imports:?}");
    assert_eq!(exports, [format!("mcpglot:convert/converter@{}", versions().pop().unwrap())]);
}

/// Whoever has built against a version finds it as it was: its words may get better, nothing else may change.
#[test]
fn a_published_interface_stays() {
    for version in versions() {
        let mut resolve = Resolve::default();
        let (package, _) = resolve.push_dir(folder().join(&version)).unwrap();
        let stated = resolve.packages[package].name.version.as_ref().unwrap();
        assert_eq!(stated.to_string(), version, "the version is not that of the folder");
        let mut printer = WitPrinter::default();
        printer.emit_docs(false).print(&resolve, package, &[]).unwrap();
        let contract = printer.output.to_string();

        let path = folder().join("published").join(format!("{version}.wit"));
        let Ok(published) = fs::read_to_string(&path) else {
            fs::write(&path, contract).unwrap();
            panic!("{} is new: from its commit on, this version is fixed", path.display());
        };
        let differs = contract.lines().zip(published.lines()).find(|(ours, theirs)| ours != theirs);
        assert!(
            contract == published,
            "{version} is published; a change takes a new version, in a folder of its own: {differs:?}"
        );
    }
}

#[test]
fn it_is_small() {
    let raw = fs::metadata(component()).unwrap().len() as usize;
    let packed = Command::new("gzip").arg("-9c").arg(component()).output().unwrap();
    assert!(packed.status.success());
    let packed = packed.stdout.len();
    report(&format!("plugin: {raw} bytes of {}, {packed} of {} after gzip", SIZE.0, SIZE.1));
    assert!(raw <= SIZE.0 && packed <= SIZE.1);
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../crates/plugin/wit")
}

/// The versions of the interface, the newest last.
fn versions() -> Vec<String> {
    let names = fs::read_dir(folder()).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let mut versions: Vec<String> = names.filter(|name| name.starts_with(|first: char| first.is_ascii_digit())).collect();
    versions.sort_by_key(|name| name.split('.').map(|part| part.parse::<u32>().unwrap()).collect::<Vec<_>>());
    versions
}
