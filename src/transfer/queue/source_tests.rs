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

#[test]
fn what_was_added_on_another_page_is_withheld_from_the_one_that_embeds_this() {
    let of = |embedder: Option<&str>| Source { name: None, embedder: embedder.map(Into::into) };
    let forum = "https://forum.example";
    for (page, from, withheld) in [
        (None, None, false),
        (None, Some(forum), false),
        (Some(forum), Some(forum), false),
        (Some(forum), Some("https://blog.example"), true),
        (Some(forum), None, true),
    ] {
        let mut queue = Queue::embedded_by(page.map(Into::into));
        let id = queue.put_back(entry("a", 5), State::Queued, None, of(from));
        assert_eq!(queue.get(id).unwrap().is_withheld(), withheld, "{page:?} {from:?}");
        // Nor does a refusal tell of it.
        assert_eq!(queue.load().files, usize::from(!withheld));
        assert_eq!(queue.summary().items, 1);
        let told = queue.told_summary().map(|told| told.items);
        assert_eq!(told, page.map(|_| usize::from(!withheld)));
        queue.clear();
        let id = queue.add(entry("b", 5), None);
        assert_eq!(queue.get(id).unwrap().source.as_deref(), page.map(|_| of(page)).as_ref());
    }
}
