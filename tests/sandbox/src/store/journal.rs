//! What a data folder keeps: one line of JSON per change, the newest line of an id wins.
//!
//! A line is written with one call and read back whole or not at all, so a killed process loses
//! at most the change it was writing. At start the journal is rewritten without outdated lines,
//! to a temporary file that then takes the old one's place.

use super::{File, Folder, Import};
use crate::account::AccountId;
use serde::{Deserialize, Serialize};
use std::io::{self, BufRead, Write};
use std::path::{Path, PathBuf};

/// A change, as the whole new state of one thing.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Record {
    /// An account's id, so that files keep their owner.
    Account {
        /// The account's name.
        username: String,
        /// Its id.
        id: AccountId,
    },
    /// A folder.
    Folder(Folder),
    /// A file.
    File(File),
    /// An import.
    Import(Import),
}

/// The open journal of a profile, or none where nothing is kept.
#[derive(Debug)]
pub struct Journal {
    file: Option<std::fs::File>,
    path: PathBuf,
}

impl Journal {
    /// A journal that keeps nothing.
    pub fn none() -> Journal {
        Journal { file: None, path: PathBuf::new() }
    }

    /// The records at that path, oldest first; none when there is no such file. A last line cut
    /// short is left out. Any other that cannot be read is an error: a fresh journal, which is
    /// written next, would lose it for good.
    pub fn read(path: &Path) -> io::Result<Vec<Record>> {
        let file = match std::fs::File::open(path) {
            Ok(file) => file,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
            Err(error) => return Err(error),
        };
        let mut records = Vec::new();
        let mut unreadable = None;
        for (line, number) in io::BufReader::new(file).split(b'\n').zip(1..) {
            if let Some((number, cause)) = unreadable {
                let words = format!("line {number} of {} is damaged: {cause}", path.display());
                return Err(io::Error::new(io::ErrorKind::InvalidData, words));
            }
            match serde_json::from_slice(&line?) {
                Ok(record) => records.push(record),
                Err(cause) => unreadable = Some((number, cause)),
            }
        }
        Ok(records)
    }

    /// Writes a fresh journal with these records and keeps it open.
    pub fn create(path: &Path, records: impl Iterator<Item = Record>) -> io::Result<Journal> {
        let beside = path.with_extension("new");
        let mut writer = io::BufWriter::new(std::fs::File::create(&beside)?);
        for record in records {
            serde_json::to_writer(&mut writer, &record)?;
            writer.write_all(b"\n")?;
        }
        let file = writer.into_inner().map_err(io::IntoInnerError::into_error)?;
        file.sync_all()?;
        std::fs::rename(&beside, path)?;
        Ok(Journal { file: Some(file), path: path.to_owned() })
    }

    /// Adds a change. A failure is reported on standard error: the sandbox goes on without.
    pub fn write(&mut self, record: &Record) {
        let Some(file) = &mut self.file else { return };
        let written = serde_json::to_vec(record).map_err(io::Error::from).and_then(|mut line| {
            line.push(b'\n');
            file.write_all(&line)
        });
        if let Err(error) = written {
            eprintln!("sandbox: could not write {}: {error}", self.path.display());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn account(name: &str, id: u64) -> Record {
        Record::Account { username: name.to_owned(), id: AccountId(id) }
    }

    #[test]
    fn records_come_back_and_a_cut_line_is_left_out() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("journal.jsonl");
        let mut journal = Journal::create(&path, [account("anna", 1)].into_iter()).unwrap();
        journal.write(&account("ben", 2));
        drop(journal);
        let mut bytes = std::fs::read(&path).unwrap();
        bytes.extend_from_slice(br#"{"account":{"usern"#);
        std::fs::write(&path, bytes).unwrap();
        let names: Vec<String> = Journal::read(&path)
            .unwrap()
            .into_iter()
            .filter_map(|record| match record {
                Record::Account { username, .. } => Some(username),
                _ => None,
            })
            .collect();
        assert_eq!(names, ["anna", "ben"]);
    }

    #[test]
    fn a_damaged_line_before_others_is_an_error() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("journal.jsonl");
        let journal = Journal::create(&path, [account("anna", 1)].into_iter()).unwrap();
        drop(journal);
        let line = std::fs::read_to_string(&path).unwrap();
        std::fs::write(&path, format!("{line}{{\n{line}")).unwrap();
        let error = Journal::read(&path).unwrap_err().to_string();
        assert!(error.starts_with("line 2 of "), "{error}");
    }
}
