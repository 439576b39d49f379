//! The figures as tables for people.

use std::fmt::Write as _;

use super::Report;
use crate::contender::Contender;
use crate::figures::{CURL, Figure, Figures, Quantity, Samples, Unit};
use crate::scenario::Part;

/// The rows that the README shows.
const DIGEST: [Quantity; 20] = [
    Quantity::BytesOnWire,
    Quantity::BytesUntilChoosing,
    Quantity::Usable,
    Quantity::UsableSlow,
    Quantity::MainThread,
    Quantity::MainThreadUntilChoosing,
    Quantity::ChoosingAgain,
    Quantity::ChoosingAgainSlow,
    Quantity::PaintedThousand,
    Quantity::PaintedTenThousand,
    Quantity::LongestTaskTenThousand,
    Quantity::HeapTenThousand,
    Quantity::ProcessTenThousand,
    Quantity::Press,
    Quantity::LargeFile,
    Quantity::SmallFilesAtThree,
    Quantity::SmallFilesAtSix,
    Quantity::Unavailable,
    Quantity::Dropped,
    Quantity::Refused,
];

/// The README's table: medians, and what has to be known to read them.
pub fn digest(report: &Report) -> String {
    let earlier =
        if report.earlier().is_empty() { "" } else { "; some figures are of earlier days" };
    let mut text = format!(
        "Measured {}{earlier}. Dates, ranges and methods: [docs/bench.md](docs/bench.md). “Usable” means \
         the login form for the widget and the file button for its peers, which have no login; “until \
         files can be chosen” is the figure to compare.\n\n",
        report.circumstances()
    );
    text += &table(&report.figures, &DIGEST, median).unwrap_or_default();
    text
}

/// Everything, with ranges.
pub fn tables(report: &Report) -> String {
    let mut text = format!(
        "# How the widget compares\n\n\
         Written by `cargo xtask bench --publish`; do not edit. Measured {}. A cell is the median \
         of several runs and, in brackets, the least and the most of them. Contenders took turns. \
         A part or contender that was measured again later comes from another hour on the same \
         machine. `bench.json` has every run.\n\n{}",
        report.circumstances(),
        earlier(report)
    );
    let version = |(package, version): &(String, String)| format!("{package} {version}");
    let versions: Vec<_> = report.versions.iter().map(version).collect();
    let _ = writeln!(text, "Peers: {}. What each row means stands below.\n", versions.join(", "));
    for part in Part::ALL {
        let rows: Vec<_> =
            Quantity::ALL.into_iter().filter(|quantity| quantity.part() == part).collect();
        let Some(table) = table(&report.figures, &rows, ranged) else { continue };
        let _ = write!(text, "## {}\n\n{table}\n", heading(part));
        if part == Part::Large
            && let Some(curl) = report.figures.get(CURL, Quantity::LargeFile)
        {
            let cell = ranged(curl, Unit::Milliseconds);
            let _ = writeln!(text, "curl on the same machine takes {cell}.\n");
        }
        let _ = writeln!(text, "{}\n", note(part));
    }
    text.truncate(text.trim_end().len());
    text + "\n"
}

/// A list of what is from an earlier day than the rest; nothing when it is all of one day.
fn earlier(report: &Report) -> String {
    let earlier = report.earlier();
    if earlier.is_empty() {
        return String::new();
    }
    let line = |((contender, day), parts): (&(Contender, &str), &Vec<Part>)| {
        let parts: Vec<_> = parts.iter().map(|part| heading(*part)).collect();
        format!("- {} in “{}” ({day})\n", contender.title(), parts.join("”, “"))
    };
    format!("From earlier days:\n\n{}\n", earlier.iter().map(line).collect::<String>())
}

fn heading(part: Part) -> &'static str {
    match part {
        Part::Load => "Loading",
        Part::Add => "Adding files",
        Part::Press => "Pressing a button meanwhile",
        Part::Large => "A large file",
        Part::Many => "Many small files",
        Part::Scale => "Ten thousand uploads",
        Part::Mishaps => "When the host misbehaves",
    }
}

fn note(part: Part) -> &'static str {
    match part {
        Part::Load => {
            "A browser with a fresh profile opens the page over loopback. Usable: the file button, \
             or the widget's login form, is drawn and works; peers have no login. Files can be \
             chosen in the widget after that, with code that comes when somebody turns to it. The \
             processor time until files can be chosen includes filling in the login form and logging \
             in. Loaded anew: the same tab, in which the widget's reader stays logged in. Files are counted as brotli 11 makes them. Processor time is what the main thread \
             worked, without waiting. Blocking time is what tasks took beyond 50 ms each."
        }
        Part::Add => {
            "The files are chosen in the file input; time runs from the change event until a frame is \
             drawn in which the page has them all. The browser tells only of tasks of 50 ms and more. \
             Nothing is uploaded meanwhile: peers wait for their start button, and the widget, which \
             starts by itself, finds a host that takes minutes to answer. Script and wasm are what the \
             page's own code holds; what the browser holds for it, such as the elements of a list, is \
             only in its growth. Wasm memory is counted by pages of 64 KiB. Whoever took longer than a \
             second for 10,000 files was not given 100,000."
        }
        Part::Press => {
            "While 100 files go up, three at a time to a host that reads slowly, a button of the page \
             that is not the contender's is pressed three or four times a second. Time runs from the \
             press until the next frame is drawn, as the browser tells it in steps of 8 ms. This \
             includes the button's own work and whatever work of the contender delays it. After that the \
             widget's own buttons are pressed: filters, pausing and going on, menus, the \
             folders, the links' formats, copying, all links as text. The range is that of all presses."
        }
        Part::Large => {
            "From choosing the file to the page showing it as done, three uploads at a time allowed. \
             Memory is that of the browser's processes which run the page and send."
        }
        Part::Many => {
            "From choosing the files to the page showing the last as done. Where that took more than \
             100 s: those done by then. The widget compares every file's MD5 with the host's besides."
        }
        Part::Scale => "As above; the widget beside the bare page.",
        Part::Mishaps => {
            "What the page shows of one file of 1 MiB, set up as its documents say. A reply with HTTP \
             200 and an error in its body is how these hosts refuse: nothing was stored. The bare page \
             looks at no body."
        }
    }
}

/// A table of the rows that have figures; nothing where none has.
fn table(
    figures: &Figures,
    rows: &[Quantity],
    cell: fn(&Figure, Unit) -> String,
) -> Option<String> {
    let mut any = false;
    let mut text = String::from("| |");
    for contender in Contender::ALL {
        let _ = write!(text, " {} |", contender.title());
    }
    text += "\n| --- |";
    text += &" ---: |".repeat(Contender::ALL.len());
    text.push('\n');
    for &quantity in rows {
        let cells = Contender::ALL.map(|contender| figures.get(contender.name(), quantity));
        if cells.iter().all(Option::is_none) {
            continue;
        }
        any = true;
        let _ = write!(text, "| {} |", quantity.label());
        for figure in cells {
            let shown = figure.map_or("–".to_owned(), |figure| cell(figure, quantity.unit()));
            let _ = write!(text, " {shown} |");
        }
        text.push('\n');
    }
    any.then_some(text)
}

fn median(figure: &Figure, unit: Unit) -> String {
    match figure {
        Figure::Words { words } => words.clone(),
        Figure::Samples(samples) => shown(samples.median(), unit),
    }
}

fn ranged(figure: &Figure, unit: Unit) -> String {
    match figure {
        Figure::Words { words } => words.clone(),
        Figure::Samples(samples) if samples.count() < 2 => shown(samples.median(), unit),
        Figure::Samples(samples) => with_range(samples, unit),
    }
}

fn with_range(samples: &Samples, unit: Unit) -> String {
    let middle = shown(samples.median(), unit);
    let (least, most) = samples.range();
    let (least, most) = (shown(least, unit), shown(most, unit));
    if least == most { middle } else { format!("{middle} ({least} – {most})") }
}

/// A number in the unit that its row names, or with it.
fn shown(number: f64, unit: Unit) -> String {
    match unit {
        Unit::Kilobytes => format!("{:.1}", number / 1000.0),
        Unit::Mebibytes => format!("{:.1}", number / f64::from(1 << 20)),
        Unit::TaskMilliseconds if number < 50.0 => "< 50 ms".to_owned(),
        Unit::TaskMilliseconds => milliseconds(number),
        Unit::Milliseconds => milliseconds(number),
        Unit::PerSecond if number < 10.0 => format!("{number:.1}"),
        Unit::PerSecond | Unit::Bytes | Unit::Count | Unit::Words => format!("{number:.0}"),
    }
}

fn milliseconds(number: f64) -> String {
    match number {
        ..1000.0 => format!("{number:.0} ms"),
        ..10_000.0 => format!("{:.2} s", number / 1000.0),
        _ => format!("{:.1} s", number / 1000.0),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_stand_in_their_units() {
        assert_eq!(shown(75_700.0, Unit::Kilobytes), "75.7");
        assert_eq!(shown(0.0, Unit::TaskMilliseconds), "< 50 ms");
        assert_eq!(shown(17_600.0, Unit::Milliseconds), "17.6 s");
        assert_eq!(shown(450.4, Unit::Milliseconds), "450 ms");
        assert_eq!(shown(3.04, Unit::PerSecond), "3.0");
    }

    #[test]
    fn what_is_from_another_day_is_told() {
        let mut report = Report { date: "2026-11-22".to_owned(), ..Report::default() };
        for contender in [Contender::Ours, Contender::Blueimp] {
            report.figures.add(contender, Quantity::Usable, 100.0);
        }
        report.begin("2026-11-28".to_owned());
        report.measured(&[Contender::Ours], Part::Load);
        let told = "From earlier days:\n\n- jQuery File Upload in “Loading” (2026-11-22)\n\n";
        assert!(tables(&report).contains(told), "{}", tables(&report));
        assert!(digest(&report).contains("of earlier days"), "{}", digest(&report));
    }

    #[test]
    fn a_row_has_medians_words_and_gaps() {
        let mut figures = Figures::default();
        for usable in [82.0, 90.0, 84.0] {
            figures.add(Contender::Bare, Quantity::Usable, usable);
        }
        figures.tell(Contender::Uppy, Quantity::Usable, "never");
        let report = Report { figures, ..Report::default() };
        let row = "| time to usable | – | 84 ms (82 ms – 90 ms) | never | – | – | – |";
        assert!(tables(&report).contains(row), "{}", tables(&report));
    }
}
