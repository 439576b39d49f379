//! Makes a queue of its journal's lines.

use super::record::{Line, Record};
use crate::ordered::Ordered;

/// What the lines so far say.
#[derive(Default)]
pub(crate) struct Replay {
    /// By number. Of an item that was taken out the number stays: what comes later may name it.
    records: Ordered<u32, Option<Box<Record>>>,
    order: Vec<u32>,
}

impl Replay {
    pub(crate) fn take(&mut self, line: Line) {
        match line {
            Line::Item(record) => self.insert(record.number, Some(record)),
            // It may have been taken out before it was ever written down.
            Line::Gone(number) => self.insert(number, None),
            Line::Moved(number, before) => {
                self.order.retain(|other| *other != number);
                self.place(number, before);
            }
        }
    }

    fn insert(&mut self, number: u32, record: Option<Box<Record>>) {
        if self.records.insert(number, record) {
            // Some are written down ahead of their turn, before those in front of them.
            let next = self.records.after(number);
            self.place(number, next);
        }
    }

    fn place(&mut self, number: u32, before: Option<u32>) {
        let place = before.and_then(|next| self.order.iter().position(|other| *other == next));
        self.order.insert(place.unwrap_or(self.order.len()), number);
    }

    /// The items in order, the last line of each.
    pub(crate) fn into_records(mut self) -> Vec<Record> {
        let mut take = |number| self.records.get_mut(number)?.take().map(|record| *record);
        self.order.into_iter().filter_map(&mut take).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::transfer::queue::Queue;
    use crate::transfer::recovery::record;
    use crate::transfer::recovery::record::tests::entry;

    /// The names that come back of a journal in which the items are written in this order.
    fn names(written: &[u32], last: &str) -> String {
        let mut queue = Queue::default();
        let ids: Vec<_> = ["a", "b", "c", "d", "e"]
            .into_iter()
            .map(|name| queue.add(entry(name), None))
            .collect();
        let mut text = String::new();
        for place in written {
            let item = queue.get(ids[*place as usize]).unwrap();
            record::write(item, None, None, &mut text);
        }
        text.push_str(last);
        let mut replay = Replay::default();
        record::read(&text).for_each(|line| replay.take(line));
        replay.into_records().into_iter().map(|record| record.entry.name).collect()
    }

    #[test]
    fn what_was_written_ahead_does_not_come_first() {
        assert_eq!(names(&[0, 1, 2, 3, 4], ""), "abcde");
        assert_eq!(names(&[0, 3, 4, 1, 2, 0], ""), "abcde");
        assert_eq!(names(&[4, 3, 2, 1, 0], ""), "abcde");
    }

    #[test]
    fn moves_are_made_in_their_turn() {
        let mut last = String::new();
        record::write_moved(3, Some(0), &mut last);
        record::write_gone(0, &mut last);
        record::write_moved(1, None, &mut last);
        // Before one that was taken out: its place is still known.
        record::write_moved(4, Some(0), &mut last);
        assert_eq!(names(&[0, 3, 4, 1, 2], &last), "decb");
    }

    #[test]
    fn what_was_taken_out_before_it_was_written_down_still_has_its_place() {
        let mut last = String::new();
        record::write_gone(1, &mut last);
        record::write_moved(4, Some(1), &mut last);
        assert_eq!(names(&[0, 2, 3, 4], &last), "aecd");
    }
}
