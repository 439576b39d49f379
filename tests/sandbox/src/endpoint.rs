//! The 19 endpoints by name and path.

/// An endpoint of the File Upload API v2.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[allow(missing_docs, reason = "the names are the documented paths")]
pub enum Endpoint {
    Authorize,
    DisableAccessToken,
    AccountInfo,
    AccountPackage,
    FileUpload,
    FileDownload,
    FileUrlUploadAdd,
    FileUrlUploadStatus,
    FileInfo,
    FileEdit,
    FileDelete,
    FileMove,
    FileCopy,
    FolderCreate,
    FolderListing,
    FolderInfo,
    FolderEdit,
    FolderDelete,
    FolderMove,
}

impl Endpoint {
    /// All 19.
    pub const ALL: [Endpoint; 19] = [
        Endpoint::Authorize,
        Endpoint::DisableAccessToken,
        Endpoint::AccountInfo,
        Endpoint::AccountPackage,
        Endpoint::FileUpload,
        Endpoint::FileDownload,
        Endpoint::FileUrlUploadAdd,
        Endpoint::FileUrlUploadStatus,
        Endpoint::FileInfo,
        Endpoint::FileEdit,
        Endpoint::FileDelete,
        Endpoint::FileMove,
        Endpoint::FileCopy,
        Endpoint::FolderCreate,
        Endpoint::FolderListing,
        Endpoint::FolderInfo,
        Endpoint::FolderEdit,
        Endpoint::FolderDelete,
        Endpoint::FolderMove,
    ];

    /// The path below the API base, without a leading slash.
    pub fn path(self) -> &'static str {
        match self {
            Endpoint::Authorize => "authorize",
            Endpoint::DisableAccessToken => "disable_access_token",
            Endpoint::AccountInfo => "account/info",
            Endpoint::AccountPackage => "account/package",
            Endpoint::FileUpload => "file/upload",
            Endpoint::FileDownload => "file/download",
            Endpoint::FileUrlUploadAdd => "file/url_upload_add",
            Endpoint::FileUrlUploadStatus => "file/url_upload_status",
            Endpoint::FileInfo => "file/info",
            Endpoint::FileEdit => "file/edit",
            Endpoint::FileDelete => "file/delete",
            Endpoint::FileMove => "file/move",
            Endpoint::FileCopy => "file/copy",
            Endpoint::FolderCreate => "folder/create",
            Endpoint::FolderListing => "folder/listing",
            Endpoint::FolderInfo => "folder/info",
            Endpoint::FolderEdit => "folder/edit",
            Endpoint::FolderDelete => "folder/delete",
            Endpoint::FolderMove => "folder/move",
        }
    }

    /// The endpoint at that path. A slash at either end is ignored, as the hosts do.
    pub fn from_path(path: &str) -> Option<Endpoint> {
        let path = path.trim_matches('/');
        Endpoint::ALL.into_iter().find(|endpoint| endpoint.path() == path)
    }

    /// Whether the endpoint changes what is stored. Demo accounts are refused exactly these.
    pub fn writes(self) -> bool {
        !matches!(
            self,
            Endpoint::Authorize
                | Endpoint::DisableAccessToken
                | Endpoint::AccountInfo
                | Endpoint::AccountPackage
                | Endpoint::FileDownload
                | Endpoint::FileUrlUploadStatus
                | Endpoint::FileInfo
                | Endpoint::FolderListing
                | Endpoint::FolderInfo
        )
    }
}
