//! What stays known of where an item came from.

use super::tests::entry;
use super::*;

#[test]
fn a_renamed_item_is_still_known_by_the_name_of_its_file() {
    let mut queue = Queue::default();
    let id = queue.add(entry("IMG_1.jpg", 5), None);
    assert!(queue.rename(id, "Sea.jpg") && queue.rename(id, "Beach.jpg"));
    let item = queue.get(id).unwrap();
    assert_eq!((item.name(), item.chosen_name()), ("Beach.jpg", "IMG_1.jpg"));
}
