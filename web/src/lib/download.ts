import { get } from './api';
import type { Download } from './types';

/** Fetches a file and hands it to the browser to keep; it is never opened as a page of this program. */
export async function download(path: string): Promise<void> {
  handOverFile(await get<Download>(path));
}

export function handOverFile(file: Download): void {
  handOver(new Blob([contentOf(file)], { type: file.type }), file.name);
}

export function handOver(content: Blob, name: string): void {
  const address = URL.createObjectURL(content);
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
  // Not at once: some browsers read it a moment later.
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}

const contentOf = ({ content, encoding }: Download): BlobPart =>
  encoding === 'base64' ? Uint8Array.from(atob(content), (letter) => letter.charCodeAt(0)) : content;

/** Of files that come in every language, the one that is read here. */
export const shownFiles = (names: string[], language: string): string[] =>
  names.filter((name) => !/\.[a-z]{2}\.html$/.test(name) || name.includes(`.${language}.`));
