//! Makes a module smaller where `wasm-opt` does not, and leaves what it does as it is.
//!
//! ```console
//! $ mcpglot-shrink calls MODULE OUTPUT     # without calls of functions that do nothing
//! $ mcpglot-shrink order MODULE OUTPUT     # as it compresses best
//! ```

mod calls;
mod order;

use std::error::Error;
use std::ffi::OsString;
use std::fs;

type Failure = Box<dyn Error>;

fn main() -> Result<(), Failure> {
    let arguments: Vec<OsString> = std::env::args_os().collect();
    let [_, step, module, output] = arguments.as_slice() else {
        return Err("usage: mcpglot-shrink calls|order MODULE OUTPUT".into());
    };
    let module = fs::read(module)?;
    let shrunk = match step.to_str() {
        Some("calls") => calls::without_idle(&module)?,
        Some("order") => order::ordered(&module)?,
        _ => return Err("there are the steps `calls` and `order`".into()),
    };
    Ok(fs::write(output, shrunk)?)
}
