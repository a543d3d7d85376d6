//! Another reader of YAML.

use mcpglot_core::syntax::{Tree, Value};
use saphyr::{LoadableYamlNode as _, Scalar, Yaml};

/// Whether saphyr takes a document for what we do; `None` where it does not read it.
#[must_use]
pub fn agrees(text: &str, tree: &Tree<'_>) -> Option<bool> {
    // It refuses equal keys.
    let theirs = Yaml::load_from_str(text.trim_start_matches('\u{feff}')).ok()?;
    let ours = tree.value(tree.root());
    let is_empty = tree.len(tree.root()) == 0;
    Some(match theirs.first() {
        Some(theirs) => same(theirs, &ours) || (theirs.is_null() && is_empty),
        None => is_empty,
    })
}

fn same(theirs: &Yaml<'_>, ours: &Value<'_>) -> bool {
    match (theirs, ours) {
        (Yaml::Tagged(_, theirs), ours) => match (&**theirs, ours) {
            // What a tag of its own makes of a scalar is not for us to say.
            (Yaml::Value(theirs), Value::String(ours)) => theirs.as_str().is_none_or(|theirs| theirs == ours),
            (theirs, ours) => same(theirs, ours),
        },
        (Yaml::Value(Scalar::Null), Value::Null) => true,
        (Yaml::Value(Scalar::Boolean(theirs)), Value::Bool(ours)) => theirs == ours,
        (Yaml::Value(Scalar::String(theirs)), Value::String(ours)) => theirs == ours,
        (Yaml::Value(theirs), Value::Plain(ours)) => is_number(theirs, ours),
        (Yaml::Sequence(theirs), Value::List(ours)) => {
            theirs.len() == ours.len() && theirs.iter().zip(ours).all(|(theirs, ours)| same(theirs, ours))
        }
        (Yaml::Mapping(theirs), Value::Map(ours)) => {
            let key = |theirs: &Yaml<'_>, ours: &str| match theirs {
                Yaml::Value(Scalar::String(theirs)) => theirs == ours,
                // To us every key is its text.
                Yaml::Value(Scalar::Boolean(_) | Scalar::Null) => true,
                Yaml::Value(number) => is_number(number, ours),
                _ => false,
            };
            let same = theirs.iter().zip(ours).all(|((name, theirs), (ours, value))| key(name, ours) && same(theirs, value));
            theirs.len() == ours.len() && same
        }
        _ => false,
    }
}

fn is_number(theirs: &Scalar<'_>, ours: &str) -> bool {
    let digits = ours.strip_prefix('+').unwrap_or(ours);
    match theirs {
        Scalar::Integer(theirs) => {
            let radix =
                [("0x", 16), ("0o", 8)].into_iter().find_map(|(prefix, radix)| Some((digits.strip_prefix(prefix)?, radix)));
            radix.map_or_else(|| digits.parse(), |(digits, radix)| i64::from_str_radix(digits, radix)) == Ok(*theirs)
        }
        // Beyond 64 bits it rounds, or keeps the text.
        Scalar::FloatingPoint(theirs) => digits.parse() == Ok(theirs.into_inner()) || !theirs.is_finite(),
        Scalar::String(theirs) => theirs == ours,
        _ => false,
    }
}
