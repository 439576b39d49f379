//! Has a panic tell where it was, and leaves out what it says.
//!
//! A message such as "index out of bounds: the len is 3 but the index is 7" brings along code that formats
//! anything: a tenth of the first file. Whoever looks at the place in the source sees as much. So the
//! functions of Rust's library that make such messages call the page's `embed::panic::stop` instead, with
//! the place, and what only they needed is left out when the file is split. Whoever calls them gives
//! them nothing else any more, so that the messages are left out, too.
//!
//! That a future was asked again after its end, which every `async` function looks for in two places,
//! does not even tell where: what runs futures here lets go of those that have ended.
//!
//! What `Debug` writes is only seen in such messages (and in texts of gloo-net's errors, which the widget
//! drops), and is left out as well. The linker keeps it for
//! the tables of functions that it stands in.

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use wasmparser::{Operator, RelocationEntry, RelocationType};

use crate::Outcome;
use crate::linked::{Function, Linked};

/// The page's own function: it is given a place, or 0 for none.
const STOP: &str = "embed::panic::stop";
/// The library's function that all messages go through. The place is the last that it is given.
const LAST: &str = "panicking::panic_fmt";
/// What every `async` function calls when it is asked again after its end. Nothing does that.
const ASKED_AGAIN: &str = "panic_const_async_fn_resumed";
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

/// The wasm file with those calls.
pub(crate) fn shorten(wasm: &[u8]) -> Outcome<Vec<u8>> {
    let file = Linked::read(wasm)?;
    let named = |path| file.functions.iter().find(|function| function.is(path));
    let stop = named(STOP).ok_or("the page has no function of its own for panics")?;
    if stop.given != 1 || stop.answers {
        return Err("the page's function for panics does not take a place and nothing else".into());
    }
    named(LAST).ok_or("Rust's library makes the messages of panics elsewhere than expected")?;
    let mut makers = Vec::new();
    for function in &file.functions {
        if function.makes_message()? {
            makers.push(function);
        }
    }
    let numbers: HashSet<u32> = makers.iter().map(|maker| maker.number).collect();
    let mut change = Change { changed: wasm.to_vec(), relocations: file.relocations.clone() };
    let mut needs = HashMap::new();
    for maker in makers {
        let place = if maker.is(ASKED_AGAIN) { None } else { maker.place(&numbers)? };
        if let Some(body) = calling(stop, place, maker.body.as_bytes().len()) {
            let start = change.put(&file, maker, &body)?;
            let (ty, offset) = (RelocationType::FunctionIndexLeb, start + CALLED);
            let call = RelocationEntry { ty, offset, index: stop.symbol, addend: 0 };
            change.relocations.push(call);
            needs.insert(maker.number, Needs { given: maker.given, place });
        }
    }
    for function in file.functions.iter().filter(|function| !numbers.contains(&function.number)) {
        for constant in function.constants_for_nothing(&needs)? {
            change.blank(&file, &constant)?;
        }
    }
    for function in file.functions.iter().filter(|function| function.is_debug()) {
        if let Some(body) = filled(&WRITES_NOTHING, function.body.as_bytes().len()) {
            change.put(&file, function, &body)?;
        }
    }
    change.relocations.sort_by_key(|noted| noted.offset);
    file.write(&change.changed, &change.relocations)
}

/// What a function that made a message needs now, of how much it is given.
struct Needs {
    given: u32,
    place: Option<u32>,
}

/// What becomes of the file.
struct Change {
    changed: Vec<u8>,
    relocations: Vec<RelocationEntry>,
}

impl Change {
    /// Gives a function another body, as long as its own, which refers to nothing. Where in the code it
    /// begins.
    fn put(&mut self, file: &Linked<'_>, function: &Function<'_>, body: &[u8]) -> Outcome<u32> {
        let start = usize::try_from(function.body.range().start)?;
        self.changed[start..start + body.len()].copy_from_slice(body);
        let start = u32::try_from(start - file.code.start)?;
        let end = start + u32::try_from(body.len())?;
        self.forget(start..end);
        Ok(start)
    }

    /// Has an instruction give 0 that gives a constant, in as many bytes.
    fn blank(&mut self, file: &Linked<'_>, constant: &Range<usize>) -> Outcome<()> {
        let number = constant.start + 1..constant.end;
        let (last, others) =
            self.changed[number].split_last_mut().ok_or("a constant is cut off")?;
        others.fill(0x80);
        *last = 0;
        let [start, end] =
            [constant.start, constant.end].map(|at| u32::try_from(at - file.code.start));
        self.forget(start?..end?);
        Ok(())
    }

    /// Part of the code refers to nothing any more.
    fn forget(&mut self, part: Range<u32>) {
        self.relocations.retain(|noted| !part.contains(&noted.offset));
    }
}

impl Function<'_> {
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

    /// Whether it is what `Debug` writes.
    fn is_debug(&self) -> bool {
        self.given == 2
            && self.answers
            && (self.is("Debug::fmt") || self.is_of("core::fmt::Debug", "fmt"))
    }

    /// Where in the file it gives constants to functions that do not need them any more.
    fn constants_for_nothing(&self, needs: &HashMap<u32, Needs>) -> Outcome<Vec<Range<usize>>> {
        let mut found = Vec::new();
        // Those that stand directly before an operator.
        let mut constants = Vec::new();
        let mut operators = self.body.get_operators_reader()?;
        while !operators.eof() {
            let start = usize::try_from(operators.original_position())?;
            match operators.read()? {
                Operator::I32Const { .. } => {
                    constants.push(start..usize::try_from(operators.original_position())?);
                }
                Operator::Call { function_index } => {
                    if let Some(Needs { given, place }) = needs.get(&function_index) {
                        let of_last = (0..*given).rev().zip(constants.drain(..).rev());
                        let unneeded = of_last.filter(|(which, _)| Some(*which) != *place);
                        found.extend(unneeded.map(|(_, constant)| constant));
                    }
                    constants.clear();
                }
                _ => constants.clear(),
            }
        }
        Ok(found)
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

const NO_LOCALS: u8 = 0x00;
const LOCAL_GET: u8 = 0x20;
const I32_CONST: u8 = 0x41;
const CALL: u8 = 0x10;
const UNREACHABLE: u8 = 0x00;
const NOP: u8 = 0x01;
const END: u8 = 0x0b;

/// Where in a body that calls it stands what is called.
const CALLED: u32 = 4;
/// A body that says that all went well.
const WRITES_NOTHING: [u8; 3] = [NO_LOCALS, I32_CONST, 0];

/// A body of so many bytes that calls a function with one value: the one that is given at a place, or 0.
/// `None` where there is not enough room.
fn calling(function: &Function<'_>, place: Option<u32>, length: usize) -> Option<Vec<u8>> {
    let (get, value) = match place.and_then(|place| u8::try_from(place).ok()) {
        // Larger numbers take more bytes; no such function is given that much.
        Some(place) if place < 0x80 => (LOCAL_GET, place),
        _ => (I32_CONST, 0),
    };
    let mut body = vec![NO_LOCALS, get, value, CALL];
    body.extend(in_five_bytes(function.number));
    body.push(UNREACHABLE);
    filled(&body, length)
}

/// The body with its end, filled up to so many bytes. `None` where it is longer.
fn filled(body: &[u8], length: usize) -> Option<Vec<u8>> {
    let room = length.checked_sub(body.len() + 1)?;
    Some([body, &vec![NOP; room], &[END]].concat())
}

/// A number as the linker writes it where another may have to stand.
fn in_five_bytes(number: u32) -> [u8; 5] {
    [0, 7, 14, 21, 28].map(|shift| {
        let more = if shift < 28 { 0x80 } else { 0 };
        // Seven bits of it.
        (number >> shift) as u8 & 0x7f | more
    })
}

#[cfg(test)]
mod tests {
    use wasm_encoder::{CustomSection, LinkingSection, SymbolTable};
    use wasmparser::{Parser, Payload};

    use super::*;
    use crate::linked::RELOCATIONS;

    const NAMES: [&str; 11] = [
        "_ZN6widget5embed5panic4stop17h0E",
        "_RNvNt4core9panicking9panic_fmt",
        "_RNvNt4core9panicking18panic_bounds_check",
        "_RNvNt4core6option13unwrap_failed",
        "_RNvXNt3std9panicking11begin_panic7Payload6as_str",
        "_RNvMNt9hashbrown3raw11Fallibility17capacity_overflow",
        "_RNvXNt4core3fmtcNt5Debug3fmt",
        "_ZN41_$LT$widget..Id$u20$as$u20$core..fmt..Debug$GT$3fmt17h0E",
        "_ZN41_$LT$widget..Id$u20$as$u20$core..fmt..Display$GT$3fmt17h0E",
        "_RNvNtNt4core9panicking11panic_const28panic_const_async_fn_resumed",
        "_ZN6widget4open17h0E",
    ];

    fn append(file: &mut Vec<u8>, section: &impl wasm_encoder::Section) {
        section.append_to(file);
    }

    /// The page's own function, three of the library's that end the page, two that come back, two that
    /// write for programmers and one that writes for people, the one that every `async` function calls, and
    /// a function of the page that may end it.
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
                    local.get 0 i32.eqz if return end local.get 0 local.get 0 local.get 0 call $fmt unreachable)
                (func $debug (param i32 i32) (result i32) local.get 0 local.get 1 i32.add)
                (func $own_debug (param i32 i32) (result i32) local.get 0 local.get 1 i32.add)
                (func $display (param i32 i32) (result i32) local.get 0 local.get 1 i32.add)
                (func $asked_again (param i32) i32.const 1 i32.const 2 local.get 0 call $fmt unreachable)
                (func $open (param i32)
                    local.get 0 i32.const 1000 i32.const 2000 call $fmt
                    i32.const 3000 call $asked_again
                    i32.const 4000 drop unreachable))"#,
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
        // Of the constants of the last one.
        let last = code.functions.last().unwrap().body.range();
        let last = usize::try_from(last.start).unwrap()..usize::try_from(last.end).unwrap();
        for at in last.filter(|at| file[*at] == I32_CONST) {
            let offset = u32::try_from(at + 1 - code.code.start).unwrap();
            let ty = RelocationType::MemoryAddrSleb;
            notes.push(RelocationEntry { ty, offset, index: 9, addend: 0 });
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
        assert_eq!(functions[4..6], operators(&before)[4..6], "these come back");
    }

    #[test]
    fn what_is_not_told_any_more_is_not_given() {
        let after = shorten(&linked()).unwrap();
        let functions = operators(&after);
        let constant = |value| Operator::I32Const { value };
        let given: Vec<_> = functions[10]
            .iter()
            .filter(|operator| matches!(operator, Operator::I32Const { .. }))
            .collect();
        // The place is, but not after what nothing does; and what is for something else.
        assert_eq!(given, [&constant(0), &constant(2000), &constant(0), &constant(4000)]);
        assert_eq!(functions[9][0], constant(0), "it tells a place");
        let file = Linked::read(&after).unwrap();
        let noted =
            file.relocations.iter().filter(|noted| noted.ty == RelocationType::MemoryAddrSleb);
        assert_eq!(noted.count(), 2);
    }

    #[test]
    fn what_is_for_programmers_writes_nothing() {
        let before = linked();
        let after = shorten(&before).unwrap();
        let functions = operators(&after);
        let nothing = [Operator::I32Const { value: 0 }, Operator::End];
        assert_eq!(functions[6..8], [nothing.clone(), nothing]);
        assert_eq!(functions[8], operators(&before)[8], "this is for people");
    }

    #[test]
    fn the_linker_s_notes_are_those_of_the_calls() {
        let after = shorten(&linked()).unwrap();
        let mut file = Linked::read(&after).unwrap();
        file.relocations.retain(|noted| noted.ty == RelocationType::FunctionIndexLeb);
        assert_eq!(file.relocations.len(), 4);
        for noted in &file.relocations {
            assert_eq!(noted.index, 0);
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
