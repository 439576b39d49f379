//! Joins wasm files that are always loaded together.
//!
//! The files that `wasm_split_cli_support` writes beside the main one have a simple form: all have the
//! same types, import the memory and the table of functions but no functions, and call each other's
//! functions through that table. So their functions are put one after the other, and what went through
//! the table to another of them is called directly.

use std::collections::{HashMap, HashSet};

use wasm_encoder::reencode::{Reencode, RoundtripReencoder};
use wasm_encoder::{
    CodeSection, DataSection, ElementSection, FunctionSection, ImportSection, Module, TypeSection,
};
use wasmparser::{
    Data, DataKind, Element, ElementItems, ElementKind, FunctionBody, Import, Operator, Parser,
    Payload, TypeRef, TypeSectionReader,
};

use crate::Outcome;

/// What is in one of the files.
#[derive(Default)]
struct Part<'a> {
    types: Option<TypeSectionReader<'a>>,
    imports: Vec<Import<'a>>,
    /// The type of each function.
    functions: Vec<u32>,
    elements: Vec<Element<'a>>,
    bodies: Vec<FunctionBody<'a>>,
    data: Vec<Data<'a>>,
}

/// One file with everything that is in these.
pub(crate) fn join(files: &[Vec<u8>]) -> Outcome<Vec<u8>> {
    let parts = files.iter().map(|file| Part::read(file)).collect::<Outcome<Vec<_>>>()?;
    let mut types = TypeSection::new();
    let mut imports = ImportSection::new();
    let mut functions = FunctionSection::new();
    let mut elements = ElementSection::new();
    let mut code = CodeSection::new();
    let mut data = DataSection::new();
    if let Some(section) = parts.first().and_then(|part| part.types.clone()) {
        RoundtripReencoder.parse_type_section(&mut types, section)?;
    }
    let mut imported = HashSet::new();
    for (part, numbers) in parts.iter().zip(numbers(&parts)?) {
        let mut renumbered = Renumbered(&numbers);
        for import in &part.imports {
            if imported.insert((import.module, import.name)) {
                RoundtripReencoder.parse_import(&mut imports, *import)?;
            }
        }
        for of_type in &part.functions {
            functions.function(*of_type);
        }
        for element in &part.elements {
            renumbered.parse_element(&mut elements, element.clone())?;
        }
        for body in &part.bodies {
            renumbered.parse_function_body(&mut code, body.clone())?;
        }
        for segment in &part.data {
            renumbered.parse_data(&mut data, segment.clone())?;
        }
    }
    let mut joined = Module::new();
    joined.section(&types).section(&imports).section(&functions);
    joined.section(&elements).section(&code).section(&data);
    Ok(joined.finish())
}

impl<'a> Part<'a> {
    fn read(file: &'a [u8]) -> Outcome<Self> {
        let mut part = Self::default();
        for payload in Parser::new(0).parse_all(file) {
            match payload? {
                Payload::TypeSection(section) => part.types = Some(section),
                Payload::ImportSection(section) => {
                    part.imports = section.into_imports().collect::<Result<_, _>>()?;
                }
                Payload::FunctionSection(section) => {
                    part.functions = section.into_iter().collect::<Result<_, _>>()?;
                }
                Payload::ElementSection(section) => {
                    part.elements = section.into_iter().collect::<Result<_, _>>()?;
                }
                Payload::CodeSectionEntry(body) => part.bodies.push(body),
                Payload::DataSection(section) => {
                    part.data = section.into_iter().collect::<Result<_, _>>()?;
                }
                Payload::ExportSection(section) if section.count() == 0 => {}
                Payload::Version { .. }
                | Payload::DataCountSection { .. }
                | Payload::CodeSectionStart { .. }
                | Payload::CustomSection(_)
                | Payload::End(_) => {}
                other => return Err(format!("a file to join has {other:?}").into()),
            }
        }
        let foreign = |import: &Import<'_>| matches!(import.ty, TypeRef::Func(_));
        let passive = |data: &Data<'_>| matches!(data.kind, DataKind::Passive);
        if part.imports.iter().any(foreign) || part.data.iter().any(passive) {
            return Err("a file to join imports functions, or has data without a place".into());
        }
        Ok(part)
    }

    /// The functions that it puts into the table, by their places.
    fn in_table(&self) -> Outcome<Vec<(i32, u32)>> {
        let mut places = Vec::new();
        for element in &self.elements {
            let (ElementKind::Active { offset_expr, .. }, ElementItems::Functions(functions)) =
                (&element.kind, &element.items)
            else {
                return Err("a file to join has elements that are no functions".into());
            };
            let Operator::I32Const { value } = offset_expr.get_operators_reader().read()? else {
                return Err("a file to join has elements without a fixed place".into());
            };
            for (place, function) in (value..).zip(functions.clone()) {
                places.push((place, function?));
            }
        }
        Ok(places)
    }
}

/// The new number of each function of each part. Instead of a function that only calls another part's
/// through the table, it is that function.
fn numbers(parts: &[Part<'_>]) -> Outcome<Vec<Vec<u32>>> {
    let mut table = HashMap::new();
    let mut first = 0;
    let mut firsts = Vec::new();
    for part in parts {
        table.extend(part.in_table()?.into_iter().map(|(place, own)| (place, first + own)));
        firsts.push(first);
        first += u32::try_from(part.bodies.len())?;
    }
    let number = |first: u32, (own, body): (u32, &FunctionBody<'_>)| -> Outcome<u32> {
        let there = forwards_to(body)?.and_then(|place| table.get(&place));
        Ok(there.copied().unwrap_or(first + own))
    };
    let of_part = |(part, first): (&Part<'_>, u32)| {
        (0..).zip(&part.bodies).map(|function| number(first, function)).collect()
    };
    parts.iter().zip(firsts).map(of_part).collect()
}

/// The place in the table of the function to which this one hands over all that it is given.
fn forwards_to(body: &FunctionBody<'_>) -> Outcome<Option<i32>> {
    let mut given = 0;
    let mut place = None;
    for operator in body.get_operators_reader()? {
        match (operator?, place) {
            (Operator::LocalGet { local_index }, None) if local_index == given => given += 1,
            (Operator::I32Const { value }, None) => place = Some(value),
            (Operator::CallIndirect { .. } | Operator::End, Some(_)) => {}
            _ => return Ok(None),
        }
    }
    Ok(place)
}

/// Writes functions with their new numbers.
struct Renumbered<'a>(&'a [u32]);

impl Reencode for Renumbered<'_> {
    type Error = std::convert::Infallible;

    fn function_index(
        &mut self,
        own: u32,
    ) -> Result<u32, wasm_encoder::reencode::Error<Self::Error>> {
        // There is one for each function of the part, and it has imported none.
        Ok(self.0[own as usize])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What a file begins with.
    const COMMON: &str = r#"
        (type $number (func (result i32)))
        (import "__wasm_split" "memory" (memory 1))
        (import "__wasm_split" "__indirect_function_table" (table 10 funcref))"#;

    fn file(own: &str) -> Vec<u8> {
        wat::parse_str(["(module", COMMON, own, ")"].concat()).unwrap()
    }

    /// Has a function, which is at place 5 of the table.
    fn with_seven() -> Vec<u8> {
        file("(func $seven (result i32) i32.const 7) (elem (i32.const 5) func $seven)")
    }

    /// Has one that only calls place 5, and at place 6 one that calls that.
    fn with_callers() -> Vec<u8> {
        file(
            r#"(func $seven (result i32) i32.const 5 call_indirect (type $number))
            (func $eight (result i32) call $seven i32.const 1 i32.add)
            (elem (i32.const 6) func $eight)
            (data (i32.const 16) "eight")"#,
        )
    }

    fn operators(file: &[u8]) -> Vec<Vec<Operator<'_>>> {
        let bodies = Part::read(file).unwrap().bodies;
        let mut all = Vec::new();
        for body in bodies {
            let operators = body.get_operators_reader().unwrap().into_iter();
            all.push(operators.collect::<Result<_, _>>().unwrap());
        }
        all
    }

    #[test]
    fn what_went_through_the_table_is_called_directly() {
        let joined = join(&[with_seven(), with_callers()]).unwrap();
        wasmparser::validate(&joined).unwrap();
        let [seven, _, eight] = &operators(&joined)[..] else {
            panic!("there are three functions")
        };
        assert_eq!(seven[0], Operator::I32Const { value: 7 });
        assert_eq!(eight[0], Operator::Call { function_index: 0 });
    }

    #[test]
    fn places_in_the_table_and_data_stay() {
        let joined = join(&[with_seven(), with_callers()]).unwrap();
        let joined = Part::read(&joined).unwrap();
        assert_eq!(joined.in_table().unwrap(), [(5, 0), (6, 2)]);
        assert_eq!(joined.data[0].data, b"eight");
        assert_eq!(joined.imports.len(), 2, "what both import is imported once");
    }

    #[test]
    fn a_call_of_what_is_in_no_other_file_stays_as_it_is() {
        let joined = join(&[with_callers()]).unwrap();
        wasmparser::validate(&joined).unwrap();
        assert_eq!(operators(&joined)[1][0], Operator::Call { function_index: 0 });
    }

    #[test]
    fn files_of_another_form_are_refused() {
        let exports = file(r#"(func (export "seven") (result i32) i32.const 7)"#);
        assert!(join(&[exports]).is_err());
        let calls_out = wat::parse_str(r#"(module (import "page" "tell" (func)))"#).unwrap();
        assert!(join(&[calls_out]).is_err());
    }
}
