//! The hand-written scripts without what only readers of the source need: lines that are comments,
//! and indentation. Nothing inside a line is touched, so that nothing can change its meaning.

use std::fs;
use std::path::Path;

use crate::failure::Failure;

/// The scripts of `www/` that a build leaves; `cargo xtask split` does it for start.js.
pub(crate) const SCRIPTS: [&str; 4] = ["loader.js", "forum.js", "framing.js", "framed.js"];

/// Rewrites the scripts in `folder`.
pub(crate) fn scripts(folder: &Path) -> Result<(), Failure> {
    for name in SCRIPTS {
        let path = folder.join(name);
        let source = fs::read_to_string(&path).map_err(|cause| Failure::file(&path, &cause))?;
        fs::write(&path, compact(&source)).map_err(|cause| Failure::file(&path, &cause))?;
    }
    Ok(())
}

/// A script without its comments and indentation.
pub(crate) fn compact(source: &str) -> String {
    let mut comment = false;
    let mut kept = String::with_capacity(source.len());
    for line in source.lines().map(str::trim) {
        if line.starts_with("/*") {
            comment = true;
        }
        if !comment && !line.is_empty() && !line.starts_with("//") {
            kept.push_str(line);
            kept.push('\n');
        }
        if line.ends_with("*/") {
            comment = false;
        }
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    const LOADER: &str = include_str!("../../../www/embed/loader.js");

    #[test]
    fn comments_and_indentation_go() {
        let source = "// a\n/** b\n * c\n */\n{\n  let x = 'y'; // stays\n\n}\n";
        assert_eq!(compact(source), "{\nlet x = 'y'; // stays\n}\n");
    }

    #[test]
    fn the_loader_has_at_most_3000_bytes_on_its_way() {
        let text = compact(LOADER);
        let mut brotli = Vec::new();
        let best = brotli::enc::BrotliEncoderParams { quality: 11, ..Default::default() };
        brotli::BrotliCompress(&mut text.as_bytes(), &mut brotli, &best).unwrap();
        assert!(brotli.len() <= 3000, "{} bytes", brotli.len());
    }

    #[test]
    fn the_loader_reads_the_same_in_any_encoding() {
        assert!(LOADER.is_ascii());
    }

    #[test]
    fn the_loader_works_as_a_classic_script_too() {
        let line = |text: &str| text.starts_with("import ") || text.starts_with("export ");
        assert!(!LOADER.lines().any(line));
    }
}
