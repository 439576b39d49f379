// Uses every method of the API client. Only compiled, never run.
import init, {
  UploadClient,
  type Access,
  type Account,
  type Copied,
  type Credentials,
  type Download,
  type Listing,
  type Package,
  type RemoteFile,
  type RemoteFolder,
  type ScheduledImport,
  type UploadApiError,
  type UploadedFile,
  type UrlImport,
} from "upload-widget/client";

export async function useAll(file: File): Promise<void> {
  await init();
  const client = new UploadClient("filecloudy");
  new UploadClient({ apiBase: "https://files.example/api/v2/", profile: "filecad" });
  const login: Credentials = { username: "u", password: "p" };
  const access: Access = await client.authorize(login);
  await client.authorize({ key1: "1", key2: "2" });

  const account: Account = await client.accountInfo(access);
  const limits: Package = await client.accountPackage(access);
  const sent = (bytes: number) => console.log(bytes);
  const stored: UploadedFile = await client.fileUpload(access, file, { name: "a", folderId: "1", onSent: sent });
  await client.fileUpload(access, file);
  const id = stored.fileId ?? "";
  const byId: Download = await client.fileDownload(access, id);
  const byName: Download = await client.fileDownloadByShortUrl(access, stored.shortUrl ?? "");
  const info: RemoteFile = await client.fileInfo(access, id);
  await client.fileEdit(access, id, { name: "b", mediaType: "text/plain", folderId: null });
  await client.fileMove(access, id, "2");
  const copied: Copied = await client.fileCopy(access, id, null);
  await client.fileDelete(access, copied.copy.id);
  const scheduled: ScheduledImport = await client.fileUrlUploadAdd(access, "https://a.example/b", "1");
  const imported: UrlImport = await client.fileUrlUploadStatus(access, scheduled.id);

  const made: RemoteFolder = await client.folderCreate(access, { name: "n", parentId: null, visibility: "private", password: "x" });
  const listing: Listing = await client.folderListing(access, made.id);
  await client.folderInfo(access, made.id);
  await client.folderEdit(access, made.id, { name: "m", visibility: "public", password: null });
  await client.folderMove(access, made.id);
  await client.folderDelete(access, made.id);
  await client.disableAccessToken(access).catch((error: UploadApiError) => {
    console.log(error.code, error.serverWords, error.retryAfter, error.transient, error.message);
  });
  console.log(account.username, limits.canUpload, byId.url, byName.url, info.name, imported.state, listing.files.length);
  client.free();
}
