//! What is in a wasm file, as far as taking it apart needs it.

use std::collections::{BTreeMap, HashMap, HashSet};

use wasmparser::{
    ElementItems, ElementKind, Export, FuncType, FunctionBody, KnownCustom, Name,
    NameSectionReader, Operator, Parser, Payload, TypeRef,
};

use crate::Outcome;

/// What is in a wasm file.
#[derive(Default)]
pub(crate) struct File<'a> {
    pub(crate) sections: Vec<(u8, &'a [u8])>,
    pub(crate) types: Vec<FuncType>,
    pub(crate) imports: Vec<(&'a str, &'a str, TypeRef)>,
    /// How many functions are imported.
    pub(crate) imported: u32,
    /// The type of each own function.
    pub(crate) functions: Vec<u32>,
    pub(crate) tables: Vec<wasmparser::TableType>,
    pub(crate) memories: Vec<wasmparser::MemoryType>,
    pub(crate) globals: Vec<wasmparser::GlobalType>,
    pub(crate) exports: Vec<Export<'a>>,
    pub(crate) start: Option<u32>,
    /// The function at each place of the table.
    pub(crate) table: BTreeMap<u32, u32>,
    pub(crate) bodies: Vec<FunctionBody<'a>>,
    /// What functions are called.
    pub(crate) names: HashMap<u32, &'a str>,
}

impl<'a> File<'a> {
    pub(crate) fn read(wasm: &'a [u8]) -> Outcome<Self> {
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
        let ElementKind::Active { offset_expr, table_index: None | Some(0) } = element.kind else {
            return Err("a file has elements that are not for the table of functions".into());
        };
        let Operator::I32Const { value } = offset_expr.get_operators_reader().read()? else {
            return Err("a file has elements without a fixed place".into());
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
    pub(crate) fn import(&self, number: u32) -> Option<(&'a str, &'a str)> {
        let is_function = |ty: &TypeRef| matches!(ty, TypeRef::Func(_));
        let mut functions = self.imports.iter().filter(|(_, _, ty)| is_function(ty));
        functions.nth(usize::try_from(number).ok()?).map(|(module, name, _)| (*module, *name))
    }

    /// The functions that a function of the file names.
    pub(crate) fn calls(&self, number: u32) -> Outcome<Vec<u32>> {
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
    pub(crate) fn reached(&self, from: impl IntoIterator<Item = u32>) -> Outcome<HashSet<u32>> {
        let mut waiting: Vec<u32> = from.into_iter().collect();
        let mut reached = HashSet::new();
        while let Some(number) = waiting.pop() {
            if reached.insert(number) {
                waiting.extend(self.calls(number)?);
            }
        }
        Ok(reached)
    }
}
