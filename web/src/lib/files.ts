import { get, request } from './api';
import { i18n } from './i18n.svelte';
import { newId } from './ids';

/** What a field of the type `file` holds: "id bytes media-type name". */
export interface StoredFile {
  id: string;
  bytes: number;
  type: string;
  name: string;
}

export const mostBytes = 32 * 1024 * 1024;
const pieceBytes = 512 * 1024;

export function fileOf(value: string): StoredFile {
  const [id = '', bytes = '0', type = '', ...name] = value.split(' ');
  return { id, bytes: Number(bytes), type, name: name.join(' ') };
}

export function showSize(bytes: number): string {
  const [size, unit] = bytes < 1e6 ? [Math.ceil(bytes / 1e3), 'kilobyte'] : [bytes / 1e6, 'megabyte'];
  return new Intl.NumberFormat(i18n.locale, { style: 'unit', unit, maximumFractionDigits: 1 }).format(size);
}

/** The content without the head that says what it is. */
export const inBase64 = (piece: Blob): Promise<string> =>
  new Promise((done, failed) => {
    const reader = new FileReader();
    reader.onload = () => done(String(reader.result).split(',')[1] ?? '');
    reader.onerror = () => failed(reader.error);
    reader.readAsDataURL(piece);
  });

/** A name without a folder, and nothing in it that hides or moves. */
const plainName = (name: string) =>
  name.replace(/[/\\\p{C}]/gu, '_').replace(/^\.+/, '_').replace(/\s+/g, ' ').trim().slice(0, 100) || '_';

const pathOf = (place: string, id: string, piece: number) => `${place}/files/${id}/pieces/${piece}`;

/** A file on its way into a case. When the line breaks, `go` again goes on where it was. */
export class Sending {
  private readonly id = newId();
  private sent = 0;
  private stopped = false;

  constructor(
    private readonly caseId: string,
    private readonly fieldClass: string,
    private readonly file: File,
    private readonly tell: (share: number) => void,
  ) {}

  stop(): void {
    this.stopped = true;
  }

  /** The value for the field; nothing when it was stopped. */
  async go(): Promise<string | undefined> {
    const { file } = this;
    while (this.sent * pieceBytes < file.size) {
      if (this.stopped) return undefined;
      const from = this.sent * pieceBytes;
      const content = await inBase64(file.slice(from, from + pieceBytes));
      await request('PUT', pathOf(`/cases/${this.caseId}`, this.id, this.sent), {
        body: { class: this.fieldClass, content },
      });
      ++this.sent;
      this.tell(Math.min(1, (this.sent * pieceBytes) / file.size));
    }
    const type = /^[a-z0-9.+-]+\/[a-z0-9.+-]+$/.test(file.type) ? file.type : 'application/octet-stream';
    return [this.id, file.size, type, plainName(file.name)].join(' ');
  }
}

/** The content as it was kept, at "/cases/ID" or with a request, at "/matters/ID". */
export async function contentOf(place: string, file: StoredFile): Promise<Blob> {
  const pieces: BlobPart[] = [];
  for (let piece = 0; piece * pieceBytes < file.bytes; ++piece) {
    const { content } = await get<{ content: string }>(pathOf(place, file.id, piece));
    pieces.push(Uint8Array.from(atob(content), (letter) => letter.charCodeAt(0)));
  }
  return new Blob(pieces, { type: file.type });
}

/** The picture alone, drawn: what a camera wrote beside it (place, time, device) is not in it. */
export async function drawn(content: Blob, canvas: HTMLCanvasElement): Promise<void> {
  const picture = await createImageBitmap(content);
  canvas.width = picture.width;
  canvas.height = picture.height;
  canvas.getContext('2d')?.drawImage(picture, 0, 0);
  picture.close();
}

export const copyOf = (canvas: HTMLCanvasElement): Promise<Blob> =>
  new Promise((done, failed) =>
    canvas.toBlob((blob) => (blob ? done(blob) : failed(new Error('no picture'))), 'image/jpeg', 0.92),
  );
