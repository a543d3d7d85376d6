//! mcpglot as a component: what `wit/` promises, filled in by the core.
//!
//! Every function decodes, calls the core and encodes. Nothing here decides about content; what a function does is told in
//! the core, what its records mean in the WIT.
//!
//! # Limitations
//!
//! The component is made for `wasm32-unknown-unknown`, so that the standard library has nothing to import for it.

#![no_std]

extern crate alloc;

#[cfg(target_family = "wasm")]
#[expect(unsafe_code, reason = "an allocator is made of raw memory")]
mod memory;
mod records;

use alloc::borrow::ToOwned;
use alloc::string::String;
use alloc::vec::Vec;

use mcpglot_core::diag::codes;
use mcpglot_core::hosts::{self, Host};
use mcpglot_core::nearest::nearest;
use mcpglot_core::ops::{self, ReadOutcome, Side};

use bindings::exports::mcpglot::convert::converter as wit;
#[cfg(target_family = "wasm")]
use memory::Call;
use records::{Places, Texts};

#[expect(unsafe_code, reason = "generated: the canonical ABI is made of raw memory")]
mod bindings {
    wit_bindgen::generate!({ path: "wit/0.1.0", world: "plugin" });
    export!(Plugin with_types_in self);

    use super::Plugin;
}

/// Where nobody embeds it, memory is not taken back.
#[cfg(not(target_family = "wasm"))]
struct Call;

#[cfg(not(target_family = "wasm"))]
impl Call {
    const fn new() -> Self {
        Self
    }
}

/// Gives the functions of the interface.
struct Plugin;

impl wit::Guest for Plugin {
    fn convert(source: String, options: wit::Options) -> Result<wit::Outcome, wit::UnknownHost> {
        let _call = Call::new();
        let asked = asked(&options)?;
        let places = |text| Places::new(text, options.encoding.into());
        let texts = Texts { source: places(&source), target: places(asked.into.unwrap_or_default()) };
        Ok(records::outcome(ops::convert(&source, &asked), &texts))
    }

    fn validate(text: String, host_id: String, encoding: wit::Encoding) -> Result<Vec<wit::Diagnostic>, wit::UnknownHost> {
        let _call = Call::new();
        let found = ops::validate(&text, host(&host_id)?);
        Ok(records::diagnostics(found, &Texts::one(&text, encoding.into())))
    }

    fn fix(text: String, host_id: String, encoding: wit::Encoding) -> Result<wit::Mended, wit::UnknownHost> {
        let _call = Call::new();
        let fixed = ops::fix(&text, host(&host_id)?);
        let diagnostics = records::diagnostics(fixed.diagnostics, &Texts::one(&fixed.text, encoding.into()));
        Ok(wit::Mended { text: fixed.text, done: fixed.done, diagnostics })
    }

    fn detect(text: String, file_name: Option<String>, encoding: wit::Encoding) -> wit::Detection {
        let _call = Call::new();
        records::detection(&ops::detect(&text, file_name.as_deref()), &Places::new(&text, encoding.into()))
    }

    fn read(text: String, host_id: String, encoding: wit::Encoding) -> Result<wit::Reading, wit::UnknownHost> {
        let _call = Call::new();
        Ok(records::reading(ops::read(&text, source_host(&host_id)?), &Texts::one(&text, encoding.into())))
    }

    fn diff(left: wit::Side, right: wit::Side, encoding: wit::Encoding) -> Result<wit::Comparison, wit::UnknownHost> {
        let _call = Call::new();
        let (one, other) = (source_host(&left.host)?, source_host(&right.host)?);
        let (read, other_read) = (ops::read(&left.text, one).or_empty(), ops::read(&right.text, other).or_empty());
        let sides = side(one, &read).zip(side(other, &other_read));
        let differences = sides.map(|(side, other)| ops::diff(&side, &other));
        let (texts, other_texts) = (Texts::one(&left.text, encoding.into()), Texts::one(&right.text, encoding.into()));
        let difference = |one| records::difference(one, &texts.source, &other_texts.source);
        Ok(wit::Comparison {
            same: differences.as_ref().is_some_and(|all| !all.iter().any(|one| one.kind.counts())),
            differences: differences.map(|all| all.into_iter().map(difference).collect()),
            left: records::diagnostics(read.sink.diagnostics, &texts),
            right: records::diagnostics(other_read.sink.diagnostics, &other_texts),
        })
    }

    fn commands(source: String, options: wit::Options) -> Result<wit::CommandSet, wit::UnknownHost> {
        let _call = Call::new();
        let found = ops::commands(&source, &asked(&options)?);
        Ok(records::commands(found, &Texts::one(&source, options.encoding.into())))
    }

    fn hosts() -> Vec<wit::Host> {
        let _call = Call::new();
        hosts::ALL.iter().map(|host| records::host(host)).collect()
    }

    fn codes() -> Vec<wit::Code> {
        let _call = Call::new();
        codes::ALL.iter().map(|code| wit::Code { id: code.id.to_owned(), severity: code.severity.into() }).collect()
    }

    fn explain(code: String) -> Option<String> {
        let _call = Call::new();
        codes::find(&code).map(codes::Code::page)
    }

    fn decode(bytes: Vec<u8>, document: wit::Document, encoding: wit::Encoding) -> Result<String, wit::Diagnostic> {
        let _call = Call::new();
        match ops::decode(&bytes, document.into()) {
            Ok(text) => Ok(text.to_owned()),
            Err((found, before)) => Err(records::diagnostic(*found, &Texts::one(before, encoding.into()))),
        }
    }

    fn version() -> wit::Release {
        let _call = Call::new();
        wit::Release { version: env!("CARGO_PKG_VERSION").to_owned(), as_of: hosts::AS_OF.to_owned() }
    }
}

/// What the core is asked for.
fn asked(options: &wit::Options) -> Result<ops::Options<'_>, wit::UnknownHost> {
    Ok(ops::Options {
        from: options.from.as_deref().map(source_host).transpose()?,
        to: host(&options.to)?,
        into: options.into.as_deref(),
        strategy: options.strategy.into(),
        strict: options.switches.contains(wit::Switches::STRICT),
        allow_empty: options.switches.contains(wit::Switches::ALLOW_EMPTY),
        trace: options.switches.contains(wit::Switches::TRACE),
        bridge: options.switches.contains(wit::Switches::BRIDGE),
        servers: options.servers.as_deref(),
        rename: &options.rename,
        overrides: &[],
        remove: &[],
        amends: None,
        file_name: options.file_name.as_deref(),
    })
}

/// The host of that id or alias, or what to say to who asked for it.
fn host(id: &str) -> Result<&'static Host, wit::UnknownHost> {
    hosts::find(id).ok_or_else(|| unknown(id))
}

/// The same for what is read only.
fn source_host(id: &str) -> Result<&'static Host, wit::UnknownHost> {
    hosts::find_source(id).ok_or_else(|| unknown(id))
}

fn unknown(id: &str) -> wit::UnknownHost {
    let nearest = nearest(id, hosts::ALL.iter().map(|host| host.id));
    wit::UnknownHost { id: id.to_owned(), nearest: nearest.map(str::to_owned) }
}

fn side<'d, 's>(host: &'static Host, read: &'d ReadOutcome<'s>) -> Option<Side<'d, 's>> {
    Some(Side { host, tree: read.tree.as_ref()?, config: read.config.as_ref()? })
}
