//! What of the browser's functions only later files call.
//!
//! The files behind the first import none of them: `wasm_split_cli_support` has them call through the table
//! of functions, where the first file puts, for each that it imports, a function that only calls that. So it
//! would import, for a login form, all that the whole widget needs of a browser. Here that file, as
//! wasm-bindgen has left it, becomes two with the same numbers: one without what only the table leads to, and
//! one with nothing else, which is loaded later and puts that into the table. What one of them does not need
//! any more is still in it, for wasm-opt to take away.

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap, HashSet};

use wasm_encoder::reencode::{Reencode, RoundtripReencoder};
use wasm_encoder::{
    CodeSection, ConstExpr, ElementSection, Elements, EntityType, ExportKind, ExportSection,
    Function, ImportSection, Instruction, Module, RawSection, TableSection,
};
use wasmparser::ExternalKind;

use crate::Outcome;
use crate::file::File;

/// What the later files call the first one.
const FIRST: &str = "__wasm_split";
/// How `wasm_split_cli_support` calls the functions that it puts into the table for what is imported.
const ONLY_CALLS: &str = " local_shim";
const CUSTOM_SECTION: u8 = 0;
const TYPE_SECTION: u8 = 1;
const FUNCTION_SECTION: u8 = 3;
const TABLE_SECTION: u8 = 4;
const EXPORT_SECTION: u8 = 7;
const ELEMENT_SECTION: u8 = 9;

/// The first file without what only later files call, and a file with that.
pub(crate) struct Parted {
    pub(crate) first: Vec<u8>,
    pub(crate) bindings: Vec<u8>,
}

/// Parts `bound`, the first file as wasm-bindgen has written it. `linked` is the whole widget, `main` the
/// first file before that.
pub(crate) fn part(linked: &[u8], main: &[u8], bound: &[u8]) -> Outcome<Parted> {
    let linked = File::read(linked)?;
    let main = File::read(main)?;
    // Those whose address is written down somewhere, which may be in the first file's memory, stay.
    let taken: HashSet<_> =
        linked.table.values().filter_map(|number| linked.import(*number)).collect();
    let mut late = HashSet::new();
    for (place, number) in &main.table {
        if main.names.get(number).is_some_and(|name| name.ends_with(ONLY_CALLS)) {
            let called = main.calls(*number)?;
            let import = called.first().and_then(|number| main.import(*number));
            if import.is_some_and(|name| !taken.contains(&name)) {
                late.insert(*place);
            }
        }
    }
    File::read(bound)?.part(&late)
}

impl<'a> File<'a> {
    /// Parts the file; only later files call what is at these places of the table, by what the linker knows.
    fn part(&self, late: &HashSet<u32>) -> Outcome<Parted> {
        let exported = self.exports.iter().filter(|export| export.kind == ExternalKind::Func);
        let mut roots: Vec<u32> = exported.map(|export| export.index).chain(self.start).collect();
        let in_table = self.table.iter().filter(|(place, _)| !late.contains(place));
        roots.extend(in_table.map(|(_, number)| *number));
        let first = self.reached(roots.iter().copied())?;

        // What leads to nothing of the browser's that the first file has not got anyway stays there.
        let mut moved = BTreeMap::new();
        for (place, number) in self.table.iter().filter(|(place, _)| late.contains(place)) {
            let leads_to = self.reached([*number])?;
            if leads_to.iter().any(|number| *number < self.imported && !first.contains(number)) {
                moved.insert(*place, *number);
            } else {
                roots.push(*number);
            }
        }
        let first = self.reached(roots)?;
        let mut own = self.reached(moved.values().copied())?;
        own.retain(|number| !first.contains(number));
        // They call some of the first file's own, as the parts do: through the table.
        let mut shared = Vec::new();
        for number in &own {
            let called = self.calls(*number)?.into_iter();
            shared
                .extend(called.filter(|number| !own.contains(number) && *number >= self.imported));
        }
        shared.sort_unstable();
        shared.dedup();
        let size = self.tables.first().map_or(0, |table| table.initial);
        let shared: BTreeMap<u32, u32> = (u32::try_from(size)?..).zip(shared).collect();
        Ok(Parted {
            first: self.without(&moved, &shared)?,
            bindings: self.with_only(&moved, &own, &shared)?,
        })
    }

    /// The file without what is moved, and with what is shared at the end of the table.
    fn without(&self, moved: &BTreeMap<u32, u32>, shared: &BTreeMap<u32, u32>) -> Outcome<Vec<u8>> {
        let mut kept = self.table.clone();
        kept.retain(|place, _| !moved.contains_key(place));
        kept.extend(shared);
        let mut tables = TableSection::new();
        for (place, table) in self.tables.iter().enumerate() {
            let mut table = RoundtripReencoder.table_type(*table)?;
            if place == 0 {
                let more = u64::try_from(shared.len())?;
                table.minimum += more;
                table.maximum = table.maximum.map(|most| most + more);
            }
            tables.table(table);
        }
        let mut module = Module::new();
        for (id, data) in &self.sections {
            match *id {
                TABLE_SECTION => module.section(&tables),
                ELEMENT_SECTION => module.section(&elements(&kept)),
                EXPORT_SECTION => module.section(&self.more_exports()?),
                // What only people read.
                CUSTOM_SECTION => &mut module,
                id => module.section(&RawSection { id, data }),
            };
        }
        Ok(module.finish())
    }

    /// The exports, with all that the other file imports.
    fn more_exports(&self) -> Outcome<ExportSection> {
        let mut section = ExportSection::new();
        for export in &self.exports {
            section.export(export.name, RoundtripReencoder.export_kind(export.kind)?, export.index);
        }
        for global in 0..u32::try_from(self.globals.len())? {
            if self.exported(ExternalKind::Global, global).is_none() {
                section.export(&global_name(global), ExportKind::Global, global);
            }
        }
        Ok(section)
    }

    fn exported(&self, kind: ExternalKind, number: u32) -> Option<&'a str> {
        let export = self.exports.iter().find(|it| it.kind == kind && it.index == number);
        export.map(|export| export.name)
    }

    /// A file with what is moved, which has all that it is about from the first.
    fn with_only(
        &self,
        moved: &BTreeMap<u32, u32>,
        own: &HashSet<u32>,
        shared: &BTreeMap<u32, u32>,
    ) -> Outcome<Vec<u8>> {
        let mut module = Module::new();
        module.section(&self.copy(TYPE_SECTION)?).section(&self.imports()?);
        module.section(&self.copy(FUNCTION_SECTION)?).section(&elements(moved));
        let places: HashMap<u32, u32> = shared.iter().map(|(place, it)| (*it, *place)).collect();
        let mut code = CodeSection::new();
        for (number, (of_type, body)) in
            (self.imported..).zip(self.functions.iter().zip(&self.bodies))
        {
            match places.get(&number) {
                _ if own.contains(&number) => {
                    code.raw(body.as_bytes());
                }
                Some(place) => {
                    let given = self.types[usize::try_from(*of_type)?].params().len();
                    code.function(&through_table(u32::try_from(given)?, *place, *of_type)?);
                }
                None => {
                    let mut nothing = Function::new([]);
                    nothing.instruction(&Instruction::Unreachable).instruction(&Instruction::End);
                    code.function(&nothing);
                }
            }
        }
        module.section(&code);
        Ok(module.finish())
    }

    fn copy(&self, section: u8) -> Outcome<RawSection<'a>> {
        let found = self.sections.iter().find(|(id, _)| *id == section);
        let (id, data) = *found.ok_or("the first file has no functions")?;
        Ok(RawSection { id, data })
    }

    /// The imports, and behind them, so that all numbers stay, what is the first file's own.
    fn imports(&self) -> Outcome<ImportSection> {
        let mut imports = ImportSection::new();
        for (module, name, ty) in &self.imports {
            imports.import(module, name, RoundtripReencoder.entity_type(*ty)?);
        }
        let mut first = |name: Option<Cow<'_, str>>, ty: EntityType| -> Outcome<()> {
            let name = name.ok_or("the first file does not export what it shares")?;
            imports.import(FIRST, &name, ty);
            Ok(())
        };
        for (number, memory) in (0..).zip(&self.memories) {
            let name = self.exported(ExternalKind::Memory, number).map(Cow::from);
            first(name, EntityType::Memory(RoundtripReencoder.memory_type(*memory)?))?;
        }
        for (number, table) in (0..).zip(&self.tables) {
            let name = self.exported(ExternalKind::Table, number).map(Cow::from);
            let mut table = RoundtripReencoder.table_type(*table)?;
            // It is larger by what is shared.
            table.maximum = None;
            first(name, EntityType::Table(table))?;
        }
        for (number, global) in (0..).zip(&self.globals) {
            let name = self.exported(ExternalKind::Global, number).map(Cow::from);
            let name = name.unwrap_or_else(|| global_name(number).into());
            first(Some(name), EntityType::Global(RoundtripReencoder.global_type(*global)?))?;
        }
        Ok(imports)
    }
}

fn global_name(number: u32) -> String {
    format!("__wasm_split_global{number}")
}

/// One run of places after the other.
fn elements(table: &BTreeMap<u32, u32>) -> ElementSection {
    let mut section = ElementSection::new();
    let mut rest = table.iter().peekable();
    while let Some((first, function)) = rest.next() {
        let mut functions = vec![*function];
        while let Some((_, function)) =
            rest.next_if(|(place, _)| **place == first + functions.len() as u32)
        {
            functions.push(*function);
        }
        let place = ConstExpr::i32_const(*first as i32);
        section.active(None, &place, Elements::Functions(functions.into()));
    }
    section
}

/// A function that hands over all that it is given to the one at that place of the table.
fn through_table(given: u32, place: u32, of_type: u32) -> Outcome<Function> {
    let mut function = Function::new([]);
    for local in 0..given {
        function.instruction(&Instruction::LocalGet(local));
    }
    function.instruction(&Instruction::I32Const(i32::try_from(place)?));
    function.instruction(&Instruction::CallIndirect { type_index: of_type, table_index: 0 });
    function.instruction(&Instruction::End);
    Ok(function)
}

#[cfg(test)]
mod tests {
    use wasmparser::Operator;

    use super::*;

    /// Imported by all three files, in this order.
    const IMPORTS: &str = r#"
        (import "page" "tell" (func $tell (param i32)))
        (import "page" "ask" (func $ask (param i32)))
        (import "page" "own" (func $own (param i32)))"#;
    /// What a file has whose places 1 to 3 lead to them.
    const SHIMS: &str = r#"
        (func $"tell local_shim" (param i32) local.get 0 call $tell)
        (func $"ask local_shim" (param i32) local.get 0 call $ask)
        (func $"own local_shim" (param i32) local.get 0 call $own)
        (table (export "table") 5 5 funcref)
        (elem (i32.const 1) func $"tell local_shim" $"ask local_shim" $"own local_shim")"#;

    fn file(own: &str) -> Vec<u8> {
        wat::parse_str(["(module", IMPORTS, own, ")"].concat()).unwrap()
    }

    /// Of these, the code takes the address of `own`.
    fn linked() -> Vec<u8> {
        file("(table 9 funcref) (elem (i32.const 1) func $own)")
    }

    /// What the first one becomes: it calls `ask` itself, and the others lead through `kept`.
    fn bound() -> Vec<u8> {
        let shims = SHIMS.replace("local.get 0 call $tell", "local.get 0 call $kept call $tell");
        let own = r#"
            (func $kept (export "kept") (param i32) (result i32) global.get 0 local.get 0 i32.add)
            (func (export "main") i32.const 7 call $ask)
            (memory (export "memory") 1)
            (global (mut i32) (i32.const 0))
            (data (i32.const 16) "first")"#;
        file(&[&shims, own].concat())
    }

    fn parted() -> Parted {
        part(&linked(), &file(SHIMS), &bound()).unwrap()
    }

    #[test]
    fn only_what_the_first_file_calls_stays_at_its_place() {
        let Parted { first, bindings } = parted();
        for wasm in [&first, &bindings] {
            wasmparser::validate(wasm).unwrap();
        }
        let [first, bindings] = [&first, &bindings].map(|wasm| File::read(wasm).unwrap());
        let places = |file: &File<'_>| file.table.keys().copied().collect::<Vec<_>>();
        // The last is what both need, behind the table as it was.
        assert_eq!((places(&first), places(&bindings)), (vec![2, 3, 5], vec![1]));
        assert_eq!(first.tables[0].initial, 6);
        assert_eq!(first.exported(ExternalKind::Global, 0), Some("__wasm_split_global0"));
    }

    #[test]
    fn the_other_file_has_nothing_of_its_own_but_functions() {
        let bindings = parted().bindings;
        let bindings = File::read(&bindings).unwrap();
        let imported: Vec<_> = bindings.imports.iter().map(|(_, name, _)| *name).collect();
        assert_eq!(imported, ["tell", "ask", "own", "memory", "table", "__wasm_split_global0"]);
        let kinds: Vec<u8> = bindings.sections.iter().map(|(id, _)| *id).collect();
        assert_eq!(kinds, [1, 2, 3, 9, 10], "no memory, no data, no exports");
        // What both need is called where the first file has it.
        let kept = &bindings.bodies[3];
        let operators = kept.get_operators_reader().unwrap().into_iter();
        let operators = operators.collect::<Result<Vec<_>, _>>().unwrap();
        assert_eq!(operators[1], Operator::I32Const { value: 5 });
        assert!(matches!(operators[2], Operator::CallIndirect { .. }));
    }

    #[test]
    fn a_function_whose_address_is_taken_stays() {
        let main = file(&SHIMS.replace("$\"tell local_shim\"", "$other"));
        let Parted { bindings, .. } = part(&linked(), &main, &bound()).unwrap();
        assert!(File::read(&bindings).unwrap().table.is_empty());
    }
}
