//! Fixture runners.
