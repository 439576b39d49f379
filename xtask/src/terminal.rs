//! What we print, and when in colour.

use std::fmt::Display;
use std::io::{IsTerminal, Write};
use std::time::Duration;

/// The few colours we use, by meaning.
#[derive(Clone, Copy)]
enum Style {
    Step,
    Warning,
    Error,
}

impl Style {
    fn code(self) -> &'static str {
        match self {
            Self::Step => "\x1b[1;36m",
            Self::Warning => "\x1b[1;33m",
            Self::Error => "\x1b[1;31m",
        }
    }
}

/// Whether to colour: only on a terminal, and never when NO_COLOR is set to anything.
pub(crate) fn colour() -> bool {
    std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty())
        && std::io::stdout().is_terminal()
}

fn print(style: Option<Style>, label: &str, text: &dyn Display) {
    let mut out = std::io::stdout().lock();
    // A closed standard output (`| head`) is no reason to fail.
    let _ = match style {
        Some(style) if colour() => writeln!(out, "{}{label}\x1b[0m{text}", style.code()),
        _ => writeln!(out, "{label}{text}"),
    };
    let _ = out.flush();
}

/// A plain line.
pub(crate) fn say(text: impl Display) {
    print(None, "", &text);
}

/// The start of something that takes a while. Say how long it usually takes.
pub(crate) fn step(text: impl Display) {
    print(Some(Style::Step), "==> ", &text);
}

/// Something a person should know although we go on.
pub(crate) fn warn(text: impl Display) {
    print(Some(Style::Warning), "warning: ", &text);
}

/// Why we end.
pub(crate) fn error(text: impl Display) {
    print(Some(Style::Error), "error: ", &text);
}

/// A length of time for reading: "0.4 s", "12 s", "3 min 5 s".
pub(crate) fn duration(time: Duration) -> String {
    let seconds = time.as_secs();
    match seconds {
        0..10 => format!("{:.1} s", time.as_secs_f64()),
        10..60 => format!("{seconds} s"),
        _ => format!("{} min {} s", seconds / 60, seconds % 60),
    }
}

/// Which side of its column a cell stands on.
#[derive(Clone, Copy)]
pub(crate) enum Align {
    /// For words.
    Left,
    /// For numbers.
    Right,
}

/// Lines of a table: every row has as many cells as `columns`, two spaces between.
pub(crate) fn table(columns: &[Align], rows: &[Vec<String>]) -> Vec<String> {
    let width = |column: usize| {
        let cells = rows.iter().filter_map(|row| row.get(column));
        cells.map(|cell| cell.chars().count()).max().unwrap_or(0)
    };
    let widths: Vec<usize> = (0..columns.len()).map(width).collect();
    let line = |row: &Vec<String>| {
        let cells = row.iter().zip(columns.iter().zip(&widths));
        let padded: Vec<String> = cells
            .map(|(cell, (align, width))| match align {
                Align::Left => format!("{cell:<width$}"),
                Align::Right => format!("{cell:>width$}"),
            })
            .collect();
        padded.join("  ").trim_end().to_owned()
    };
    rows.iter().map(line).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_read_naturally() {
        assert_eq!(duration(Duration::from_millis(432)), "0.4 s");
        assert_eq!(duration(Duration::from_secs(12)), "12 s");
        assert_eq!(duration(Duration::from_secs(185)), "3 min 5 s");
    }

    #[test]
    fn table_columns_line_up() {
        let rows = [
            vec!["file".to_owned(), "raw".to_owned()],
            vec!["a.js".to_owned(), "12".to_owned()],
            vec!["longer.js".to_owned(), "3456".to_owned()],
        ];
        let lines = table(&[Align::Left, Align::Right], &rows);
        assert_eq!(lines, ["file        raw", "a.js         12", "longer.js  3456"]);
    }
}
