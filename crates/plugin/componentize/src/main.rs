//! Makes a component of a core module: `wasm-tools component new`, without the rest of `wasm-tools`.
//!
//! ```console
//! $ mcpglot-componentize MODULE COMPONENT
//! ```

use std::error::Error;
use std::fs;
use std::path::PathBuf;

use wasm_encoder::{Component, RawSection};
use wasmparser::Parser;
use wit_component::ComponentEncoder;

/// The number of sections that mean nothing to who runs it.
const CUSTOM: u8 = 0;

fn main() -> Result<(), Box<dyn Error>> {
    let mut paths = std::env::args_os().skip(1).map(PathBuf::from);
    let (Some(module), Some(component), None) = (paths.next(), paths.next(), paths.next()) else {
        return Err("usage: mcpglot-componentize MODULE COMPONENT".into());
    };
    // An import that no adapter satisfies is an error here already.
    let bytes = ComponentEncoder::default().validate(true).module(&fs::read(module)?)?.encode()?;
    let bytes = bare(&bytes)?;
    if let Some(folder) = component.parent() {
        fs::create_dir_all(folder)?;
    }
    Ok(fs::write(component, bytes)?)
}

/// The component without the names of its parts, by which nobody calls them, and without who made it.
fn bare(component: &[u8]) -> Result<Vec<u8>, Box<dyn Error>> {
    let mut bare = Component::new();
    let mut end = 0;
    for payload in Parser::new(0).parse_all(component) {
        let Some((id, range)) = payload?.as_section() else { continue };
        // What lies in another section goes with that.
        if range.start >= end {
            end = range.end;
            if id != CUSTOM {
                bare.section(&RawSection { id, data: &component[range] });
            }
        }
    }
    Ok(bare.finish())
}
