//! Texts with numbers in them, which only a browser can write.

use wasm_bindgen_test::*;

use super::*;

wasm_bindgen_test_configure!(run_in_browser);

fn english(numbers: &str) -> Locale {
    let mut locale = Locale::english(numbers);
    locale.complete();
    locale
}

#[wasm_bindgen_test]
fn the_plural_is_that_of_the_texts_whoever_writes_the_numbers() {
    for (numbers, count, expected) in
        [("ja", 1, "1 file"), ("zh-CN", 1, "1 file"), ("ru", 21, "21 files"), ("fr", 0, "0 files")]
    {
        let text = english(numbers).plural(Text::FolderFiles, count, &[]);
        assert_eq!(text, expected, "{numbers}");
    }
}

#[wasm_bindgen_test]
fn numbers_are_written_as_the_region_does() {
    assert_eq!(english("en").count(5_000_000_000), "5,000,000,000");
    assert_eq!(english("de").count(5_000_000_000), "5.000.000.000");
}
