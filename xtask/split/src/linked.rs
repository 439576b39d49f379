//! A wasm file with what the linker notes in it (`--emit-relocs`): which functions it has, and what their
//! code refers to.

use std::ops::Range;

use wasm_encoder::{CustomSection, Encode, Module, RawSection};
use wasmparser::{
    CompositeInnerType, FunctionBody, KnownCustom, Linking, Parser, Payload, RelocAddendKind,
    RelocationEntry, SymbolInfo, TypeRef,
};

use crate::Outcome;

/// Where the linker notes what the code refers to.
pub(crate) const RELOCATIONS: &str = "reloc.CODE";

/// A function of the file, by its symbol.
pub(crate) struct Function<'a> {
    pub(crate) symbol: u32,
    pub(crate) number: u32,
    name: &'a str,
    /// How many values it is given.
    pub(crate) given: u32,
    /// Whether it returns one.
    pub(crate) answers: bool,
    pub(crate) body: FunctionBody<'a>,
}

impl Function<'_> {
    /// Whether its path ends like this, whichever way the compiler has written it as a name.
    pub(crate) fn is(&self, path: &str) -> bool {
        let pieces = path.split("::").map(|piece| format!("{}{piece}", piece.len()));
        self.name.contains(&pieces.collect::<String>())
    }

    /// Whether it is a type's own of a trait, as the compiler's older way to write names has that.
    pub(crate) fn is_of(&self, of: &str, function: &str) -> bool {
        let of = of.replace("::", "..");
        self.name.contains(&format!("as$u20${of}$GT${}{function}17h", function.len()))
    }
}

/// A wasm file with the linker's notes in it.
pub(crate) struct Linked<'a> {
    pub(crate) functions: Vec<Function<'a>>,
    /// Where the section with the code is.
    pub(crate) code: Range<usize>,
    /// Its number.
    code_section: u32,
    pub(crate) relocations: Vec<RelocationEntry>,
    wasm: &'a [u8],
}

impl<'a> Linked<'a> {
    pub(crate) fn read(wasm: &'a [u8]) -> Outcome<Self> {
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
    pub(crate) fn write(
        &self,
        changed: &[u8],
        relocations: &[RelocationEntry],
    ) -> Outcome<Vec<u8>> {
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
    pub(crate) fn noted(&self, relocations: &[RelocationEntry]) -> Outcome<Vec<u8>> {
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
