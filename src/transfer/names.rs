//! What a host makes of a file's name, and names that are still free.

/// The name as it arrives with a file: browsers send `"` as `%22`, and so on, and PHP takes what is
/// before the last slash or backslash for a folder.
fn as_sent(name: &str) -> String {
    let name = name.rsplit(['/', '\\']).next().unwrap_or_default();
    name.replace('"', "%22").replace('\r', "%0D").replace('\n', "%0A")
}

/// What a host may have made of the name of a file: hosts of this family clean the names of
/// folders, and not all of them those of files.
pub(super) fn forms(name: &str) -> impl Iterator<Item = String> {
    let (sent, stored) = (as_sent(name), as_stored(name));
    let other = (sent != stored).then_some(sent);
    [stored].into_iter().chain(other)
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
        let all = |name| forms(name).collect::<Vec<_>>();
        assert_eq!(all("photo.jpg"), ["photo.jpg"]);
        assert_eq!(all("say \"hi\""), ["say %22hi%22"]);
        assert_eq!(all(" a<b>c"), ["ac", " a<b>c"]);
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
