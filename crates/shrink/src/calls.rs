//! Calls of functions that do nothing.
//!
//! In a module that takes its memory back as a whole, to drop a value is to do nothing; but rustc learns of that when all crates are
//! one, and by then it no longer looks whether a loop around nothing is of any use. A function is idle here that gives nothing back,
//! changes nothing and calls nothing that does. Its loops, loads and
//! divisions are taken to end without a trap: Rust checks before it divides, and calls what panics, which is not idle.

use std::convert::Infallible;

use wasm_encoder::reencode::{self, Reencode};
use wasm_encoder::{CodeSection, Instruction, Module};
use wasmparser::{BinaryReaderError, FunctionBody, Operator, Parser, Payload, TypeRef};

use crate::Failure;

/// The module without calls of idle functions. What their parameters were is still computed, which `wasm-opt` ends.
pub(crate) fn without_idle(module: &[u8]) -> Result<Vec<u8>, Failure> {
    let mut calls = WithoutIdle { idle: idle(module)? };
    let mut written = Module::new();
    calls.parse_core_module(&mut written, Parser::new(0), module)?;
    Ok(written.finish())
}

struct WithoutIdle {
    /// Of each idle function the number of its parameters.
    idle: Vec<Option<usize>>,
}

impl Reencode for WithoutIdle {
    type Error = Infallible;

    fn parse_function_body(&mut self, code: &mut CodeSection, body: FunctionBody<'_>) -> Result<(), reencode::Error> {
        let mut written = self.new_function_with_parsed_locals(&body)?;
        let mut operators = body.get_operators_reader()?;
        while !operators.eof() {
            let operator = operators.read()?;
            if let Operator::Call { function_index } = operator
                && let Some(parameters) = self.idle[function_index as usize]
            {
                (0..parameters).for_each(|_| _ = written.instruction(&Instruction::Drop));
            } else {
                written.instruction(&self.instruction(operator)?);
            }
        }
        code.function(&written);
        Ok(())
    }
}

fn idle(module: &[u8]) -> Result<Vec<Option<usize>>, Failure> {
    // Of each type how much it takes and gives, of each function its type and what it calls.
    let (mut types, mut functions, mut calls) = (Vec::new(), Vec::new(), Vec::new());
    for payload in Parser::new(0).parse_all(module) {
        match payload? {
            Payload::TypeSection(section) => {
                for function in section.into_iter_err_on_gc_types() {
                    let function = function?;
                    types.push((function.params().len(), function.results().len()));
                }
            }
            Payload::ImportSection(section) => {
                for import in section.into_imports() {
                    if let TypeRef::Func(kind) = import?.ty {
                        functions.push(kind);
                        calls.push(None);
                    }
                }
            }
            Payload::FunctionSection(section) => {
                for kind in section {
                    functions.push(kind?);
                }
            }
            Payload::CodeSectionEntry(body) => calls.push(called(&body, module)?),
            _ => {}
        }
    }
    // Those that call each other change nothing together.
    let mut is_quiet: Vec<bool> = calls.iter().map(Option::is_some).collect();
    while let Some(loud) = (0..calls.len()).find(|&at| {
        let is_loud = |&called: &u32| !is_quiet[called as usize];
        is_quiet[at] && calls[at].iter().flatten().any(is_loud)
    }) {
        is_quiet[loud] = false;
    }
    let parameters = functions.iter().zip(is_quiet).map(|(&kind, is_quiet)| match types[kind as usize] {
        (parameters, 0) if is_quiet => Some(parameters),
        _ => None,
    });
    Ok(parameters.collect())
}

/// The functions that a body calls; `None` where it changes something itself, or may.
fn called(body: &FunctionBody<'_>, module: &[u8]) -> Result<Option<Vec<u32>>, BinaryReaderError> {
    let mut operators = body.get_operators_reader()?;
    let mut calls = Vec::new();
    while !operators.eof() {
        let opcode = module[operators.original_position()];
        match (operators.read()?, opcode) {
            (Operator::Call { function_index }, _) => calls.push(function_index),
            // By the index of instructions of the WebAssembly specification: control but `unreachable` and calls, `drop` and
            // `select`, variables but `global.set`, loads, `memory.size`, and all that computes.
            (_, 0x01..=0x05 | 0x0B..=0x0F | 0x1A..=0x1C | 0x20..=0x23 | 0x28..=0x35 | 0x3F | 0x41..=0xC4) => {}
            _ => return Ok(None),
        }
    }
    Ok(Some(calls))
}

#[cfg(test)]
mod tests {
    use wasm_encoder::{
        BlockType, CodeSection, EntityType, Function, FunctionSection, ImportSection, Instruction, MemArg, Module, TypeSection,
        ValType,
    };

    use super::without_idle;

    const AT: MemArg = MemArg { offset: 4, align: 2, memory_index: 0 };

    /// A module with one import and functions that take a number and give nothing.
    fn module(bodies: &[&[Instruction<'_>]]) -> Vec<u8> {
        let (mut types, mut imports, mut functions, mut code) =
            (TypeSection::new(), ImportSection::new(), FunctionSection::new(), CodeSection::new());
        types.ty().function([ValType::I32], []);
        imports.import("", "", EntityType::Function(0));
        for body in bodies {
            functions.function(0);
            let mut function = Function::new([]);
            body.iter().chain([&Instruction::End]).for_each(|instruction| _ = function.instruction(instruction));
            code.function(&function);
        }
        let mut module = Module::new();
        module.section(&types).section(&imports).section(&functions).section(&code);
        module.finish()
    }

    #[test]
    fn only_what_does_nothing_is_no_longer_called() {
        use Instruction::{Br, Call, Drop, End, I32Const, I32Load, I32Store, If, LocalGet, Loop, Unreachable};
        let parameter = LocalGet(0);
        let looks: &[_] = &[Loop(BlockType::Empty), parameter.clone(), I32Load(AT), If(BlockType::Empty), Br(1), End, End];
        let stores: &[_] = &[parameter.clone(), I32Const(1), I32Store(AT)];
        let [asks_looks, asks_stores, asks_import, asks_self, asks_both] = [&[1][..], &[2], &[0], &[6], &[6, 7]]
            .map(|all| all.iter().flat_map(|&at| [parameter.clone(), Call(at)]).collect::<Vec<_>>());
        let traps: &[_] = &[Unreachable];
        let bodies: [&[_]; 9] = [looks, stores, &asks_looks, &asks_stores, &asks_import, &asks_self, traps, &asks_both, &[]];
        let caller: Vec<_> = (0..=9).flat_map(|at| [parameter.clone(), Call(at)]).collect();
        let shrunk = |at| if [1, 3, 6, 9].contains(&at) { Drop } else { Call(at) };
        let idle = |calls: &[u32]| calls.iter().flat_map(|&at| [parameter.clone(), shrunk(at)]).collect::<Vec<_>>();
        let (looks_less, self_less, both_less, caller_less) =
            (idle(&[1]), idle(&[6]), idle(&[6, 7]), idle(&[0, 1, 2, 3, 4, 5, 6, 7, 8, 9]));
        let given = module(&[&bodies[..], &[&caller]].concat());
        let expected =
            module(&[looks, stores, &looks_less, &asks_stores, &asks_import, &self_less, traps, &both_less, &[], &caller_less]);
        assert_eq!(without_idle(&given).ok(), Some(expected));
    }
}
