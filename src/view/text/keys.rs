//! The keys of the locale files.

use crate::api::Error;

macro_rules! texts {
    ($($name:ident = $key:literal,)*) => {
        /// One text of the widget, named after its key in the locale files.
        #[allow(missing_docs, reason = "the English file says what each one is")]
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Text {
            $($name,)*
        }

        impl Text {
            /// All texts, in the order of the enum.
            pub const ALL: &[Text] = &[$(Text::$name,)*];

            /// The key in the locale files.
            pub fn key(self) -> &'static str {
                match self {
                    $(Text::$name => $key,)*
                }
            }
        }
    };
}

texts! {
    AccountLogOut = "account.log-out",
    AccountRegion = "account.region",
    AccountStorage = "account.storage",
    AccountStorageUnlimited = "account.storage-unlimited",
    Copy = "copy",
    CopyAll = "copy.all",
    CopyDone = "copy.done",
    CopyFailed = "copy.failed",
    CopyOf = "copy.of",
    DamagedChecksum = "damaged.checksum",
    DamagedSize = "damaged.size",
    DialogCancel = "dialog.cancel",
    DropChoose = "drop.choose",
    DropChooseFolder = "drop.choose-folder",
    DropHere = "drop.here",
    DropHint = "drop.hint",
    DropHintUnlimited = "drop.hint-unlimited",
    DropRegion = "drop.region",
    ErrorAccountLocked = "error.account-locked",
    ErrorBadCredentials = "error.bad-credentials",
    ErrorBadInput = "error.bad-input",
    ErrorBlockedByCors = "error.blocked-by-cors",
    ErrorCancelled = "error.cancelled",
    ErrorDamagedReply = "error.damaged-reply",
    ErrorDemoAccount = "error.demo-account",
    ErrorDestinationNotFound = "error.destination-not-found",
    ErrorEmptyFile = "error.empty-file",
    ErrorEmptyReply = "error.empty-reply",
    ErrorFileNotFound = "error.file-not-found",
    ErrorFileTooLarge = "error.file-too-large",
    ErrorFileTypeForbidden = "error.file-type-forbidden",
    ErrorFolderNotFound = "error.folder-not-found",
    ErrorImportNotFound = "error.import-not-found",
    ErrorNoApiAccess = "error.no-api-access",
    ErrorNotFound = "error.not-found",
    ErrorOffline = "error.offline",
    ErrorPageInsteadOfReply = "error.page-instead-of-reply",
    ErrorRateLimited = "error.rate-limited",
    ErrorRedirected = "error.redirected",
    ErrorReplyCutShort = "error.reply-cut-short",
    ErrorServer = "error.server",
    ErrorServerTrouble = "error.server-trouble",
    ErrorShielded = "error.shielded",
    ErrorStorageFull = "error.storage-full",
    ErrorStorageUnavailable = "error.storage-unavailable",
    ErrorTimeout = "error.timeout",
    ErrorTokenRejected = "error.token-rejected",
    ErrorTooLargeForServer = "error.too-large-for-server",
    ErrorTooManyImports = "error.too-many-imports",
    ErrorTooManyUploads = "error.too-many-uploads",
    ErrorUnreachable = "error.unreachable",
    ErrorUnsupported = "error.unsupported",
    ErrorUploadingForbidden = "error.uploading-forbidden",
    ErrorWords = "error.words",
    Expired = "expired",
    FilesBytes = "files.bytes",
    FilesCancel = "files.cancel",
    FilesCancelAll = "files.cancel-all",
    FilesDone = "files.done",
    FilesFailed = "files.failed",
    FilesPause = "files.pause",
    FilesPauseAll = "files.pause-all",
    FilesPauseNamed = "files.pause-named",
    FilesProgress = "files.progress",
    FilesRate = "files.rate",
    FilesRegion = "files.region",
    FilesRemove = "files.remove",
    FilesResume = "files.resume",
    FilesResumeAll = "files.resume-all",
    FilesResumeNamed = "files.resume-named",
    FilesRetry = "files.retry",
    FilesRetryFailed = "files.retry-failed",
    FilesRetryNamed = "files.retry-named",
    FilesStateCancelled = "files.state.cancelled",
    FilesStateDone = "files.state.done",
    FilesStateFailed = "files.state.failed",
    FilesStatePaused = "files.state.paused",
    FilesStateQueued = "files.state.queued",
    FilesStateUploading = "files.state.uploading",
    FilesStateVerifying = "files.state.verifying",
    FilesStateWaiting = "files.state.waiting",
    FilesTimeLeft = "files.time-left",
    FilesWaitingOnline = "files.waiting-online",
    FolderCancel = "folder.cancel",
    FolderChoose = "folder.choose",
    FolderCreate = "folder.create",
    FolderEmpty = "folder.empty",
    FolderLoading = "folder.loading",
    FolderName = "folder.name",
    FolderNew = "folder.new",
    FolderOpen = "folder.open",
    FolderReload = "folder.reload",
    FolderRoot = "folder.root",
    FolderTo = "folder.to",
    FormatBbcode = "format.bbcode",
    FormatChoose = "format.choose",
    FormatHtml = "format.html",
    FormatLink = "format.link",
    FormatMarkdown = "format.markdown",
    LinksNone = "links.none",
    LinksOf = "links.of",
    LinksRegion = "links.region",
    RefusedAlreadyQueued = "refused.already-queued",
    RefusedEmpty = "refused.empty",
    RefusedNotAllowed = "refused.not-allowed",
    RefusedSameName = "refused.same-name",
    RefusedTooLarge = "refused.too-large",
    RefusedTooMany = "refused.too-many",
    RefusedTotalTooLarge = "refused.total-too-large",
    RefusedWrongType = "refused.wrong-type",
    SignInAddress = "sign-in.address",
    SignInAddressHint = "sign-in.address-hint",
    SignInAddressInvalid = "sign-in.address-invalid",
    SignInBusy = "sign-in.busy",
    SignInHost = "sign-in.host",
    SignInKey1 = "sign-in.key1",
    SignInKey2 = "sign-in.key2",
    SignInMethod = "sign-in.method",
    SignInOther = "sign-in.other",
    SignInPassword = "sign-in.password",
    SignInRegion = "sign-in.region",
    SignInSandboxHost = "sign-in.sandbox-host",
    SignInSandboxMissing = "sign-in.sandbox-missing",
    SignInStay = "sign-in.stay",
    SignInSubmit = "sign-in.submit",
    SignInTitle = "sign-in.title",
    SignInUsername = "sign-in.username",
    SignInWithKeys = "sign-in.with-keys",
    SignInWithPassword = "sign-in.with-password",
    WidgetLabel = "widget.label",
    WidgetStopped = "widget.stopped",
}

impl Text {
    /// The sentence for an error of the API.
    pub fn of_error(error: &Error) -> Self {
        if matches!(error, Error::Server { status: 500.., .. }) {
            return Text::ErrorServerTrouble;
        }
        let code = error.code();
        let named = |text: &&Text| text.key().strip_prefix("error.") == Some(code);
        Text::ALL.iter().find(named).copied().unwrap_or(Text::ErrorServer)
    }
}
