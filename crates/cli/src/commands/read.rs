//! `read`.

use mcpglot_core::diag::{Code, Diagnostic, Document, codes};
use mcpglot_core::hosts;
use mcpglot_core::ops::{self, Source};
use mcpglot_core::text::Encoding;

use super::input;
use crate::args::Parsed;
use crate::render::{Drawer, Place};
use crate::{Failure, Status, is_colored, print_line, say};

pub(super) fn run(parsed: &Parsed) -> Result<Status, Failure> {
    let input = input::read(parsed)?;
    let draw = |found: &[Diagnostic], text: &str, host: Option<&'static hosts::Host>| {
        if !found.is_empty() && parsed.text("format") != Some("json") {
            let place = |text| Place { name: input.name.clone(), text, syntax: host.map(|host| host.syntax) };
            let stderr = std::io::stderr();
            let (colored, show_values) = (is_colored(parsed, &stderr), input::shows_values(parsed, &stderr));
            let drawer = Drawer { source: place(text), target: place(""), colored, show_values };
            say(&drawer.draw(found, parsed.has("quiet")));
        }
    };
    let text = match ops::decode(&input.bytes, Document::Source) {
        Ok(text) => text,
        Err((found, before)) => {
            let found = [*found];
            draw(&found, before, None);
            tell(&mcpglot_wire::Read::refused(&found, before, Encoding::Utf8));
            return Ok(Status::Refused);
        }
    };
    let stated = parsed.text("from").and_then(hosts::find_source);
    let Source { text, host, note } = match ops::source(text, stated, input.path.as_deref()) {
        Ok(source) => source,
        Err(found) => {
            let found = [*found];
            draw(&found, text, None);
            tell(&mcpglot_wire::Read::refused(&found, text, Encoding::Utf8));
            return Ok(Status::Failed);
        }
    };
    let mut read = ops::read(&text, host);
    read.sink.diagnostics.splice(0..0, note);
    draw(&read.sink.diagnostics, &text, Some(host));
    let is_masked = !input::shows_values(parsed, &std::io::stdout());
    tell(&mcpglot_wire::Read::new(&read, host, &text, Encoding::Utf8, is_masked));
    let usable = read.config.is_some();
    Ok(if usable && !refuses(&read.sink.diagnostics) { Status::Done } else { Status::Refused })
}

fn tell(response: &mcpglot_wire::Read<'_>) {
    print_line(&mcpglot_wire::to_json(response));
}

/// Whether the document as a whole is not what its host reads.
fn refuses(found: &[Diagnostic]) -> bool {
    const WHOLE: &[&Code] = &[&codes::NOT_STRICT_JSON];
    found.iter().any(|found| WHOLE.contains(&found.code))
}
