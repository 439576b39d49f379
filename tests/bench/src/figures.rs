//! What was measured, its medians and its ranges.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::contender::Contender;
use crate::scenario::Part;

/// What is measured of a contender.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[allow(missing_docs, reason = "`label` says what each is")]
pub enum Quantity {
    BytesOnWire,
    BytesUntilChoosing,
    Requests,
    Usable,
    UsableSlow,
    MainThread,
    MainThreadUntilChoosing,
    ChoosingAgain,
    ChoosingAgainSlow,
    BlockingSlow,
    Heap,
    #[serde(rename = "painted-1000")]
    PaintedThousand,
    #[serde(rename = "longest-task-1000")]
    LongestTaskThousand,
    #[serde(rename = "painted-10000")]
    PaintedTenThousand,
    #[serde(rename = "longest-task-10000")]
    LongestTaskTenThousand,
    #[serde(rename = "main-thread-10000")]
    MainThreadTenThousand,
    #[serde(rename = "heap-10000")]
    HeapTenThousand,
    #[serde(rename = "process-10000")]
    ProcessTenThousand,
    #[serde(rename = "wasm-per-file-10000")]
    WasmPerFile,
    #[serde(rename = "scrolling-10000")]
    Scrolling,
    #[serde(rename = "painted-100000")]
    PaintedHundredThousand,
    #[serde(rename = "longest-task-100000")]
    LongestTaskHundredThousand,
    #[serde(rename = "heap-100000")]
    HeapHundredThousand,
    #[serde(rename = "scrolling-100000")]
    ScrollingHundredThousand,
    Press,
    PressesOverFifty,
    OwnPress,
    OwnPressesOverFifty,
    #[serde(rename = "large-file")]
    LargeFile,
    #[serde(rename = "large-file-memory")]
    LargeFileMemory,
    #[serde(rename = "small-files-at-3")]
    SmallFilesAtThree,
    #[serde(rename = "small-files-at-6")]
    SmallFilesAtSix,
    #[serde(rename = "ten-thousand-at-6")]
    TenThousandAtSix,
    #[serde(rename = "http-503")]
    Unavailable,
    #[serde(rename = "dropped-connection")]
    Dropped,
    #[serde(rename = "refused-in-http-200")]
    Refused,
}

/// What a quantity's numbers count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// Bytes, shown in kB of a thousand.
    Kilobytes,
    /// Bytes, shown in MiB.
    Mebibytes,
    /// Bytes as they are.
    Bytes,
    /// Milliseconds; long ones are shown in seconds.
    Milliseconds,
    /// Milliseconds of a task; the browser tells only of those from 50.
    TaskMilliseconds,
    /// Just a number.
    Count,
    /// So many each second.
    PerSecond,
    /// What the page shows, in words.
    Words,
}

impl Quantity {
    /// All of them, in the order of the tables.
    pub const ALL: [Self; 36] = [
        Self::BytesOnWire,
        Self::BytesUntilChoosing,
        Self::Requests,
        Self::Usable,
        Self::UsableSlow,
        Self::MainThread,
        Self::MainThreadUntilChoosing,
        Self::ChoosingAgain,
        Self::ChoosingAgainSlow,
        Self::BlockingSlow,
        Self::Heap,
        Self::PaintedThousand,
        Self::LongestTaskThousand,
        Self::PaintedTenThousand,
        Self::LongestTaskTenThousand,
        Self::MainThreadTenThousand,
        Self::HeapTenThousand,
        Self::ProcessTenThousand,
        Self::WasmPerFile,
        Self::Scrolling,
        Self::PaintedHundredThousand,
        Self::LongestTaskHundredThousand,
        Self::HeapHundredThousand,
        Self::ScrollingHundredThousand,
        Self::Press,
        Self::PressesOverFifty,
        Self::OwnPress,
        Self::OwnPressesOverFifty,
        Self::LargeFile,
        Self::LargeFileMemory,
        Self::SmallFilesAtThree,
        Self::SmallFilesAtSix,
        Self::TenThousandAtSix,
        Self::Unavailable,
        Self::Dropped,
        Self::Refused,
    ];

    /// What it is, for readers.
    pub fn label(self) -> &'static str {
        match self {
            Self::BytesOnWire => "all files until usable, brotli, kB",
            Self::BytesUntilChoosing => "all files until files can be chosen, brotli, kB",
            Self::Requests => "requests until usable",
            Self::Usable => "time to usable",
            Self::UsableSlow => "time to usable with a processor 4 times slower",
            Self::MainThread => "processor time of the main thread to usable",
            Self::MainThreadUntilChoosing => {
                "processor time of the main thread until files can be chosen"
            }
            Self::ChoosingAgain => "page loaded anew: time until files can be chosen",
            Self::ChoosingAgainSlow => "the same with a processor 4 times slower",
            Self::BlockingSlow => "blocking time to usable, 4 times slower",
            Self::Heap => "memory when usable, script and wasm, MiB",
            Self::PaintedThousand => "1,000 files added: painted after",
            Self::LongestTaskThousand => "1,000 files added: longest task",
            Self::PaintedTenThousand => "10,000 files added: painted after",
            Self::LongestTaskTenThousand => "10,000 files added: longest task",
            Self::MainThreadTenThousand => "10,000 files added: processor time of the main thread",
            Self::ProcessTenThousand => "growth of the browser's memory by 10,000 files, MiB",
            Self::HeapTenThousand => "memory with 10,000 files, script and wasm, MiB",
            Self::WasmPerFile => "wasm memory a queued file, bytes",
            Self::Scrolling => "frames a second while scrolling 10,000 files",
            Self::PaintedHundredThousand => "100,000 files added: painted after",
            Self::LongestTaskHundredThousand => "100,000 files added: longest task",
            Self::HeapHundredThousand => "memory with 100,000 files, script and wasm, MiB",
            Self::ScrollingHundredThousand => "frames a second while scrolling 100,000 files",
            Self::Press => "100 files going up, 4 times slower: a press until it shows",
            Self::PressesOverFifty => "presses that took more than 50 ms, of 100",
            Self::OwnPress => "the same for the widget's own buttons",
            Self::OwnPressesOverFifty => "those of them that took more than 50 ms, of 100",
            Self::LargeFile => "a file of 1 GiB",
            Self::LargeFileMemory => "growth of the browser's memory meanwhile, MiB",
            Self::SmallFilesAtThree => "1,000 files of 16 KiB, 3 at a time, files a second",
            Self::SmallFilesAtSix => "1,000 files of 16 KiB, 6 at a time, files a second",
            Self::TenThousandAtSix => "10,000 files of 1 KiB, 6 at a time, files a second",
            Self::Unavailable => "HTTP 503 once",
            Self::Dropped => "connection dropped once",
            Self::Refused => "HTTP 200 whose body says error",
        }
    }

    /// What its numbers count.
    pub fn unit(self) -> Unit {
        match self {
            Self::BytesOnWire | Self::BytesUntilChoosing => Unit::Kilobytes,
            Self::Heap
            | Self::HeapTenThousand
            | Self::ProcessTenThousand
            | Self::HeapHundredThousand
            | Self::LargeFileMemory => Unit::Mebibytes,
            Self::WasmPerFile => Unit::Bytes,
            Self::Requests | Self::PressesOverFifty | Self::OwnPressesOverFifty => Unit::Count,
            Self::Usable
            | Self::UsableSlow
            | Self::MainThread
            | Self::MainThreadUntilChoosing
            | Self::ChoosingAgain
            | Self::ChoosingAgainSlow
            | Self::BlockingSlow
            | Self::PaintedThousand
            | Self::PaintedTenThousand
            | Self::MainThreadTenThousand
            | Self::PaintedHundredThousand
            | Self::Press
            | Self::OwnPress
            | Self::LargeFile => Unit::Milliseconds,
            Self::LongestTaskThousand
            | Self::LongestTaskTenThousand
            | Self::LongestTaskHundredThousand => Unit::TaskMilliseconds,
            Self::Scrolling
            | Self::ScrollingHundredThousand
            | Self::SmallFilesAtThree
            | Self::SmallFilesAtSix
            | Self::TenThousandAtSix => Unit::PerSecond,
            Self::Unavailable | Self::Dropped | Self::Refused => Unit::Words,
        }
    }

    /// The part of the run that measures it.
    pub fn part(self) -> Part {
        match self {
            Self::BytesOnWire
            | Self::BytesUntilChoosing
            | Self::Requests
            | Self::Usable
            | Self::UsableSlow
            | Self::MainThread
            | Self::MainThreadUntilChoosing
            | Self::ChoosingAgain
            | Self::ChoosingAgainSlow
            | Self::BlockingSlow
            | Self::Heap => Part::Load,
            Self::PaintedThousand
            | Self::LongestTaskThousand
            | Self::PaintedTenThousand
            | Self::LongestTaskTenThousand
            | Self::MainThreadTenThousand
            | Self::HeapTenThousand
            | Self::ProcessTenThousand
            | Self::WasmPerFile
            | Self::Scrolling
            | Self::PaintedHundredThousand
            | Self::LongestTaskHundredThousand
            | Self::HeapHundredThousand
            | Self::ScrollingHundredThousand => Part::Add,
            Self::Press | Self::PressesOverFifty | Self::OwnPress | Self::OwnPressesOverFifty => {
                Part::Press
            }
            Self::LargeFile | Self::LargeFileMemory => Part::Large,
            Self::SmallFilesAtThree | Self::SmallFilesAtSix => Part::Many,
            Self::TenThousandAtSix => Part::Scale,
            Self::Unavailable | Self::Dropped | Self::Refused => Part::Mishaps,
        }
    }
}

/// Measurements of one quantity.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Figure {
    /// Numbers, at least one.
    Samples(Samples),
    /// What happened, where no number says it.
    Words {
        /// For readers.
        words: String,
    },
}

/// Numbers from repeated runs.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Samples {
    median: f64,
    least: f64,
    most: f64,
    samples: Vec<f64>,
}

impl Samples {
    /// Takes one more.
    pub fn add(&mut self, sample: f64) {
        self.samples.push((sample * 1000.0).round() / 1000.0);
        let mut sorted = self.samples.clone();
        sorted.sort_by(f64::total_cmp);
        let middle = sorted.len() / 2;
        self.median = match sorted.len() % 2 {
            0 => (sorted[middle - 1] + sorted[middle]) / 2.0,
            _ => sorted[middle],
        };
        self.least = sorted.first().copied().unwrap_or_default();
        self.most = sorted.last().copied().unwrap_or_default();
    }

    /// The middle one, or the mean of the two in the middle.
    pub fn median(&self) -> f64 {
        self.median
    }

    /// The smallest and the largest.
    pub fn range(&self) -> (f64, f64) {
        (self.least, self.most)
    }

    /// How many.
    pub fn count(&self) -> usize {
        self.samples.len()
    }
}

/// All figures, by contender's name.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Figures(BTreeMap<String, BTreeMap<Quantity, Figure>>);

/// Who curl's figures belong to: it is no contender, but shows what the machine can do.
pub const CURL: &str = "curl";

impl Figures {
    /// One more number.
    pub fn add(&mut self, contender: Contender, quantity: Quantity, sample: f64) {
        self.add_of(contender.name(), quantity, sample);
    }

    /// One more number of anybody.
    pub fn add_of(&mut self, name: &str, quantity: Quantity, sample: f64) {
        let own = self.0.entry(name.to_owned()).or_default();
        let figure = own.entry(quantity).or_insert_with(|| Figure::Samples(Samples::default()));
        if let Figure::Samples(samples) = figure {
            samples.add(sample);
        }
    }

    /// What happened, in place of a number.
    pub fn tell(&mut self, contender: Contender, quantity: Quantity, words: impl Into<String>) {
        let own = self.0.entry(contender.name().to_owned()).or_default();
        own.insert(quantity, Figure::Words { words: words.into() });
    }

    /// The figure of a contender, or of curl.
    pub fn get(&self, name: &str, quantity: Quantity) -> Option<&Figure> {
        self.0.get(name)?.get(&quantity)
    }

    /// Forgets what these parts measured before of these contenders.
    pub fn forget(&mut self, parts: &[Part], contenders: &[Contender]) {
        for contender in contenders.iter().map(|contender| contender.name()).chain([CURL]) {
            if let Some(own) = self.0.get_mut(contender) {
                own.retain(|quantity, _| !parts.contains(&quantity.part()));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn samples(numbers: &[f64]) -> Samples {
        let mut samples = Samples::default();
        numbers.iter().for_each(|number| samples.add(*number));
        samples
    }

    #[test]
    fn the_median_is_the_middle() {
        assert_eq!(samples(&[9.0, 1.0, 5.0]).median(), 5.0);
        assert_eq!(samples(&[9.0, 1.0, 5.0, 6.0]).median(), 5.5);
        assert_eq!(samples(&[9.0, 1.0, 5.0]).range(), (1.0, 9.0));
    }

    #[test]
    fn figures_survive_being_written_down() {
        let mut figures = Figures::default();
        figures.add(Contender::Uppy, Quantity::PaintedTenThousand, 17_600.0);
        figures.tell(Contender::Uppy, Quantity::Refused, "shown as done");
        figures.add_of(CURL, Quantity::LargeFile, 900.0);
        let json = serde_json::to_string(&figures).unwrap();
        assert!(json.contains("\"painted-10000\":{\"median\":17600.0"), "{json}");
        assert_eq!(serde_json::from_str::<Figures>(&json).unwrap(), figures);
    }

    #[test]
    fn only_what_is_measured_anew_is_forgotten() {
        let mut figures = Figures::default();
        figures.add(Contender::Uppy, Quantity::Usable, 1.0);
        figures.add(Contender::Uppy, Quantity::LargeFile, 1.0);
        figures.add(Contender::Bare, Quantity::Usable, 1.0);
        figures.forget(&[Part::Load], &[Contender::Uppy]);
        assert!(figures.get("uppy", Quantity::Usable).is_none());
        assert!(figures.get("uppy", Quantity::LargeFile).is_some());
        assert!(figures.get("bare", Quantity::Usable).is_some());
    }
}
