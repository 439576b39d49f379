//! Who may see a folder.

use crate::api::json::Json;

/// Who may see a folder.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "javascript", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "javascript", serde(rename_all = "lowercase"))]
pub enum Visibility {
    /// Only the account it belongs to.
    #[default]
    Private,
    /// Whoever has the link.
    Unlisted,
    /// Everybody; found by the site's search.
    Public,
}

impl Visibility {
    /// The number the API uses.
    pub(crate) fn number(self) -> &'static str {
        match self {
            Visibility::Private => "0",
            Visibility::Unlisted => "1",
            Visibility::Public => "2",
        }
    }

    pub(crate) fn decode(json: &Json) -> Option<Visibility> {
        match json.count()? {
            0 => Some(Visibility::Private),
            1 => Some(Visibility::Unlisted),
            2 => Some(Visibility::Public),
            _ => None,
        }
    }
}
