//! Time limits: one for two, and rounded ones.

use alloc::borrow::Cow;

use super::{Adapted, Wanted, Writer};
use crate::diag::{LossKind, codes, say};
use crate::hosts::Kind;
use crate::model::{Concept, Field, Meaning, Seconds};
use crate::syntax::Value;

impl<'a> Writer<'a, '_> {
    /// A limit for the start, for a host that has one limit for start and calls, or none for the start.
    pub(super) fn start_limit(&mut self, field: &'a Field<'a>, start: Seconds, adapted: &mut Adapted<'a>) {
        let mut limits = self.to.fields_for(Concept::ToolTimeout, self.transport);
        let Some(spec) = limits.find(|spec| matches!(spec.kind, Kind::SharedSeconds { .. })) else {
            return self.has_no_place(field);
        };
        match self.server.get(Concept::ToolTimeout).map(|field| &field.meaning) {
            // The limit of calls is the one that is told, and what becomes of this one is said there.
            Some(Meaning::Seconds(call)) if self.told(*call, spec.kind).is_some() => return,
            Some(_) => return self.has_no_place(field),
            None => {}
        }
        let Some((told, digits)) = self.told(start, spec.kind) else { return self.has_no_place(field) };
        self.shares(field, Concept::ToolTimeout);
        self.rounds(start, told, field);
        let value = Value::Plain(digits);
        adapted.wanted.push(Wanted { spec, slot: None, value, origin: field.origin });
    }

    /// Says that one limit stands for two.
    pub(super) fn shares(&mut self, field: &Field<'_>, concept: Concept) {
        let message =
            say![self.to.name, " has one time limit for start and calls, so that of `", self.server.name, "` holds for both"];
        self.lose(&codes::TIMEOUT_SHARED, LossKind::Coerced, Some(concept), None, field.origin, message);
    }

    /// Says that a limit is rounded, where it is.
    pub(super) fn rounds(&mut self, limit: Seconds, told: Seconds, field: &Field<'_>) {
        if limit != told {
            let message = say!["the time limit of `", self.server.name, "` is rounded up to what ", self.to.name, " can be told"];
            self.lose(&codes::TIMEOUT_ROUNDED, LossKind::Coerced, Some(field.concept), None, field.origin, message);
        }
    }

    /// A limit that the target takes in a field of that kind, in its unit; whole ones where it takes no others.
    pub(super) fn told(&self, limit: Seconds, kind: Kind) -> Option<(Seconds, Cow<'static, str>)> {
        let Kind::SharedSeconds { exponent, whole, zero } = kind else { return None };
        let exponent = i32::from(exponent);
        let told = if whole { limit.rounded_up(exponent) } else { limit };
        told.in_units(exponent)
            .filter(|_| (zero || told != Seconds::ZERO) && self.to.limits.take(told))
            .map(|digits| (told, digits))
    }
}
