//! Functions that are alike side by side, and accesses to memory that all say the same of their alignment: nothing.
//!
//! Functions get names by which they stand so when something puts them in the order of their names, as
//! `wasm-opt --reorder-functions-by-name` does: what compresses looks back no further than 32 kB.

use std::collections::VecDeque;
use std::convert::Infallible;

use wasm_encoder::reencode::{self, Reencode};
use wasm_encoder::{MemArg, Module, NameMap, NameSection, RawSection};
use wasmparser::{Parser, Payload, TypeRef};

use crate::Failure;

/// How many bytes are a piece that functions have in common: fewer are everywhere, more are rarely found again.
const PIECE: usize = 8;
/// Pieces of more functions than this tell nothing.
const COMMON: usize = 200;
/// How far back a function may stand, in bytes, that the next one is to be like.
const WINDOW: usize = 32_000;
/// What a function needs besides its body, in bytes, so that the smallest do not come first.
const FRAME: u64 = 20;

/// The module with such names and accesses.
pub(crate) fn ordered(module: &[u8]) -> Result<Vec<u8>, Failure> {
    let bytes = unaligned(module)?;
    let mut named = Module::new();
    let (mut imported, mut bodies) = (0, Vec::new());
    for payload in Parser::new(0).parse_all(&bytes) {
        let payload = payload?;
        if let Payload::ImportSection(imports) = &payload {
            for import in imports.clone().into_imports() {
                imported += u32::from(matches!(import?.ty, TypeRef::Func(_)));
            }
        }
        if let Payload::CodeSectionEntry(body) = &payload {
            bodies.push(&bytes[body.range()]);
        }
        let is_names = matches!(&payload, Payload::CustomSection(section) if section.name() == "name");
        if let Some((id, range)) = payload.as_section().filter(|_| !is_names) {
            named.section(&RawSection { id, data: &bytes[range] });
        }
    }
    let mut place = vec![0; bodies.len()];
    for (at, function) in order(&bodies).into_iter().enumerate() {
        place[function] = at;
    }
    let mut names = NameMap::new();
    for (function, at) in (imported..).zip(place) {
        names.append(function, &format!("{at:06}"));
    }
    let mut section = NameSection::new();
    section.functions(&names);
    named.section(&section);
    Ok(named.finish())
}

/// The module with accesses that say nothing of their alignment: it is a hint that engines of today have no use for.
fn unaligned(module: &[u8]) -> Result<Vec<u8>, reencode::Error> {
    struct Unaligned;
    impl Reencode for Unaligned {
        type Error = Infallible;

        fn mem_arg(&mut self, access: wasmparser::MemArg) -> Result<MemArg, reencode::Error> {
            Ok(MemArg { align: 0, ..reencode::utils::mem_arg(self, access)? })
        }
    }
    let mut written = Module::new();
    Unaligned.parse_core_module(&mut written, Parser::new(0), module)?;
    Ok(written.finish())
}

/// The functions, one after the other that has most in common with those before it.
fn order(bodies: &[&[u8]]) -> Vec<usize> {
    let mut found: Vec<(&[u8], usize)> = Vec::new();
    for (function, body) in bodies.iter().enumerate() {
        found.extend(body.windows(PIECE).map(|piece| (piece, function)));
    }
    found.sort_unstable();
    found.dedup();
    // Of each piece the functions that hold it, and of each function its pieces.
    let mut holders: Vec<Vec<usize>> = Vec::new();
    let mut pieces: Vec<Vec<usize>> = vec![Vec::new(); bodies.len()];
    for group in found.chunk_by(|one, other| one.0 == other.0).filter(|group| (2..=COMMON).contains(&group.len())) {
        group.iter().for_each(|&(_, function)| pieces[function].push(holders.len()));
        holders.push(group.iter().map(|&(_, function)| function).collect());
    }
    let mut seen = vec![0_u32; holders.len()];
    let mut common = vec![0_u64; bodies.len()];
    let mut left: Vec<usize> = (0..bodies.len()).collect();
    let mut ordered = Vec::new();
    let (mut window, mut size) = (VecDeque::new(), 0);
    // The largest begins.
    let mut next = left.iter().copied().max_by_key(|&function| bodies[function].len());
    while let Some(function) = next {
        left.retain(|&other| other != function);
        ordered.push(function);
        for &piece in &pieces[function] {
            seen[piece] += 1;
            if seen[piece] == 1 {
                holders[piece].iter().for_each(|&holder| common[holder] += 1);
            }
        }
        window.push_back(function);
        size += bodies[function].len();
        while size > WINDOW
            && window.len() > 1
            && let Some(oldest) = window.pop_front()
        {
            size -= bodies[oldest].len();
            for &piece in &pieces[oldest] {
                seen[piece] -= 1;
                if seen[piece] == 0 {
                    holders[piece].iter().for_each(|&holder| common[holder] -= 1);
                }
            }
        }
        let weight = |function: usize| bodies[function].len() as u64 + FRAME;
        next = left.iter().copied().reduce(|best, other| {
            let is_more = common[other] * weight(best) > common[best] * weight(other);
            if is_more { other } else { best }
        });
    }
    ordered
}

#[cfg(test)]
mod tests {
    use wasm_encoder::{
        CodeSection, Function, FunctionSection, Instruction, MemArg, MemorySection, MemoryType, Module, TypeSection, ValType,
    };

    use super::{order, unaligned};

    #[test]
    fn what_is_alike_stands_side_by_side() {
        let alike = |seed: u8, last: u8| (0..60).map(|at: u8| at.wrapping_mul(seed)).chain([last]).collect::<Vec<u8>>();
        let bodies = [alike(3, 1), alike(7, 1), alike(5, 1), alike(7, 2), alike(3, 2), alike(5, 2)];
        let bodies: Vec<&[u8]> = bodies.iter().map(Vec::as_slice).collect();
        let ordered = order(&bodies);
        let mut all = ordered.clone();
        all.sort_unstable();
        assert_eq!(all, [0, 1, 2, 3, 4, 5]);
        for pair in ordered.chunks(2) {
            assert_eq!(bodies[pair[0]][..60], bodies[pair[1]][..60], "{ordered:?}");
        }
        assert_eq!(order(&[]), [0; 0]);
    }

    #[test]
    fn accesses_say_nothing_of_their_alignment() {
        let load = |align| {
            let (mut types, mut functions, mut memories) = (TypeSection::new(), FunctionSection::new(), MemorySection::new());
            types.ty().function([ValType::I32], [ValType::I64]);
            functions.function(0);
            memories.memory(MemoryType { minimum: 1, maximum: None, memory64: false, shared: false, page_size_log2: None });
            let mut body = Function::new([]);
            body.instruction(&Instruction::LocalGet(0));
            body.instruction(&Instruction::I64Load(MemArg { offset: 16, align, memory_index: 0 }));
            body.instruction(&Instruction::End);
            let mut code = CodeSection::new();
            code.function(&body);
            let mut module = Module::new();
            module.section(&types).section(&functions).section(&memories).section(&code);
            module.finish()
        };
        for said in 0..=3 {
            assert_eq!(unaligned(&load(said)).ok(), Some(load(0)), "{said}");
        }
    }
}
