/** The external upload flow: a URL for the bytes, then the completion that shares the file. */
import { randomBytes } from 'node:crypto';
import type { Dict, StoredFile } from './shapes.ts';
import { SlackError } from './slack-error.ts';
import type { Workspace } from './workspace.ts';

interface Upload {
  id: string;
  path: string;
  name: string;
  lengthBytes: number;
  alt: string | null;
  bytes: Buffer | null;
}

export interface Uploads {
  /** From the completion until a file may stand in an image block, ms of the stand-in's clock. */
  processingMs: number;
  begin(upload: { name: string; lengthBytes: number; alt: string | null }): { id: string; path: string };
  /** Takes the bytes; false: unknown path, or another length than was said. */
  receive(path: string, bytes: Buffer): boolean;
  /** Throws `file_not_found`, and `file_update_failed` where no bytes came. */
  complete(id: string, title: string | null): StoredFile;
  /** For an image block; null: unknown, no image, or not ready. */
  shown(slackFile: Dict): StoredFile | null;
}

const types: Record<string, string> = {
  png: 'image/png',
  jpg: 'image/jpeg',
  jpeg: 'image/jpeg',
  gif: 'image/gif',
  txt: 'text/plain',
  csv: 'text/csv',
};

export function newUploads(workspace: Workspace): Uploads {
  const begun: Upload[] = [];
  const uploads: Uploads = {
    processingMs: 0,
    begin({ name, lengthBytes, alt }) {
      const upload = { id: workspace.id('F'), path: `/upload/v1/${randomBytes(12).toString('hex')}` };
      begun.push({ ...upload, name, lengthBytes, alt, bytes: null });
      return upload;
    },
    receive(path, bytes) {
      const upload = begun.find((one) => one.path === path);
      if (upload === undefined || bytes.length !== upload.lengthBytes) return false;
      upload.bytes = bytes;
      return true;
    },
    complete(id, title) {
      const known = workspace.files.find((file) => file.id === id);
      if (known !== undefined) return known;
      const upload = begun.find((one) => one.id === id);
      if (upload === undefined) throw new SlackError('file_not_found');
      if (upload.bytes === null) throw new SlackError('file_update_failed');
      const mimetype =
        types[upload.name.split('.').at(-1)?.toLowerCase() ?? ''] ?? 'application/octet-stream';
      const file: StoredFile = {
        id,
        name: upload.name,
        title: title ?? upload.name,
        alt: upload.alt,
        bytes: upload.bytes,
        mimetype,
        readyAt: workspace.now() + uploads.processingMs,
        shared: [],
      };
      workspace.files.push(file);
      return file;
    },
    shown({ id, url }) {
      const file = workspace.files.find(
        (one) => one.id === id || (typeof url === 'string' && url.includes(`/${one.id}/`)),
      );
      const fits = file?.mimetype.startsWith('image/') === true && workspace.now() >= file.readyAt;
      return fits ? file : null;
    },
  };
  return uploads;
}
