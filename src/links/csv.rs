//! The links of many files as a table: CSV as RFC 4180 has it, for spreadsheet programs.

use super::{Format, SharedFile, escape};

/// Tells spreadsheet programs that the text is UTF-8.
const BYTE_ORDER_MARK: &str = "\u{feff}";

/// The columns. Delete and info links are left out: whoever gets the table could delete the files.
const COLUMNS: [&str; 7] = ["name", "bytes", "md5", "link", "html", "bbcode", "markdown"];

/// A table of files with a header, a row each, in the order given. It begins with a byte order
/// mark.
///
/// Every value is quoted. One that a spreadsheet program would take for a formula begins with an
/// apostrophe, so that it stays text; most programs show it.
pub fn csv<'a>(files: impl IntoIterator<Item = SharedFile<'a>>) -> String {
    let mut out = String::from(BYTE_ORDER_MARK);
    row(&mut out, COLUMNS);
    for file in files {
        let bytes = file.bytes.map(|bytes| bytes.to_string()).unwrap_or_default();
        let md5 = file.md5.map(|md5| md5.to_string()).unwrap_or_default();
        let [link, html, bbcode, markdown] = Format::ALL.map(|format| file.snippet(format));
        row(&mut out, [&escape::plain(file.name), &bytes, &md5, &link, &html, &bbcode, &markdown]);
    }
    out
}

fn row(out: &mut String, values: [&str; COLUMNS.len()]) {
    for (place, value) in values.into_iter().enumerate() {
        out.push_str(if place == 0 { "\"" } else { ",\"" });
        if is_formula(value) {
            out.push('\'');
        }
        for c in value.chars() {
            if c == '"' {
                out.push('"');
            }
            out.push(c);
        }
        out.push('"');
    }
    out.push_str("\r\n");
}

/// Whether a spreadsheet program would calculate it. Some programs skip spaces before the sign, and
/// some read its full-width form.
fn is_formula(value: &str) -> bool {
    value
        .trim_start_matches([' ', '\u{a0}', '\u{3000}'])
        .starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠'])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::Link;

    fn link(address: &str) -> Link {
        Link::new(address).expect("a link")
    }

    fn table(name: &str) -> String {
        let url = link("https://h.example/1");
        csv([SharedFile { bytes: Some(5), ..SharedFile::new(name, &url) }])
    }

    #[test]
    fn the_table_begins_with_the_mark_and_the_header() {
        let (header, rows) = table("a")
            .split_once("\r\n")
            .map(|(h, r)| (h.to_owned(), r.to_owned()))
            .expect("lines");
        assert_eq!(
            header,
            "\u{feff}\"name\",\"bytes\",\"md5\",\"link\",\"html\",\"bbcode\",\"markdown\""
        );
        assert!(
            rows.starts_with("\"a\",\"5\",\"\",\"https://h.example/1\",\"<a href=\"\"https"),
            "{rows}"
        );
        assert!(rows.ends_with("\"[a](https://h.example/1)\"\r\n"), "{rows}");
    }

    #[test]
    fn quotes_are_doubled_and_commas_stay_inside() {
        assert!(table("a \"b\", c").contains("\r\n\"a \"\"b\"\", c\",\"5\""));
        assert!(table("a\r\nb").contains("\r\n\"ab\",\"5\""), "a name ends no row");
    }

    #[test]
    fn no_name_is_a_formula() {
        for name in ["=1+1", "+1", "-1", "@SUM(1)", " =1", "＝1", "=cmd|' /C calc'!A0"] {
            assert!(table(name).contains(&["\r\n\"'", name, "\","].concat()), "{name}");
        }
        // A tab before the sign is dropped with all controls.
        assert!(table("\t=1").contains("\r\n\"'=1\","));
        for name in ["a=1", "1-2.txt", "_=", "'="] {
            assert!(table(name).contains(&["\r\n\"", name, "\","].concat()), "{name}");
        }
    }

    #[test]
    fn the_links_that_delete_a_file_are_not_in_the_table() {
        let url = link("https://h.example/1");
        let (delete, info) = (link("https://h.example/1~d?key"), link("https://h.example/1~i?key"));
        let file = SharedFile {
            delete_url: Some(&delete),
            info_url: Some(&info),
            ..SharedFile::new("a", &url)
        };
        assert!(!csv([file]).contains("key"));
    }
}
