//! The least that can be done to write files safely: the yardstick of the bench `files`.
//!
//! `minimal FOLDER`: each file of `FOLDER/wanted` is written to the place below `FOLDER` that its name says (`+` for `/`), by a
//! temporary file, a flush and a rename.

use std::fs::{self, File};
use std::io::{self, Write as _};
use std::path::PathBuf;

fn main() -> io::Result<()> {
    let folder = PathBuf::from(std::env::args_os().nth(1).unwrap_or_default());
    for entry in fs::read_dir(folder.join("wanted"))? {
        let entry = entry?;
        let bytes = fs::read(entry.path())?;
        let path = folder.join(entry.file_name().to_string_lossy().replace('+', "/"));
        let temporary = path.with_extension("tmp");
        let mut file = File::create(&temporary)?;
        file.write_all(&bytes)?;
        file.sync_all()?;
        fs::rename(&temporary, &path)?;
    }
    Ok(())
}
