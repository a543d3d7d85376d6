//! `detect`.

use mcpglot_core::diag::Document;
use mcpglot_core::ops::{self, Detection, Stray};
use mcpglot_core::text::Encoding;
use mcpglot_wire::{Detected, DetectedFile};

use super::input;
use crate::args::Parsed;
use crate::{Failure, Status, harmless, print_line, tell, to_wire};

pub(super) fn run(parsed: &Parsed) -> Result<Status, Failure> {
    let json = parsed.text("format") == Some("json");
    let mut status = Status::Done;
    let mut found: Vec<(String, String, Result<Detection, Failure>)> = Vec::new();
    for path in &parsed.arguments {
        let (name, text, detection) = match input::named(path) {
            Ok(input) => {
                let text = ops::decode(&input.bytes, Document::Source).unwrap_or_else(|(_, before)| before).to_owned();
                let detection = ops::detect(&text, input.path.as_deref());
                (input.name, text, Ok(detection))
            }
            Err(failure @ Failure::File(_)) => (path.to_string_lossy().into_owned(), String::new(), Err(failure)),
            Err(failure) => return Err(failure),
        };
        if detection.as_ref().ok().is_none_or(|detection| detection.host.is_none()) {
            status = Status::Failed;
        }
        found.push((name, text, detection));
    }
    if json {
        let files = found.iter().map(|(name, text, detection)| match detection {
            Ok(detection) => DetectedFile::new(name.as_str(), detection, text, Encoding::Utf8),
            Err(Failure::File(error)) => DetectedFile::failed(name.as_str(), to_wire(error)),
            Err(_) => DetectedFile::new(name.as_str(), &UNKNOWN, text, Encoding::Utf8),
        });
        print_line(&mcpglot_wire::to_json(&Detected::new(files.collect())));
        return Ok(status);
    }
    for (name, _, detection) in &found {
        match detection {
            Ok(detection) => print_line(&harmless(&describe(name, detection))),
            Err(failure) => tell(failure),
        }
    }
    Ok(status)
}

static UNKNOWN: Detection = Detection { host: None, why: "", candidates: Vec::new(), stray: None };

fn describe(name: &str, detection: &Detection) -> String {
    let names: Vec<&str> = detection.candidates.iter().map(|host| host.id).collect();
    let said = match detection.host {
        Some(host) => format!("{}: {}", host.id, detection.why),
        None if names.is_empty() => format!("unknown: {}", detection.why),
        None => format!("unknown: {}; it may be for {}", detection.why, names.join(", ")),
    };
    format!("{name}: {said}{}", detection.stray.map_or_else(String::new, |stray: Stray| format!("; {}", stray.what())))
}
