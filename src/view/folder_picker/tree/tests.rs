use super::*;
use crate::api::Json;

fn folder(id: u64, name: &str) -> Folder {
    let reply = format!(r#"{{"id": "{id}", "folderName": "{name}", "child_folder_count": 1}}"#);
    Folder::decode(&Json::parse(&reply).unwrap()).unwrap()
}

/// Home › Photos (1) › Summer (11), Winter (12); Music (2); paint (3)
fn tree() -> Tree {
    let mut tree = Tree::new(Target::folder(Parent::Root, "Home"));
    tree.load(ROOT, vec![folder(2, "Music"), folder(3, "paint"), folder(1, "Photos")]);
    let photos = at(&tree, 1);
    tree.load(photos, vec![folder(11, "Summer"), folder(12, "Winter")]);
    tree
}

fn at(tree: &Tree, id: u64) -> Node {
    tree.find(&Parent::Folder(FolderId::from(id))).unwrap()
}

/// Each row as its depth in dots and its name.
fn drawn(tree: &Tree, rows: &[Row]) -> Vec<String> {
    let draw = |row: &Row| {
        let text = match row.shows {
            Shows::Folder { .. } => tree.name(row.node).to_owned(),
            shows => format!("{shows:?}"),
        };
        ".".repeat(row.level as usize - 1) + &text
    };
    rows.iter().map(draw).collect()
}

#[test]
fn only_open_folders_show_what_is_inside() {
    let mut tree = tree();
    assert_eq!(drawn(&tree, &tree.rows("")), ["Home", ".Music", ".paint", ".Photos"]);
    let photos = at(&tree, 1);
    tree.set_open(photos, true);
    let rows = tree.rows("");
    let names = ["Home", ".Music", ".paint", ".Photos", "..Summer", "..Winter"];
    assert_eq!(drawn(&tree, &rows), names);
    assert_eq!(rows.iter().map(|row| row.place).collect::<Vec<_>>()[3..], [(3, 3), (1, 2), (2, 2)]);
    tree.set_open(ROOT, false);
    assert_eq!(drawn(&tree, &tree.rows("")), ["Home"]);
}

#[test]
fn what_is_not_there_yet_has_a_row_of_its_own() {
    let mut tree = tree();
    let music = at(&tree, 2);
    tree.set_open(music, true);
    let shows = |tree: &Tree| drawn(tree, &tree.rows(""))[2].clone();
    tree.set_inside(music, Inside::Loading);
    assert_eq!(shows(&tree), "..Loading");
    tree.set_inside(music, Inside::Failed(Error::Offline));
    assert_eq!(shows(&tree), "..Failed");
    tree.load(music, Vec::new());
    assert_eq!(shows(&tree), "..Empty");
    let keys: std::collections::BTreeSet<u32> = tree.rows("").iter().map(|row| row.key).collect();
    assert_eq!(keys.len(), tree.rows("").len(), "each row has a key of its own");
}

#[test]
fn a_search_shows_what_fits_with_the_way_to_it() {
    let tree = tree();
    assert_eq!(drawn(&tree, &tree.rows(" WIN")), ["Home", ".Photos", "..Winter"]);
    assert_eq!(tree.matches("win"), 1);
    assert_eq!(drawn(&tree, &tree.rows("nothing")), ["Home"]);
    assert_eq!(tree.matches("nothing"), 0);
}

#[test]
fn a_folder_goes_neither_into_itself_nor_where_it_is() {
    let tree = tree();
    let [photos, summer, music] = [1, 11, 2].map(|id| at(&tree, id));
    assert!(!tree.may_move(photos, photos));
    assert!(!tree.may_move(photos, summer), "it would lie in itself");
    assert!(!tree.may_move(photos, ROOT), "it is there");
    assert!(!tree.may_move(ROOT, music));
    assert!(tree.may_move(photos, music));
    assert!(tree.may_move(summer, ROOT));
}

#[test]
fn a_folder_goes_not_into_one_that_has_gone() {
    let mut tree = tree();
    let [photos, summer, music] = [1, 11, 2].map(|id| at(&tree, id));
    tree.place(music, folder(11, "Summer"));
    tree.load(ROOT, vec![folder(2, "Music")]);
    assert!(!tree.may_move(summer, photos), "where it came from has gone");
    assert_eq!(tree.place(photos, folder(9, "new")), None);
    assert_eq!(tree.find(&Parent::Folder(FolderId::from(9))), None);
}

#[test]
fn an_answer_from_before_a_change_is_told_apart() {
    let mut tree = tree();
    let [photos, music] = [1, 2].map(|id| at(&tree, id));
    let first = tree.begin_asking(ROOT);
    assert!(tree.awaits(ROOT, first) && !tree.has_changed_since(first));
    tree.place(ROOT, folder(9, "new"));
    assert!(tree.has_changed_since(first), "a folder was made");
    let second = tree.begin_asking(ROOT);
    assert!(!tree.awaits(ROOT, first) && tree.awaits(ROOT, second), "only the last one counts");
    assert!(!tree.has_changed_since(second));
    let other = tree.begin_asking(photos);
    assert!(tree.awaits(ROOT, second) && !tree.has_changed_since(second), "each level has its own");
    tree.load(ROOT, vec![folder(1, "Photos"), folder(2, "Music")]);
    assert!(!tree.has_changed_since(other), "listing changes nothing on the host");
    tree.remove(music);
    assert!(tree.has_changed_since(other), "a folder was deleted");
    tree.remove(photos);
    assert!(!tree.awaits(photos, other), "it has gone");
}

#[test]
fn what_could_not_be_had_can_be_asked_for_as_if_never_before() {
    let mut tree = tree();
    let [photos, music] = [1, 2].map(|id| at(&tree, id));
    tree.set_inside(music, Inside::Failed(Error::Offline));
    tree.forget_failures();
    assert_eq!(tree.inside(music), &Inside::Unknown);
    assert!(matches!(tree.inside(photos), Inside::Loaded(_)), "what is known stays");
}

#[test]
fn typing_leads_to_the_next_folder_that_begins_so() {
    let tree = tree();
    let rows = tree.rows("");
    // Home, Music, paint, Photos
    assert_eq!(tree.typed(&rows, 0, "p"), Some(2));
    assert_eq!(tree.typed(&rows, 2, "p"), Some(3), "one letter goes on from here");
    assert_eq!(tree.typed(&rows, 3, "P"), Some(2), "and round");
    assert_eq!(tree.typed(&rows, 2, "pp"), Some(3), "the same letter again is one letter");
    assert_eq!(tree.typed(&rows, 2, "ph"), Some(3));
    assert_eq!(tree.typed(&rows, 3, "pho"), Some(3), "more letters stay while they fit");
    assert_eq!(tree.typed(&rows, 0, "x"), None);
    assert_eq!(tree.typed(&[], 0, "x"), None);
}

#[test]
fn a_listing_keeps_what_is_known_and_drops_what_has_gone() {
    let mut tree = tree();
    let [photos, music, winter] = [1, 2, 12].map(|id| at(&tree, id));
    tree.set_open(photos, true);
    let key = |tree: &Tree, node| tree.rows("").iter().find(|row| row.node == node).unwrap().key;
    let before = (key(&tree, photos), key(&tree, music));
    tree.load(ROOT, vec![folder(2, "Songs"), folder(1, "Photos"), folder(4, "New")]);
    assert!(tree.rows("").iter().any(|row| row.node == winter), "still open, and there");
    assert_eq!(key(&tree, photos), before.0, "nothing to draw anew");
    assert_ne!(key(&tree, music), before.1, "another name, another row");
    assert_eq!(drawn(&tree, &tree.rows(""))[1..3], [".Songs", ".Photos"]);
    assert_eq!(tree.find(&Parent::Folder(FolderId::from(3))), None);
}

#[test]
fn a_folder_is_moved_with_all_that_is_in_it_and_removed_so() {
    let mut tree = tree();
    let [photos, music, summer] = [1, 2, 11].map(|id| at(&tree, id));
    tree.load(music, Vec::new());
    tree.place(music, folder(1, "Photos"));
    assert_eq!(tree.path(summer), [music, photos, summer]);
    assert_eq!(tree.inside(ROOT), &Inside::Loaded(vec![music, at(&tree, 3)]));
    assert_eq!(tree.inside(music), &Inside::Loaded(vec![photos]));
    tree.remove(music);
    assert!(!tree.has(photos) && !tree.has(summer));
    assert_eq!(drawn(&tree, &tree.rows("")), ["Home", ".paint"]);
}

#[test]
fn a_new_folder_takes_its_place_by_name() {
    let mut tree = tree();
    tree.place(ROOT, folder(9, "notes"));
    assert_eq!(drawn(&tree, &tree.rows("")), ["Home", ".Music", ".notes", ".paint", ".Photos"]);
}

#[test]
fn the_row_of_a_folder_tells_of_one_that_was_made_in_it() {
    let mut tree = tree();
    let photos = at(&tree, 1);
    let key = |tree: &Tree| tree.rows("").iter().find(|row| row.node == photos).unwrap().key;
    let before = key(&tree);
    tree.place(photos, folder(13, "Spring"));
    assert_ne!(key(&tree), before);
}

#[test]
fn a_host_that_lists_a_folder_in_itself_or_twice_makes_no_circle() {
    let mut tree = tree();
    let [photos, summer] = [1, 11].map(|id| at(&tree, id));
    tree.load(
        summer,
        vec![folder(1, "Photos"), folder(11, "Summer"), folder(5, "a"), folder(5, "a")],
    );
    assert_eq!(tree.path(summer), [photos, summer]);
    assert_eq!(tree.inside(summer), &Inside::Loaded(vec![at(&tree, 5)]));
}
