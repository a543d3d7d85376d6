//! The memory of the component: taken back as a whole when the next call begins, for nothing outlives the answer of a call, and
//! that is read by then.
//!
//! A call begins when its arguments are placed; where it has none in memory, when its function is entered.

use core::cell::Cell;

use mcpglot_arena::Own;

mcpglot_arena::module!(ARENA);

/// Whether the last call has answered.
static ANSWERED: Own<Cell<bool>> = Own::new(Cell::new(false));

fn begin() {
    if ANSWERED.replace(false) {
        // SAFETY: who embeds the component has read the answer before it calls again.
        unsafe { ARENA.take_back() }
    }
}

/// The call of a function, as long as that runs.
pub(crate) struct Call;

impl Call {
    pub(crate) fn new() -> Self {
        begin();
        Self
    }
}

impl Drop for Call {
    fn drop(&mut self) {
        ANSWERED.set(true);
    }
}

/// Places an argument: the canonical ABI's `realloc`, as wit-bindgen has it.
#[unsafe(export_name = "cabi_realloc")]
unsafe extern "C" fn cabi_realloc(old: *mut u8, old_len: usize, align: usize, len: usize) -> *mut u8 {
    begin();
    // SAFETY: the same.
    unsafe { wit_bindgen::rt::cabi_realloc(old, old_len, align, len) }
}
