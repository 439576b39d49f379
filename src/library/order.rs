//! Files in the order the reader wants them, and those among them that are looked for.

use std::cmp::Ordering;

use crate::api::File;
use crate::ordered::{by_name, in_order, lowercase};

/// What comes first in a list of files.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Order {
    /// By name, in the order of the browser's language and as people count: `photo 2` before
    /// `photo 10`.
    #[default]
    Name,
    /// The names backwards.
    NameBackwards,
    /// The largest file.
    Largest,
    /// The smallest file.
    Smallest,
    /// The file the host stored last. Hosts tell no dates of files, but number them one after
    /// another.
    Newest,
    /// The file the host stored first.
    Oldest,
    /// The file that was downloaded most often.
    MostDownloaded,
}

impl Order {
    /// All orders, as they are offered.
    pub const ALL: [Order; 7] = [
        Order::Name,
        Order::NameBackwards,
        Order::Newest,
        Order::Oldest,
        Order::Largest,
        Order::Smallest,
        Order::MostDownloaded,
    ];

    /// The places, counted from 0, of the files whose names hold all words of `search`, in this
    /// order. Upper and lower case are the same; equals stand by name.
    pub fn arrange<'a>(
        self,
        files: impl IntoIterator<Item = &'a File>,
        search: &str,
    ) -> Vec<usize> {
        let files: Vec<&File> = files.into_iter().collect();
        let named = by_name(files.iter().map(|file| &*file.name));
        let places = self.arrange_named(named.iter().map(|place| files[*place]), search);
        places.into_iter().map(|place| named[place]).collect()
    }

    /// The same for files that are in the order of their names already.
    pub(crate) fn arrange_named<'a>(
        self,
        files: impl Iterator<Item = &'a File>,
        search: &str,
    ) -> Vec<usize> {
        let search = lowercase(search);
        let words: Vec<&str> = search.split_whitespace().collect();
        let wanted = |file: &File| {
            let name = if words.is_empty() { String::new() } else { lowercase(&file.name) };
            words.iter().all(|word| name.contains(word))
        };
        let found: Vec<(usize, &File)> =
            files.enumerate().filter(|(_, file)| wanted(file)).collect();
        // What is equal stays in the order of the places.
        let compare = |one: usize, other: usize| {
            let ((place, file), (other_place, other)) = (found[one], found[other]);
            match self {
                Order::Name => Ordering::Equal,
                Order::NameBackwards => other_place.cmp(&place),
                Order::Largest => other.size.cmp(&file.size),
                Order::Smallest => file.size.cmp(&other.size),
                Order::Newest => by_number(other, file),
                Order::Oldest => by_number(file, other),
                Order::MostDownloaded => other.downloads.cmp(&file.downloads),
            }
        };
        in_order(found.len(), &compare).into_iter().map(|at| found[at].0).collect()
    }
}

/// Hosts' numbers have no leading zeros: the longer one is the greater.
fn by_number(one: &File, other: &File) -> Ordering {
    let (one, other) = (one.id.as_str(), other.id.as_str());
    one.len().cmp(&other.len()).then_with(|| one.cmp(other))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::Json;

    fn file(id: u32, name: &str, size: &str, downloads: u32) -> File {
        let reply = format!(
            r#"{{"id": {id}, "filename": "{name}", "fileSize": {size}, "downloads": {downloads}}}"#
        );
        File::decode(&Json::parse(&reply).unwrap()).unwrap()
    }

    fn names(order: Order, search: &str) -> Vec<String> {
        let files = [
            file(9, "Photo 10.jpg", "30", 0),
            file(100, "photo 2.jpg", "10", 5),
            file(11, "Älter.txt", "null", 2),
            file(12, "photo.jpg", "20", 5),
            file(13, "notes 002.txt", "20", 0),
        ];
        let places = order.arrange(&files, search);
        places.into_iter().map(|place| files[place].name.clone()).collect()
    }

    #[test]
    fn names_are_in_the_order_people_count() {
        let expected = ["notes 002.txt", "photo 2.jpg", "Photo 10.jpg", "photo.jpg", "Älter.txt"];
        assert_eq!(names(Order::Name, ""), expected);
        let mut backwards = expected;
        backwards.reverse();
        assert_eq!(names(Order::NameBackwards, ""), backwards);
    }

    #[test]
    fn sizes_numbers_and_downloads_order_too_and_equals_stand_by_name() {
        let unknown = "Älter.txt";
        assert_eq!(
            names(Order::Largest, ""),
            ["Photo 10.jpg", "notes 002.txt", "photo.jpg", "photo 2.jpg", unknown]
        );
        assert_eq!(
            names(Order::Smallest, "")[1..],
            ["photo 2.jpg", "notes 002.txt", "photo.jpg", "Photo 10.jpg"]
        );
        assert_eq!(names(Order::Newest, "")[0], "photo 2.jpg", "100 is more than 13");
        assert_eq!(names(Order::Oldest, "")[0], "Photo 10.jpg");
        assert_eq!(names(Order::MostDownloaded, "")[..2], ["photo 2.jpg", "photo.jpg"]);
    }

    #[test]
    fn a_search_finds_names_with_all_its_words_in_any_case() {
        assert_eq!(names(Order::Name, " PHOTO  1 "), ["Photo 10.jpg"]);
        assert_eq!(names(Order::Name, "txt äl"), ["Älter.txt"]);
        assert_eq!(names(Order::Name, "nothing"), [""; 0]);
    }

    #[test]
    fn ten_thousand_files_are_all_in_the_list_once() {
        let files: Vec<File> =
            (0..10_000).map(|n| file(n, &format!("f{}", (n * 7919) % 10_000), "1", n)).collect();
        for order in Order::ALL {
            let mut places = order.arrange(&files, "");
            places.sort_unstable();
            assert!(places.iter().copied().eq(0..10_000), "{order:?}");
        }
    }
}
