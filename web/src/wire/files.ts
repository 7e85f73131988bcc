// Files of messages: what is told of each, where it lies, and how one is brought.
// In: a blob. Out: the server's row of it. Called by the store of uploads and by the rooms that show files.
import { answer, client, cookie, type Message, Refusal } from './api';
import type { components } from './schema';

export type FileRow = components['schemas']['FileOut'];

export const fileSizeMax = 50_000_000;
export const filesInMessageMax = 10;

/** The schema calls a message's data a plain object; files stand in it as they were when it was sent. */
export function filesOf(message: Pick<Message, 'data'>): readonly FileRow[] {
  const files = (message.data as { files?: unknown }).files;
  return Array.isArray(files) ? (files as FileRow[]) : [];
}

export function fileAddress(file: FileRow, size?: 'small' | 'middle' | 'download'): string {
  const query = size === 'download' ? '?download' : size ? `?size=${size}` : '';
  return `/files/${file.id}/${encodeURIComponent(file.name)}${query}`;
}

export type Shared = components['schemas']['SharedFileOut'];
export type SharedKind = FileRow['kind'];
const sharedPage = 60;

export const sharedFiles = (chat: number, kind: SharedKind, before: number | null) =>
  answer(
    client.GET('/api/chats/{chat_id}/files', {
      params: { path: { chat_id: chat }, query: { kind, limit: sharedPage, ...(before === null ? {} : { before }) } },
    }),
  );

/** The answer is a file: it is saved as the browser saves any other. */
export async function saveChat(chat: number, form: 'zip' | 'pdf', reason: string): Promise<void> {
  const answer = await fetch(`/api/chats/${chat}/export`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', 'X-CSRFToken': cookie('csrftoken') },
    body: JSON.stringify({ form, reason }),
  });
  if (!answer.ok) throw new Refusal(answer.status, sentenceOf(await answer.json().catch(() => null)));
  const named = /filename\*=utf-8''([^;]+)|filename="([^"]+)"/i.exec(answer.headers.get('Content-Disposition') ?? '');
  const address = URL.createObjectURL(await answer.blob());
  const link = document.createElement('a');
  link.href = address;
  link.download = named?.[1] ? decodeURIComponent(named[1]) : (named?.[2] ?? `chat.${form}`);
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}

export interface Recording {
  readonly seconds: number;
  readonly waveform: string;
}

export interface Bringing {
  blob: Blob;
  name: string;
  recording?: Recording | undefined;
  signal: AbortSignal;
  onProgress: (share: number) => void;
}

/** By XMLHttpRequest: fetch does not tell how much has gone. */
export function bring({ blob, name, recording, signal, onProgress }: Bringing): Promise<FileRow> {
  const query = new URLSearchParams({ name });
  if (recording) {
    query.set('voice_seconds', `${recording.seconds}`);
    query.set('waveform', recording.waveform);
  }
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open('POST', `/api/files?${query}`);
    request.setRequestHeader('Content-Type', 'application/octet-stream');
    request.setRequestHeader('X-CSRFToken', cookie('csrftoken'));
    request.responseType = 'json';
    request.upload.onprogress = (event) => onProgress(event.total > 0 ? event.loaded / event.total : 0);
    request.onload = () => {
      if (request.status < 300 && request.response) resolve(request.response as FileRow);
      else if (request.status >= 500) reject(new TypeError('The server did not answer.'));
      else reject(new Refusal(request.status, sentenceOf(request.response)));
    };
    request.onerror = () => reject(new TypeError('Failed to fetch'));
    request.onabort = () => reject(new DOMException('Stopped', 'AbortError'));
    signal.addEventListener('abort', () => request.abort());
    request.send(blob);
  });
}

function sentenceOf(answer: unknown): string {
  const detail = (answer as { detail?: unknown } | null)?.detail;
  return typeof detail === 'string' ? detail : '';
}
