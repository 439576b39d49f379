//! Where a file or folder lies.

use super::FolderId;
use crate::api::json::Json;

/// The folder that holds something, or a target to put something into.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub enum Parent {
    /// The account's root folder.
    #[default]
    Root,
    /// Any other folder.
    Folder(FolderId),
}

impl Parent {
    /// The folder, unless it is the root.
    pub fn folder(&self) -> Option<&FolderId> {
        match self {
            Parent::Root => None,
            Parent::Folder(id) => Some(id),
        }
    }

    /// For parameters where blank means the root.
    pub(crate) fn or_blank(&self) -> &str {
        self.folder().map_or("", FolderId::as_str)
    }

    /// For parameters where blank means "leave it" and the word `null` means the root.
    pub(crate) fn or_null(&self) -> &str {
        self.folder().map_or("null", FolderId::as_str)
    }

    /// Null, also as a word, 0 and blank are the root.
    pub(crate) fn decode(json: &Json) -> Parent {
        match FolderId::decode(json) {
            Some(id) if !["0", "null"].contains(&id.as_str()) => Parent::Folder(id),
            _ => Parent::Root,
        }
    }
}

impl From<FolderId> for Parent {
    fn from(id: FolderId) -> Parent {
        Parent::Folder(id)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_root_has_many_names() {
        for text in ["null", "\"null\"", "\"\"", "0", "\"0\"", "false"] {
            assert_eq!(Parent::decode(&Json::parse(text).expect("JSON")), Parent::Root, "{text}");
        }
        for text in ["117", "\"117\"", "\" 117 \""] {
            let folder = Parent::decode(&Json::parse(text).expect("JSON"));
            assert_eq!(folder, Parent::Folder(FolderId::from(117)), "{text}");
        }
    }
}
