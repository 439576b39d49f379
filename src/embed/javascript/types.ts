/** A host: one of the five by name, or any other by the address of its API. */
export type HostOption =
  | "filecloudy" | "xcloudfile" | "disccloud" | "filecad" | "cyberfile"
  | { profile?: string; apiBase: string };

export type Credentials =
  | { username: string; password: string }
  | { key1: string; key2: string };

/** What every call but `authorize` needs. */
export interface Access { accessToken: string; accountId: string }

/** What a rejected promise holds. */
export interface UploadApiError extends Error {
  /** A stable word for the kind of error, for example "token-rejected". */
  code: string;
  /** The server's own words, if it said any. Show them as text. */
  serverWords?: string;
  /** Seconds the server asked to be left alone for. */
  retryAfter?: number;
  /** Whether the same call may work a little later. */
  transient: boolean;
}

export type Visibility = "private" | "unlisted" | "public";

export interface Account {
  id: string; username: string; levelId?: string; email?: string; lastLogin?: string;
  lastLoginIp?: string; status?: string; title?: string; firstName?: string; lastName?: string;
  languageId?: string; created?: string; lastPayment?: string; paidUntil?: string;
  storageLimitOverride?: number;
}

/** Sizes in bytes, times in seconds; a limit that is absent does not apply. */
export interface Package {
  id?: string; label: string; maxUploadSize?: number; canUpload: boolean;
  waitBetweenDownloads?: number; downloadSpeed?: number; maxStorage?: number;
  showsAdverts: boolean; showsUpgrade: boolean; daysToKeepInactiveFiles?: number;
  concurrentUploads?: number; concurrentDownloads?: number; downloadsPer24Hours?: number;
  downloadSizePer24Hours?: number; maxDownloadSize?: number; maxRemoteDownloadUrls?: number;
  levelType?: string; onUpgradePage: boolean;
}

export interface UploadedFile {
  name: string; size?: number; mediaType?: string; url?: string; deleteUrl?: string;
  infoUrl?: string; statsUrl?: string; deleteType?: string; deleteHash?: string; hash?: string;
  shortUrl?: string; fileId?: string; uniqueHash?: string;
  /** Never insert it into a page: the file's name in it may be unescaped. */
  html?: string;
  bbcode?: string;
}

export interface RemoteFile {
  id: string; name: string; shortUrl?: string; mediaType?: string; extension?: string;
  size?: number; status: string; downloads?: number; folder?: string | null;
  keywords: string[]; url?: string;
}

export interface RemoteFolder {
  id: string; parent?: string | null; name: string; totalSize?: number; visibility?: Visibility;
  created?: string; updated?: string; url?: string; totalDownloads?: number;
  childFolderCount?: number; fileCount?: number;
}

export interface Listing { folders: RemoteFolder[]; files: RemoteFile[] }
export interface Download { fileId?: string; name: string; url: string }
export interface Copied { original?: RemoteFile; copy: RemoteFile }
export interface ScheduledImport { id: string; url?: string }
export interface UrlImport {
  id?: string; state: string; created?: string; started?: string; finished?: string;
  totalSize?: number; message?: string;
  file?: { fileId?: string; name: string; size?: number; url?: string };
}

export interface UploadOptions {
  /** The name to store it under; the file's own by default. */
  name?: string;
  /** The folder to put it into; the root by default. */
  folderId?: string | null;
  /** Is told how many bytes have left, where the browser can tell. */
  onSent?: (bytes: number) => void;
}

export interface FileEdit { name?: string; mediaType?: string; folderId?: string | null }
export interface NewFolder {
  name: string; parentId?: string | null; visibility?: Visibility; password?: string;
}
/** What is left out stays; a password of null takes the password away. */
export interface FolderEdit {
  name?: string; parentId?: string | null; visibility?: Visibility; password?: string | null;
}
