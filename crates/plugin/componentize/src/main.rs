//! Makes a component of a core module: `wasm-tools component new`, without the rest of `wasm-tools`.
//!
//! ```console
//! $ mcpglot-componentize MODULE COMPONENT
//! ```

use std::error::Error;
use std::fs;
use std::path::PathBuf;

use wit_component::ComponentEncoder;

fn main() -> Result<(), Box<dyn Error>> {
    let mut paths = std::env::args_os().skip(1).map(PathBuf::from);
    let (Some(module), Some(component), None) = (paths.next(), paths.next(), paths.next()) else {
        return Err("usage: mcpglot-componentize MODULE COMPONENT".into());
    };
    // An import that no adapter satisfies is an error here already.
    let bytes = ComponentEncoder::default().validate(true).module(&fs::read(module)?)?.encode()?;
    if let Some(folder) = component.parent() {
        fs::create_dir_all(folder)?;
    }
    Ok(fs::write(component, bytes)?)
}
