//! The pure core of mcpglot.
pub mod diag;
pub mod hosts;
pub mod mask;
pub mod model;
pub mod ops;
pub mod order;
pub mod syntax;
pub mod text;
