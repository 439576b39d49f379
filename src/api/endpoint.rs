//! The 19 endpoints.

use std::fmt;

macro_rules! endpoints {
    ($($(#[$meta:meta])* $name:ident = $path:literal,)*) => {
        /// An endpoint of the File Upload API v2.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum Endpoint {
            $($(#[$meta])* $name,)*
        }

        impl Endpoint {
            /// All of them, in the order of the documents.
            pub const ALL: [Endpoint; 19] = [$(Endpoint::$name,)*];

            /// The path below the API's base, without a leading slash.
            pub const fn path(self) -> &'static str {
                match self {
                    $(Endpoint::$name => $path,)*
                }
            }
        }
    };
}

endpoints! {
    /// Log in.
    Authorize = "authorize",
    /// Log out.
    DisableAccessToken = "disable_access_token",
    /// Who the account belongs to.
    AccountInfo = "account/info",
    /// What the account may do.
    AccountPackage = "account/package",
    /// Upload a file.
    FileUpload = "file/upload",
    /// Make a download address.
    FileDownload = "file/download",
    /// Have the host fetch a file from an address.
    FileUrlUploadAdd = "file/url_upload_add",
    /// See how far such a fetch is.
    FileUrlUploadStatus = "file/url_upload_status",
    /// A file's details.
    FileInfo = "file/info",
    /// Rename, retype or move a file.
    FileEdit = "file/edit",
    /// Put a file into the trash.
    FileDelete = "file/delete",
    /// Move a file.
    FileMove = "file/move",
    /// Copy a file.
    FileCopy = "file/copy",
    /// Make a folder.
    FolderCreate = "folder/create",
    /// What lies in a folder.
    FolderListing = "folder/listing",
    /// A folder's details.
    FolderInfo = "folder/info",
    /// Rename, move, show or protect a folder.
    FolderEdit = "folder/edit",
    /// Put a folder into the trash.
    FolderDelete = "folder/delete",
    /// Move a folder.
    FolderMove = "folder/move",
}

impl Endpoint {
    /// This endpoint's bit in a set kept as one `u32`.
    pub(crate) const fn bit(self) -> u32 {
        1 << self as u32
    }
}

impl fmt::Display for Endpoint {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "/{}", self.path())
    }
}
