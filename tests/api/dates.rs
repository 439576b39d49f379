//! Dates in the reader's own way of writing them.

use upload_widget::api::DateTime;
use wasm_bindgen_test::wasm_bindgen_test;

use crate::sandbox::eval;

#[wasm_bindgen_test]
fn dates_follow_the_locale() {
    let date = DateTime::parse("2017-02-18 11:43:39").expect("a date");
    for locale in ["en-US", "de-CH", "ar-EG", "ja"] {
        let expected = eval(&format!(
            "new Intl.DateTimeFormat('{locale}', {{ dateStyle: 'medium', timeStyle: 'medium' }})
                .format(new Date(2017, 1, 18, 11, 43, 39))"
        ));
        assert_eq!(date.to_locale_string(locale), expected);
    }
    assert!(date.to_locale_string("de-CH").contains("18.02.2017"));
    assert!(!date.to_locale_string("").is_empty());
}
