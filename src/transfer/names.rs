//! What a host makes of a file's name, and names that are still free.

use crate::ordered::lowercase;

/// The name as it arrives with a file: browsers send `"` as `%22`, and so on, and PHP takes what is
/// before the last slash or backslash for a folder.
fn as_sent(name: &str) -> String {
    let name = name.rsplit(['/', '\\']).next().unwrap_or_default();
    name.replace('"', "%22").replace('\r', "%0D").replace('\n', "%0A")
}

/// What a host may have made of the name of a file: hosts of this family clean the names of
/// folders, and not all of them those of files; some drop quotes and a leading dot.
pub(super) fn forms(name: &str) -> Vec<String> {
    let (sent, stored) = (as_sent(name), as_stored(name));
    let mut forms = Vec::new();
    for form in [tidied(&stored), tidied(&sent), stored, sent] {
        if !forms.contains(&form) {
            forms.push(form);
        }
    }
    forms
}

/// A name as the uploader of some hosts stores it.
fn tidied(name: &str) -> String {
    name.strip_prefix('.').unwrap_or(name).trim().replace(['"', '\''], "")
}

/// The name from which such an uploader made this one, because the folder had a file of that name:
/// "photo (2).jpg" is the second "photo.jpg". Names are alike here whatever the case of their
/// extension, which it writes in lower case. See [`as_counted`].
pub(super) fn counted(name: &str) -> Option<String> {
    let (stem, extension) = name.rsplit_once('.').unwrap_or((name, ""));
    let (stem, number) = stem.strip_suffix(')')?.rsplit_once(" (")?;
    let is_number = !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit());
    is_number.then(|| with_extension(stem, extension))
}

/// A name as [`counted`] gives it back. One without a dot has two: such an uploader takes the whole
/// of it for its extension, and makes "note (2).notes" of "notes".
pub(super) fn as_counted(name: &str) -> impl Iterator<Item = String> + use<> {
    let (plain, odd) = match name.rsplit_once('.') {
        Some((stem, extension)) => (with_extension(stem, extension), None),
        None => {
            let last = name.char_indices().next_back().map_or(0, |(last, _)| last);
            (name.to_owned(), Some(with_extension(&name[..last], name)))
        }
    };
    [plain].into_iter().chain(odd)
}

fn with_extension(stem: &str, extension: &str) -> String {
    match extension {
        "" => stem.to_owned(),
        extension => [stem, ".", &lowercase(extension)].concat(),
    }
}

/// The name of a file as a host of this family stores it.
pub(super) fn as_stored(name: &str) -> String {
    cleaned(&as_sent(name))
}

/// The name of a folder, or any other text, as hosts of this family store it: trimmed, and without
/// what looks like an HTML tag.
pub(super) fn cleaned(name: &str) -> String {
    let mut out = String::with_capacity(name.len());
    let mut rest = name;
    while let Some(open) = rest.find('<') {
        // As PHP's strip_tags has it, a `<` before a space or at the end is text.
        let tag = rest[open + 1..].starts_with(|c: char| !c.is_whitespace());
        out.push_str(&rest[..open]);
        rest = &rest[open..];
        match rest.find('>') {
            Some(close) if tag => rest = &rest[close + 1..],
            None if tag => rest = "",
            _ => {
                out.push('<');
                rest = &rest[1..];
            }
        }
    }
    out.push_str(rest);
    out.trim().to_owned()
}

/// A name like this one that the host stores as it is.
pub(super) fn kept_name(name: &str) -> String {
    let like = |c: char| match c {
        '"' => '\'',
        '<' => '(',
        '>' => ')',
        '/' | '\\' => '-',
        c if c.is_control() => ' ',
        c => c,
    };
    let name: String = name.chars().map(like).collect();
    match name.trim() {
        "" => "file".to_owned(),
        name => name.to_owned(),
    }
}

/// `name` with the smallest number that makes it free: "photo (2).jpg".
pub(super) fn free_name(name: &str, taken: impl Fn(&str) -> bool) -> String {
    let (stem, extension) = match name.rfind('.') {
        Some(dot) if dot > 0 => name.split_at(dot),
        _ => (name, ""),
    };
    let mut number = 2_u32;
    loop {
        let candidate = [stem, " (", &number.to_string(), ")", extension].concat();
        if !taken(&candidate) {
            return candidate;
        }
        number += 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_stored_trimmed_and_without_tags() {
        for (sent, stored) in [
            ("photo.jpg", "photo.jpg"),
            (" a.txt ", "a.txt"),
            ("May/June.pdf", "June.pdf"),
            ("a\\b.txt", "b.txt"),
            ("say \"hi\".txt", "say %22hi%22.txt"),
            ("a<b>c", "ac"),
            ("1 < 2.txt", "1 < 2.txt"),
            ("a<b", "a"),
            ("a > b", "a > b"),
            ("<b>x<i>.js", "x.js"),
        ] {
            assert_eq!(as_stored(sent), stored, "{sent}");
        }
    }

    #[test]
    fn a_name_has_as_many_forms_as_hosts_may_make_of_it() {
        assert_eq!(forms("photo.jpg"), ["photo.jpg"]);
        assert_eq!(forms("say \"hi\""), ["say %22hi%22"]);
        assert_eq!(forms(" a<b>c"), ["ac", "a<b>c", " a<b>c"]);
        assert_eq!(forms("Rob's.jpg"), ["Robs.jpg", "Rob's.jpg"]);
        assert_eq!(forms(".env"), ["env", ".env"]);
    }

    #[test]
    fn a_number_in_a_name_may_be_the_hosts() {
        for (stored, name) in [
            ("a (2).txt", "a.txt"),
            ("a (3).txt", "a.TXT"),
            ("a (2) (2).txt", "a (2).txt"),
            ("a.tar (12).gz", "a.tar.gz"),
            ("notes (2)", "notes"),
            ("note (2).notes", "notes"),
            ("READM (2).readme", "README"),
            ("en (2).env", "env"),
        ] {
            let counted = counted(stored);
            assert!(counted.is_some_and(|of| as_counted(name).any(|name| name == of)), "{stored}");
        }
        for name in ["a.txt", "a ().txt", "a (b).txt", "a(2).txt", "(2).txt", "a (2)b.txt", ""] {
            assert_eq!(counted(name), None, "{name}");
        }
    }

    #[test]
    fn a_kept_name_is_stored_as_it_is() {
        for (name, kept) in [
            ("photo.jpg", "photo.jpg"),
            (" say \"hi\".txt", "say 'hi'.txt"),
            ("a<b>c\n.txt", "a(b)c .txt"),
            (" ", "file"),
        ] {
            assert_eq!(kept_name(name), kept, "{name}");
            assert_eq!(as_stored(kept), kept, "{name}");
        }
    }

    #[test]
    fn a_free_name_has_the_first_number_left() {
        let taken = ["photo.jpg", "photo (2).jpg", "notes"];
        let free = |name| free_name(name, |candidate| taken.contains(&candidate));
        assert_eq!(free("photo.jpg"), "photo (3).jpg");
        assert_eq!(free("notes"), "notes (2)");
        assert_eq!(free(".env"), ".env (2)");
    }
}
