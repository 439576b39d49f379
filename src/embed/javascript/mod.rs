//! The API client as a JavaScript class, with TypeScript types (`types.ts`).
//!
//! ```js
//! const client = new UploadClient("filecloudy");
//! const access = await client.authorize({ key1, key2 });
//! const file = await client.fileUpload(access, input.files[0], { folderId: "125" });
//! console.log(file.url);
//! ```

mod arguments;

use std::rc::Rc;

use js_sys::{Function, Reflect};
use serde::Serialize;
use wasm_bindgen::prelude::*;

use crate::api::{
    Access, Bytes, Client, Content, Error, FileId, FileRef, FolderId, Link, OnSent,
    ScheduledItemId, ShortUrl, Upload,
};
use arguments::{
    AccessArgument, Credentials, FileEdit, FolderEdit, HostOption, NewFolder, parent, read,
};

#[wasm_bindgen(typescript_custom_section)]
const TYPES: &str = include_str!("types.ts");

#[wasm_bindgen]
extern "C" {
    /// See `types.ts`.
    #[wasm_bindgen(typescript_type = "UploadOptions | undefined")]
    pub type UploadOptions;
    #[wasm_bindgen(method, getter, structural)]
    fn name(this: &UploadOptions) -> Option<String>;
    #[wasm_bindgen(method, getter, structural, js_name = folderId)]
    fn folder_id(this: &UploadOptions) -> Option<String>;
    #[wasm_bindgen(method, getter, structural, js_name = onSent)]
    fn on_sent(this: &UploadOptions) -> Option<Function>;
}

/// A value as JavaScript has it: plain objects, absent keys for what is not known.
fn plain<T: Serialize>(value: &T) -> Result<JsValue, JsValue> {
    let serializer = serde_wasm_bindgen::Serializer::json_compatible();
    value.serialize(&serializer).map_err(JsValue::from)
}

fn answer<T: Serialize>(answer: Result<T, Error>) -> Result<JsValue, JsValue> {
    match answer {
        Ok(value) => plain(&value),
        Err(error) => Err(thrown(&error)),
    }
}

/// An `Error` with what callers act on; see `UploadApiError` in `types.ts`.
fn thrown(error: &Error) -> JsValue {
    let thrown = js_sys::Error::new(&error.to_string());
    let set = |key: &str, value: JsValue| {
        // Setting a property of a fresh error cannot fail.
        let _ = Reflect::set(&thrown, &key.into(), &value);
    };
    set("code", error.code().into());
    set("transient", error.is_transient().into());
    if let Some(words) = error.server_words() {
        set("serverWords", words.into());
    }
    if let Some(wait) = error.retry_after() {
        set("retryAfter", wait.as_secs_f64().into());
    }
    thrown.into()
}

fn access(value: JsValue) -> Result<Access, JsValue> {
    read::<AccessArgument>(value).map(Access::from)
}

/// Calls one host's API; a method an endpoint. Promises reject with an `UploadApiError`.
#[wasm_bindgen]
pub struct UploadClient(Client);

#[wasm_bindgen]
impl UploadClient {
    /// A client for one of the five hosts, or for any other by `{ apiBase }`.
    ///
    /// # Errors
    /// A TypeError when there is no such host or the address is none.
    #[wasm_bindgen(constructor)]
    pub fn new(
        #[wasm_bindgen(unchecked_param_type = "HostOption")] host: JsValue,
    ) -> Result<UploadClient, JsValue> {
        Ok(Self(Client::new(read::<HostOption>(host)?.host()?)))
    }

    /// `/authorize`
    ///
    /// # Errors
    /// See [`Client::authorize`].
    #[wasm_bindgen(unchecked_return_type = "Access")]
    pub async fn authorize(
        &self,
        #[wasm_bindgen(unchecked_param_type = "Credentials")] credentials: JsValue,
    ) -> Result<JsValue, JsValue> {
        let credentials = read::<Credentials>(credentials)?.into();
        let access = self.0.authorize(&credentials).await.map_err(|error| thrown(&error))?;
        plain(&AccessArgument {
            access_token: access.token.expose().to_owned(),
            account_id: access.account_id.as_str().to_owned(),
        })
    }

    /// `/file/upload`. The file is streamed from disk.
    ///
    /// # Errors
    /// A TypeError when it is no file; see [`Client::file_upload`].
    #[wasm_bindgen(js_name = fileUpload, unchecked_return_type = "UploadedFile")]
    pub async fn file_upload(
        &self,
        #[wasm_bindgen(unchecked_param_type = "Access")] by: JsValue,
        file: web_sys::File,
        options: Option<UploadOptions>,
    ) -> Result<JsValue, JsValue> {
        let by = access(by)?;
        // Nothing was chosen, say. To ask it for its name would throw where nobody catches it.
        if !file.is_object() {
            return Err(js_sys::TypeError::new("not a file").into());
        }
        let options = options.as_ref();
        let name = options.and_then(UploadOptions::name).unwrap_or_else(|| file.name());
        let folder = parent(options.and_then(UploadOptions::folder_id));
        let on_sent = options.and_then(UploadOptions::on_sent).map(|told| -> OnSent {
            Rc::new(move |bytes: Bytes| {
                // What the page's own function throws is the page's to see.
                let _ = told.call1(&JsValue::UNDEFINED, &(bytes.0 as f64).into());
            })
        });
        let upload =
            Upload { content: Content::Blob(&file), name: &name, folder: &folder, on_sent };
        answer(self.0.file_upload(&by, &upload).await)
    }

    /// `/file/download` by the file's id.
    ///
    /// # Errors
    /// See [`Client::file_download`].
    #[wasm_bindgen(js_name = fileDownload, unchecked_return_type = "Download")]
    pub async fn file_download(
        &self,
        #[wasm_bindgen(unchecked_param_type = "Access")] by: JsValue,
        file_id: String,
    ) -> Result<JsValue, JsValue> {
        let file = FileId::new(file_id);
        answer(self.0.file_download(&access(by)?, FileRef::Id(&file)).await)
    }

    /// `/file/download` by the short name in the file's link, on hosts that know it.
    ///
    /// # Errors
    /// See [`Client::file_download`].
    #[wasm_bindgen(js_name = fileDownloadByShortUrl, unchecked_return_type = "Download")]
    pub async fn file_download_by_short_url(
        &self,
        #[wasm_bindgen(unchecked_param_type = "Access")] by: JsValue,
        short_url: String,
    ) -> Result<JsValue, JsValue> {
        let file = ShortUrl::new(short_url);
        answer(self.0.file_download(&access(by)?, FileRef::ShortUrl(&file)).await)
    }

    /// `/file/url_upload_add`
    ///
    /// # Errors
    /// A TypeError when the address is not http or https; see [`Client::file_url_upload_add`].
    #[wasm_bindgen(js_name = fileUrlUploadAdd, unchecked_return_type = "ScheduledImport")]
    pub async fn file_url_upload_add(
        &self,
        #[wasm_bindgen(unchecked_param_type = "Access")] by: JsValue,
        url: String,
        folder_id: Option<String>,
    ) -> Result<JsValue, JsValue> {
        let url = Link::new(&url)
            .ok_or_else(|| JsValue::from(js_sys::TypeError::new("not an http or https address")))?;
        answer(self.0.file_url_upload_add(&access(by)?, &url, &parent(folder_id)).await)
    }

    /// `/folder/create`
    ///
    /// # Errors
    /// See [`Client::folder_create`].
    #[wasm_bindgen(js_name = folderCreate, unchecked_return_type = "RemoteFolder")]
    pub async fn folder_create(
        &self,
        #[wasm_bindgen(unchecked_param_type = "Access")] by: JsValue,
        #[wasm_bindgen(unchecked_param_type = "NewFolder")] folder: JsValue,
    ) -> Result<JsValue, JsValue> {
        let folder = read::<NewFolder>(folder)?.into();
        answer(self.0.folder_create(&access(by)?, &folder).await)
    }
}

/// The endpoints that take an access and ids only, and those with an object of changes.
macro_rules! endpoints {
    ($(
        $(#[$doc:meta])*
        $js:literal $method:ident -> $ts:literal
        ( $($argument:ident: $id:ident),* ; $($edit:ident: $edit_type:ident = $edit_ts:literal)? $(=> $to:ident)? )
    )*) => {
        #[wasm_bindgen]
        impl UploadClient {
            $(
                $(#[$doc])*
                ///
                /// # Errors
                /// An `UploadApiError`.
                #[wasm_bindgen(js_name = $js, unchecked_return_type = $ts)]
                pub async fn $method(
                    &self,
                    #[wasm_bindgen(unchecked_param_type = "Access")] by: JsValue,
                    $($argument: String,)*
                    $(#[wasm_bindgen(unchecked_param_type = $edit_ts)] $edit: JsValue,)?
                    $($to: Option<String>,)?
                ) -> Result<JsValue, JsValue> {
                    answer(self.0.$method(
                        &access(by)?,
                        $(&$id::new($argument),)*
                        $(&read::<$edit_type>($edit)?.into(),)?
                        $(&parent($to),)?
                    ).await)
                }
            )*
        }
    };
}

endpoints! {
    /// `/disable_access_token`
    "disableAccessToken" disable_access_token -> "undefined" (;)
    /// `/account/info`
    "accountInfo" account_info -> "Account" (;)
    /// `/account/package`
    "accountPackage" account_package -> "Package" (;)
    /// `/file/url_upload_status`
    "fileUrlUploadStatus" file_url_upload_status -> "UrlImport" (item_id: ScheduledItemId;)
    /// `/file/info`
    "fileInfo" file_info -> "RemoteFile" (file_id: FileId;)
    /// `/file/edit`
    "fileEdit" file_edit -> "RemoteFile" (file_id: FileId; edit: FileEdit = "FileEdit")
    /// `/file/delete`
    "fileDelete" file_delete -> "RemoteFile" (file_id: FileId;)
    /// `/file/move`; on a host without it by `/file/edit`.
    "fileMove" file_move -> "RemoteFile" (file_id: FileId; => folder_id)
    /// `/file/copy`
    "fileCopy" file_copy -> "Copied" (file_id: FileId; => folder_id)
    /// `/folder/listing`
    "folderListing" folder_listing -> "Listing" (; => parent_id)
    /// `/folder/info`
    "folderInfo" folder_info -> "RemoteFolder" (folder_id: FolderId;)
    /// `/folder/edit`
    "folderEdit" folder_edit -> "RemoteFolder" (folder_id: FolderId; edit: FolderEdit = "FolderEdit")
    /// `/folder/delete`
    "folderDelete" folder_delete -> "undefined" (folder_id: FolderId;)
    /// `/folder/move`
    "folderMove" folder_move -> "RemoteFolder" (folder_id: FolderId; => parent_id)
}
