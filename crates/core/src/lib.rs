//! The pure core of mcpglot.
pub mod syntax;
pub mod text;
