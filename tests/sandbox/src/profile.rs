//! The five hosts the sandbox plays, and exactly where they differ.

use crate::endpoint::Endpoint;
use serde::{Deserialize, Serialize};

/// One of the five hosts. Each has its own accounts, folders and files.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Profile {
    /// filecloudy.com: 17 endpoints, both ways to log in.
    Filecloudy,
    /// xcloudfile.com: all 19 endpoints.
    Xcloudfile,
    /// disccloud.com: all 19 endpoints.
    Disccloud,
    /// filecad.com: the 2017 release with 15 endpoints, username and password only.
    Filecad,
    /// cyberfile.me: 17 endpoints, keys first.
    Cyberfile,
}

/// How a file's state is told in replies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FileStatusField {
    /// `"status": "active"` or `"trash"`.
    Status,
    /// `"statusId": "1"` or `"2"`.
    StatusId,
}

impl Profile {
    /// All five, in the order they are printed at start.
    pub const ALL: [Profile; 5] = [
        Profile::Filecloudy,
        Profile::Xcloudfile,
        Profile::Disccloud,
        Profile::Filecad,
        Profile::Cyberfile,
    ];

    /// The name used in paths, options and the control endpoints.
    pub fn name(self) -> &'static str {
        match self {
            Profile::Filecloudy => "filecloudy",
            Profile::Xcloudfile => "xcloudfile",
            Profile::Disccloud => "disccloud",
            Profile::Filecad => "filecad",
            Profile::Cyberfile => "cyberfile",
        }
    }

    /// The profile of that name.
    pub fn from_name(name: &str) -> Option<Profile> {
        Profile::ALL.into_iter().find(|profile| profile.name() == name)
    }

    /// Whether the host's document has this endpoint.
    pub fn documents(self, endpoint: Endpoint) -> bool {
        match endpoint {
            Endpoint::FileUrlUploadAdd | Endpoint::FileUrlUploadStatus => {
                matches!(self, Profile::Xcloudfile | Profile::Disccloud)
            }
            Endpoint::FileMove | Endpoint::FileCopy => self != Profile::Filecad,
            _ => true,
        }
    }

    /// Whether key1 and key2 are accepted by `/authorize`.
    pub fn accepts_keys(self) -> bool {
        self != Profile::Filecad
    }

    /// Whether a call to `/authorize` with nothing in it is asked for keys first.
    pub fn prefers_keys(self) -> bool {
        self == Profile::Cyberfile
    }

    /// Whether `/file/download` takes `short_url` beside `file_id`.
    pub fn downloads_by_short_url(self) -> bool {
        !matches!(self, Profile::Filecad | Profile::Cyberfile)
    }

    /// Whether `/account/package` has `download_size_per_24_hours`.
    pub fn limits_download_size(self) -> bool {
        !matches!(self, Profile::Filecad | Profile::Cyberfile)
    }

    /// Whether a missing `file_id` has a message of its own in the document.
    pub fn asks_for_file_id(self) -> bool {
        self != Profile::Filecad
    }

    /// How this host tells a file's state.
    pub fn file_status_field(self) -> FileStatusField {
        match self {
            Profile::Filecad => FileStatusField::StatusId,
            _ => FileStatusField::Status,
        }
    }

    /// Whether "no date" is written as a zero date instead of null.
    pub fn writes_zero_dates(self) -> bool {
        self == Profile::Filecad
    }

    /// Whether the upload endpoint's message on a missing PHP module says "enabled", as the newer documents do.
    pub fn spells_enabled(self) -> bool {
        matches!(self, Profile::Xcloudfile | Profile::Disccloud)
    }
}
