//! The functions that JavaScript calls.

use alloc::vec::Vec;
use core::cell::{Cell, RefCell};

use mcpglot_arena::Own;
use wasm_bindgen::prelude::wasm_bindgen;

use crate::operations::{self, Answer, Answered};

mcpglot_arena::module!(ARENA);

static INPUT: Own<RefCell<Vec<u8>>> = Own::new(RefCell::new(Vec::new()));
static ANSWER: Own<RefCell<Option<Answer>>> = Own::new(RefCell::new(None));
static PLACES: Own<Cell<[usize; 6]>> = Own::new(Cell::new([0; 6]));

/// Makes room for `length` bytes of input, and says where. What was written before stays. After an operation it begins the next
/// call, and its answer is gone.
#[wasm_bindgen]
#[must_use]
pub fn reserve(length: usize) -> *const u8 {
    ARENA.within(|| {
        if ANSWER.borrow().is_some() {
            begin();
        }
        let mut input = INPUT.borrow_mut();
        if input.len() < length {
            input.resize(length, 0);
        }
        input.as_ptr()
    })
}

/// Forgets the last call, and its memory with it.
fn begin() {
    drop((INPUT.take(), ANSWER.take()));
    #[expect(unsafe_code, reason = "see there")]
    // SAFETY: input and answer are all that a call leaves.
    unsafe {
        ARENA.take_back();
    }
}

/// The most bytes of one text that are worth writing: so many more than the core takes that it says so, even where the last
/// character did not fit.
#[wasm_bindgen]
#[must_use]
pub fn limit() -> usize {
    mcpglot_core::text::MAX_INPUT + 4
}

/// Where it is told what the last call has answered, as six numbers of four bytes: where the response is, its length, where the
/// document is, or 0 if there is none, its length, where the edits are that the response leaves out, how many they are. Of each edit
/// three numbers: where it begins in the document that it is for, where it ends, how long its text is. The text itself stands in
/// the document.
#[wasm_bindgen]
#[must_use]
pub fn answer() -> *const u32 {
    PLACES.as_ptr().cast()
}

/// Puts the servers of a document into a document of another host: see `mcpglot_core::ops::convert`.
///
/// `into` is the length of the document that is merged into, `None` if there is none.
#[wasm_bindgen]
pub fn convert(source: usize, into: Option<u32>, options: usize) {
    let into_length = into.map_or(0, |length| length as usize);
    call([source, into_length, options], &|[source, target, options]| operations::convert(source, into.map(|_| target), options));
}

/// Says what is wrong with a document.
#[wasm_bindgen]
pub fn validate(source: usize, options: usize) {
    call([source, 0, options], &|[source, _, options]| operations::validate(source, options));
}

/// Mends what can be mended without asking.
#[wasm_bindgen]
pub fn fix(source: usize, options: usize) {
    call([source, 0, options], &|[source, _, options]| operations::fix(source, options));
}

/// Tells which host a document is for.
#[wasm_bindgen]
pub fn detect(source: usize, options: usize) {
    call([source, 0, options], &|[source, _, options]| operations::detect(source, options));
}

/// Reads the servers of a document.
#[wasm_bindgen]
pub fn read(source: usize, options: usize) {
    call([source, 0, options], &|[source, _, options]| operations::read(source, options));
}

/// Tells in what two documents differ.
#[wasm_bindgen]
pub fn diff(left: usize, right: usize, options: usize) {
    call([left, right, options], &|[left, right, options]| operations::diff(left, right, options));
}

/// The host's own command lines and links that add the servers of a document.
#[wasm_bindgen]
pub fn commands(source: usize, options: usize) {
    call([source, 0, options], &|[source, _, options]| operations::commands(source, options));
}

/// Lists the hosts, or the one that is named.
#[wasm_bindgen]
pub fn hosts(options: usize) {
    call([0, 0, options], &|[_, _, options]| operations::hosts(options));
}

/// The page of a diagnostic's code.
#[wasm_bindgen]
pub fn explain(options: usize) {
    call([0, 0, options], &|[_, _, options]| operations::explain(options));
}

/// The texts of a call: up to two documents, and the options.
type Texts<'t> = [&'t [u8]; 3];

/// Cuts the texts of these lengths out of the input, and keeps what `operation` answers: once for all operations.
#[inline(never)]
fn call(lengths: [usize; 3], operation: &dyn Fn(Texts<'_>) -> Answered) {
    ARENA.within(|| {
        let input = INPUT.borrow();
        let mut rest = input.as_slice();
        let texts = lengths.map(|length| {
            let (text, behind) = rest.split_at_checked(length).unwrap_or((rest, &[]));
            rest = behind;
            text
        });
        let answer = operation(texts).unwrap_or_else(Answer::from);
        let (json, text, edits) = (&answer.json, answer.text.as_deref(), &answer.edits);
        let (text_at, text_length) = text.map_or((0, 0), |text| (text.as_ptr().addr(), text.len()));
        PLACES.set([json.as_ptr().addr(), json.len(), text_at, text_length, edits.as_ptr().addr(), edits.len()]);
        ANSWER.replace(Some(answer));
    });
}
