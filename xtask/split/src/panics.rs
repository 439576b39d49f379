//! Has a panic tell where it was, and leaves out what it says.
//!
//! A message such as "index out of bounds: the len is 3 but the index is 7" brings along code that formats
//! anything: a tenth of the first file. Whoever looks at the place in the source sees as much. So the
//! functions of Rust's library that make such messages call the page's `embed::panic::stop` instead, with
//! the place, and what only they needed is left out when the file is split.

use std::collections::HashSet;
use std::ops::Range;

use wasm_encoder::{CustomSection, Encode, Module, RawSection};
use wasmparser::{
    CompositeInnerType, FunctionBody, KnownCustom, Linking, Operator, Parser, Payload,
    RelocAddendKind, RelocationEntry, RelocationType, SymbolInfo, TypeRef,
};

use crate::Outcome;

/// The page's own function: it is given a place, or 0 for none.
const STOP: &str = "embed::panic::stop";
/// The library's function that all messages go through. The place is the last that it is given.
const LAST: &str = "panicking::panic_fmt";
/// The library's functions that make messages, by how their paths end.
const MESSAGES: [&str; 20] = [
    LAST,
    "panicking::assert_failed",
    "panicking::assert_failed_inner",
    "panicking::begin_panic",
    "panicking::panic",
    "panicking::panic_bounds_check",
    "panicking::panic_const",
    "panicking::panic_display",
    "assert_failed",
    "capacity_overflow",
    "expect_failed",
    "len_mismatch_fail",
    "panic_access_error",
    "panic_already_borrowed",
    "panic_already_mutably_borrowed",
    "panic_poisoned",
    "slice_error_fail",
    "slice_error_fail_rt",
    "slice_index_fail",
    "unwrap_failed",
];
/// Where the linker notes what the code refers to.
const RELOCATIONS: &str = "reloc.CODE";

/// The wasm file with those calls.
pub(crate) fn shorten(wasm: &[u8]) -> Outcome<Vec<u8>> {
    let file = Linked::read(wasm)?;
    let named = |path| file.functions.iter().find(|function| function.is(path));
    let stop = named(STOP).ok_or("the page has no function of its own for panics")?;
    if stop.given != 1 || stop.answers {
        return Err("the page's function for panics does not take a place and nothing else".into());
    }
    named(LAST).ok_or("Rust's library makes the messages of panics elsewhere than expected")?;
    let mut changed = wasm.to_vec();
    let mut relocations = file.relocations.clone();
    let mut makers = Vec::new();
    for function in &file.functions {
        if function.makes_message()? {
            makers.push(function);
        }
    }
    let numbers: HashSet<u32> = makers.iter().map(|maker| maker.number).collect();
    for function in makers {
        let body = function.body.as_bytes();
        if body.len() < SHORTEST {
            continue;
        }
        let start = usize::try_from(function.body.range().start)?;
        let calling = calling(stop, function.place(&numbers)?, body.len());
        changed[start..start + body.len()].copy_from_slice(&calling);
        let start = u32::try_from(start - file.code.start)?;
        let end = start + u32::try_from(body.len())?;
        relocations.retain(|noted| !(start..end).contains(&noted.offset));
        relocations.push(RelocationEntry {
            ty: RelocationType::FunctionIndexLeb,
            offset: start + CALLED,
            index: stop.symbol,
            addend: 0,
        });
    }
    relocations.sort_by_key(|noted| noted.offset);
    file.write(&changed, &relocations)
}

/// A function of the file, by its symbol.
struct Function<'a> {
    symbol: u32,
    number: u32,
    name: &'a str,
    /// How many values it is given.
    given: u32,
    /// Whether it returns one.
    answers: bool,
    body: FunctionBody<'a>,
}

impl Function<'_> {
    /// Whether its path ends like this, whichever way the compiler has written it as a name.
    fn is(&self, path: &str) -> bool {
        let pieces = path.split("::").map(|piece| format!("{}{piece}", piece.len()));
        self.name.contains(&pieces.collect::<String>())
    }

    /// Whether it makes a message: one of those functions, and it never comes back.
    fn makes_message(&self) -> Outcome<bool> {
        if self.answers || !MESSAGES.iter().any(|path| self.is(path)) {
            return Ok(false);
        }
        let operators = self.body.get_operators_reader()?.into_iter();
        let operators = operators.collect::<Result<Vec<_>, _>>()?;
        Ok(matches!(operators[..], [.., Operator::Unreachable, Operator::End])
            && !operators.contains(&Operator::Return))
    }

    /// Which of what it is given is the place: what it hands on last to one of `makers`, which make
    /// messages.
    fn place(&self, makers: &HashSet<u32>) -> Outcome<Option<u32>> {
        if self.is(LAST) {
            return Ok(self.given.checked_sub(1));
        }
        let (mut before, mut place) = (None, None);
        for operator in self.body.get_operators_reader()? {
            let operator = operator?;
            if let Operator::Call { function_index } = operator {
                place = before.filter(|_| makers.contains(&function_index));
            }
            before = match operator {
                Operator::LocalGet { local_index } if local_index < self.given => Some(local_index),
                _ => None,
            };
        }
        Ok(place)
    }
}

/// The bytes of the shortest body that calls, and where in it stands what is called.
const SHORTEST: usize = 11;
const CALLED: u32 = 4;

/// A body of so many bytes that calls a function with one value: the one that is given at a place, or 0.
fn calling(function: &Function<'_>, place: Option<u32>, length: usize) -> Vec<u8> {
    const NO_LOCALS: u8 = 0x00;
    const LOCAL_GET: u8 = 0x20;
    const I32_CONST: u8 = 0x41;
    const CALL: u8 = 0x10;
    const UNREACHABLE: u8 = 0x00;
    const NOP: u8 = 0x01;
    const END: u8 = 0x0b;
    let (get, value) = match place.and_then(|place| u8::try_from(place).ok()) {
        // Larger numbers take more bytes; no such function is given that much.
        Some(place) if place < 0x80 => (LOCAL_GET, place),
        _ => (I32_CONST, 0),
    };
    let mut body = vec![NO_LOCALS, get, value, CALL];
    body.extend(in_five_bytes(function.number));
    body.push(UNREACHABLE);
    body.resize(length - 1, NOP);
    body.push(END);
    body
}

/// A number as the linker writes it where another may have to stand.
fn in_five_bytes(number: u32) -> [u8; 5] {
    [0, 7, 14, 21, 28].map(|shift| {
        let more = if shift < 28 { 0x80 } else { 0 };
        // Seven bits of it.
        (number >> shift) as u8 & 0x7f | more
    })
}

/// A wasm file with the linker's notes in it.
struct Linked<'a> {
    functions: Vec<Function<'a>>,
    /// Where the section with the code is.
    code: Range<usize>,
    /// Its number.
    code_section: u32,
    relocations: Vec<RelocationEntry>,
    wasm: &'a [u8],
}

impl<'a> Linked<'a> {
    fn read(wasm: &'a [u8]) -> Outcome<Self> {
        let mut forms = Vec::new();
        let (mut imported, mut types, mut bodies) = (0, Vec::new(), Vec::new());
        let (mut symbols, mut relocations) = (Vec::new(), Vec::new());
        let (mut code, mut code_section) = (0..0, 0);
        for payload in Parser::new(0).parse_all(wasm) {
            match payload? {
                Payload::TypeSection(section) => {
                    for group in section {
                        for of_type in group?.into_types() {
                            forms.push(match of_type.composite_type.inner {
                                CompositeInnerType::Func(function) => {
                                    (function.params().len(), !function.results().is_empty())
                                }
                                _ => (0, true),
                            });
                        }
                    }
                }
                Payload::ImportSection(section) => {
                    for import in section.into_imports() {
                        imported += u32::from(matches!(import?.ty, TypeRef::Func(_)));
                    }
                }
                Payload::FunctionSection(section) => {
                    types = section.into_iter().collect::<Result<Vec<_>, _>>()?;
                }
                Payload::CodeSectionStart { range, .. } => {
                    code = usize::try_from(range.start)?..usize::try_from(range.end)?;
                }
                Payload::CodeSectionEntry(body) => bodies.push(body),
                Payload::CustomSection(section) => match section.as_known() {
                    KnownCustom::Linking(linking) => {
                        for part in linking.subsections() {
                            if let Linking::SymbolTable(table) = part? {
                                symbols = table.into_iter().collect::<Result<Vec<_>, _>>()?;
                            }
                        }
                    }
                    KnownCustom::Reloc(section_relocations) if section.name() == RELOCATIONS => {
                        code_section = section_relocations.section_index();
                        let entries = section_relocations.entries().into_iter();
                        relocations = entries.collect::<Result<Vec<_>, _>>()?;
                    }
                    _ => {}
                },
                _ => {}
            }
        }
        let function = |(symbol, info): (u32, &SymbolInfo<'a>)| {
            let SymbolInfo::Func { index, name, .. } = *info else { return None };
            let own = usize::try_from(index.checked_sub(imported)?).ok()?;
            let (given, answers) = *forms.get(usize::try_from(*types.get(own)?).ok()?)?;
            let (given, body) = (u32::try_from(given).ok()?, bodies.get(own)?.clone());
            Some(Function { symbol, number: index, name: name?, given, answers, body })
        };
        let functions = (0..).zip(&symbols).filter_map(function).collect();
        Ok(Self { functions, code, code_section, relocations, wasm })
    }

    /// The file with other code, as long as its own, and other notes on it.
    fn write(&self, changed: &[u8], relocations: &[RelocationEntry]) -> Outcome<Vec<u8>> {
        let mut module = Module::new();
        for payload in Parser::new(0).parse_all(self.wasm) {
            let payload = payload?;
            match &payload {
                Payload::CustomSection(section) if section.name() == RELOCATIONS => {
                    let data = self.noted(relocations)?;
                    module.section(&CustomSection { name: RELOCATIONS.into(), data: data.into() });
                }
                other => {
                    if let Some((id, range)) = other.as_section() {
                        let range = usize::try_from(range.start)?..usize::try_from(range.end)?;
                        module.section(&RawSection { id, data: &changed[range] });
                    }
                }
            }
        }
        Ok(module.finish())
    }

    /// The linker's notes, as it writes them.
    fn noted(&self, relocations: &[RelocationEntry]) -> Outcome<Vec<u8>> {
        let mut data = Vec::new();
        self.code_section.encode(&mut data);
        relocations.len().encode(&mut data);
        for noted in relocations {
            data.push(noted.ty as u8);
            noted.offset.encode(&mut data);
            noted.index.encode(&mut data);
            if noted.ty.addend_kind() != RelocAddendKind::None {
                noted.addend.encode(&mut data);
            }
        }
        Ok(data)
    }
}

#[cfg(test)]
mod tests {
    use wasm_encoder::{LinkingSection, SymbolTable};

    use super::*;

    const NAMES: [&str; 6] = [
        "_ZN6widget5embed5panic4stop17h0E",
        "_RNvNt4core9panicking9panic_fmt",
        "_RNvNt4core9panicking18panic_bounds_check",
        "_RNvNt4core6option13unwrap_failed",
        "_RNvXNt3std9panicking11begin_panic7Payload6as_str",
        "_RNvMNt9hashbrown3raw11Fallibility17capacity_overflow",
    ];

    fn append(file: &mut Vec<u8>, section: &impl wasm_encoder::Section) {
        section.append_to(file);
    }

    /// The page's own function, three of the library's that end the page, and two that come back.
    fn linked() -> Vec<u8> {
        let mut file = wat::parse_str(
            r#"(module
                (func $stop (param i32) nop)
                (func $fmt (param i32 i32 i32) nop nop i32.const 1 i32.const 2 i32.add drop unreachable)
                (func $index (param i32 i32 i32) (local i32)
                    i32.const 9 local.set 3 local.get 3 local.get 0 local.get 2 call $fmt unreachable)
                (func $unwrap (param i32) i32.const 1 i32.const 2 i32.const 3 call $fmt unreachable)
                (func $payload (param i32) (result i32)
                    local.get 0 i32.const 5 i32.add i32.const 6 i32.add i32.const 7 i32.add)
                (func $may_fail (param i32)
                    local.get 0 i32.eqz if return end local.get 0 local.get 0 local.get 0 call $fmt unreachable))"#,
        )
        .unwrap();
        let mut symbols = SymbolTable::new();
        for (number, name) in (0..).zip(NAMES) {
            symbols.function(SymbolTable::WASM_SYM_BINDING_LOCAL, number, Some(name));
        }
        let mut linking = LinkingSection::new();
        linking.symbol_table(&symbols);
        append(&mut file, &linking);
        let code = Linked::read(&file).unwrap();
        // Of the calls of the second function, wherever they are.
        let mut notes = Vec::new();
        for function in &code.functions[2..4] {
            let at = function.body.range().end - 7;
            let offset = u32::try_from(at).unwrap() - u32::try_from(code.code.start).unwrap();
            let ty = RelocationType::FunctionIndexLeb;
            notes.push(RelocationEntry { ty, offset, index: 1, addend: 0 });
        }
        let data = code.noted(&notes).unwrap();
        append(&mut file, &CustomSection { name: RELOCATIONS.into(), data: data.into() });
        file
    }

    /// What each function does, without what fills it up.
    fn operators(file: &[u8]) -> Vec<Vec<Operator<'_>>> {
        let mut all = Vec::new();
        for payload in Parser::new(0).parse_all(file) {
            if let Payload::CodeSectionEntry(body) = payload.unwrap() {
                let operators = body.get_operators_reader().unwrap().into_iter();
                let mut operators = operators.collect::<Result<Vec<_>, _>>().unwrap();
                operators.retain(|operator| *operator != Operator::Nop);
                all.push(operators);
            }
        }
        all
    }

    #[test]
    fn what_would_make_a_message_tells_the_place() {
        let before = linked();
        let after = shorten(&before).unwrap();
        wasmparser::validate(&after).unwrap();
        let with = |place| {
            [place, Operator::Call { function_index: 0 }, Operator::Unreachable, Operator::End]
        };
        let functions = operators(&after);
        assert_eq!(functions[1], with(Operator::LocalGet { local_index: 2 }));
        assert_eq!(functions[2], with(Operator::LocalGet { local_index: 2 }));
        // Its place is always the same: it is not given one.
        assert_eq!(functions[3], with(Operator::I32Const { value: 0 }));
        assert_eq!(functions[4..], operators(&before)[4..], "these come back");
    }

    #[test]
    fn the_linker_s_notes_are_those_of_the_calls() {
        let after = shorten(&linked()).unwrap();
        let file = Linked::read(&after).unwrap();
        assert_eq!(file.relocations.len(), 3);
        for noted in &file.relocations {
            assert_eq!((noted.ty, noted.index), (RelocationType::FunctionIndexLeb, 0));
            let at = file.code.start + noted.offset as usize;
            assert_eq!((after[at - 1], &after[at..at + 5]), (0x10, &in_five_bytes(0)[..]));
        }
        assert_eq!(in_five_bytes(300), [0xac, 0x82, 0x80, 0x80, 0x00]);
    }

    #[test]
    fn a_file_without_the_page_s_function_is_refused() {
        let mut file = linked();
        let name = b"5embed5panic4stop";
        let at = file.windows(name.len()).position(|part| part == name).unwrap();
        file[at + 10] = b'x';
        assert!(shorten(&file).is_err());
    }
}
