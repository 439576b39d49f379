//! What of the browser's functions only later files call.
//!
//! The files behind the first import none of them: `wasm_split_cli_support` has them call through the table
//! of functions, where the first file puts a function for each that only calls what it imports. So it would import, for a login form, all that
//! the whole widget needs of a browser. Here its file, as wasm-bindgen has left it, becomes two of the same
//! numbers: one without what only the table leads to, and one with nothing else, which is loaded later and
//! puts that into the table. What neither needs is still in both, for wasm-opt to take away.

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap, HashSet};

use wasm_encoder::reencode::{Reencode, RoundtripReencoder};
use wasm_encoder::{
    CodeSection, ConstExpr, ElementSection, Elements, Encode, EntityType, Function, ImportSection,
    Instruction, Module, RawSection, TableSection,
};
use wasmparser::{
    ElementItems, ElementKind, Export, ExternalKind, FuncType, FunctionBody, KnownCustom, Name,
    NameSectionReader, Operator, Parser, Payload, TypeRef,
};

use crate::Outcome;

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

/// What is in a wasm file.
#[derive(Default)]
struct File<'a> {
    sections: Vec<(u8, &'a [u8])>,
    types: Vec<FuncType>,
    imports: Vec<(&'a str, &'a str, TypeRef)>,
    /// How many functions are imported.
    imported: u32,
    /// The type of each own function.
    functions: Vec<u32>,
    tables: Vec<wasmparser::TableType>,
    memories: Vec<wasmparser::MemoryType>,
    globals: Vec<wasmparser::GlobalType>,
    exports: Vec<Export<'a>>,
    start: Option<u32>,
    /// The function at each place of the table.
    table: BTreeMap<u32, u32>,
    bodies: Vec<FunctionBody<'a>>,
    /// What functions are called.
    names: HashMap<u32, &'a str>,
}

impl<'a> File<'a> {
    fn read(wasm: &'a [u8]) -> Outcome<Self> {
        let mut file = Self::default();
        for payload in Parser::new(0).parse_all(wasm) {
            let payload = payload?;
            if let Some((id, range)) = payload.as_section() {
                let range = usize::try_from(range.start)?..usize::try_from(range.end)?;
                file.sections.push((id, &wasm[range]));
            }
            match payload {
                Payload::TypeSection(section) => {
                    file.types = section.into_iter_err_on_gc_types().collect::<Result<_, _>>()?;
                }
                Payload::ImportSection(section) => {
                    for import in section.into_imports() {
                        let import = import?;
                        file.imported += u32::from(matches!(import.ty, TypeRef::Func(_)));
                        file.imports.push((import.module, import.name, import.ty));
                    }
                }
                Payload::FunctionSection(section) => {
                    file.functions = section.into_iter().collect::<Result<_, _>>()?;
                }
                Payload::TableSection(section) => {
                    for table in section {
                        file.tables.push(table?.ty);
                    }
                }
                Payload::MemorySection(section) => {
                    file.memories = section.into_iter().collect::<Result<_, _>>()?;
                }
                Payload::GlobalSection(section) => {
                    for global in section {
                        file.globals.push(global?.ty);
                    }
                }
                Payload::ExportSection(section) => {
                    file.exports = section.into_iter().collect::<Result<_, _>>()?;
                }
                Payload::StartSection { func, .. } => file.start = Some(func),
                Payload::ElementSection(section) => {
                    for element in section {
                        file.read_element(element?)?;
                    }
                }
                Payload::CodeSectionEntry(body) => file.bodies.push(body),
                Payload::CustomSection(section) => {
                    if let KnownCustom::Name(names) = section.as_known() {
                        file.read_names(names)?;
                    }
                }
                _ => {}
            }
        }
        Ok(file)
    }

    fn read_names(&mut self, names: NameSectionReader<'a>) -> Outcome<()> {
        for part in names {
            if let Name::Function(functions) = part? {
                for named in functions {
                    let named = named?;
                    self.names.insert(named.index, named.name);
                }
            }
        }
        Ok(())
    }

    fn read_element(&mut self, element: wasmparser::Element<'a>) -> Outcome<()> {
        let ElementKind::Active { offset_expr, .. } = element.kind else { return Ok(()) };
        let Operator::I32Const { value } = offset_expr.get_operators_reader().read()? else {
            return Err("the first file has elements without a fixed place".into());
        };
        let mut place = u32::try_from(value)?;
        match element.items {
            ElementItems::Functions(functions) => {
                for function in functions {
                    self.table.insert(place, function?);
                    place += 1;
                }
            }
            ElementItems::Expressions(_, expressions) => {
                for expression in expressions {
                    let first = expression?.get_operators_reader().read()?;
                    if let Operator::RefFunc { function_index } = first {
                        self.table.insert(place, function_index);
                    }
                    place += 1;
                }
            }
        }
        Ok(())
    }

    /// What an imported function is called; `None` for others.
    fn import(&self, number: u32) -> Option<(&'a str, &'a str)> {
        let is_function = |ty: &TypeRef| matches!(ty, TypeRef::Func(_));
        let mut functions = self.imports.iter().filter(|(_, _, ty)| is_function(ty));
        functions.nth(usize::try_from(number).ok()?).map(|(module, name, _)| (*module, *name))
    }

    /// The functions that a function of the file names.
    fn calls(&self, number: u32) -> Outcome<Vec<u32>> {
        let Some(own) = number.checked_sub(self.imported) else { return Ok(Vec::new()) };
        let mut called = Vec::new();
        for operator in self.bodies[usize::try_from(own)?].get_operators_reader()? {
            match operator? {
                Operator::Call { function_index }
                | Operator::ReturnCall { function_index }
                | Operator::RefFunc { function_index } => called.push(function_index),
                _ => {}
            }
        }
        Ok(called)
    }

    /// Those functions with all that they lead to.
    fn reached(&self, from: impl IntoIterator<Item = u32>) -> Outcome<HashSet<u32>> {
        let mut waiting: Vec<u32> = from.into_iter().collect();
        let mut reached = HashSet::new();
        while let Some(number) = waiting.pop() {
            if reached.insert(number) {
                waiting.extend(self.calls(number)?);
            }
        }
        Ok(reached)
    }

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
                EXPORT_SECTION => {
                    let data = &self.more_exports(data)?;
                    module.section(&RawSection { id: *id, data })
                }
                // What only people read.
                CUSTOM_SECTION => &mut module,
                id => module.section(&RawSection { id, data }),
            };
        }
        Ok(module.finish())
    }

    /// The exports, with all that the other file imports.
    fn more_exports(&self, data: &[u8]) -> Outcome<Vec<u8>> {
        let missing: Vec<u32> = (0..u32::try_from(self.globals.len())?)
            .filter(|global| self.exported(ExternalKind::Global, *global).is_none())
            .collect();
        let mut section = Vec::new();
        let count = wasmparser::BinaryReader::new(data, 0).read_var_u32()?;
        (count + u32::try_from(missing.len())?).encode(&mut section);
        let mut length = Vec::new();
        count.encode(&mut length);
        section.extend(&data[length.len()..]);
        for global in missing {
            global_name(global).encode(&mut section);
            section.push(3);
            global.encode(&mut section);
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
