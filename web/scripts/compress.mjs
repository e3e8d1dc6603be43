// Writes a .br and a .gz twin beside every file of the built page, so that the program can serve
// them as they are. Reproducible: the same input gives the same bytes.
import { readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';

export const page = new URL('../../build/page/', import.meta.url).pathname;

function filesBelow(folder) {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    return entry.isDirectory() ? filesBelow(path) : [path];
  });
}

export const brotli = (bytes) =>
  brotliCompressSync(bytes, {
    params: {
      [constants.BROTLI_PARAM_QUALITY]: 11,
      [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length,
    },
  });

if (process.argv[1] === new URL(import.meta.url).pathname) {
  for (const path of filesBelow(page)) {
    if (!/\.(html|js|css|svg|json)$/.test(path) || path.includes('/.vite/')) continue;
    const bytes = readFileSync(path);
    writeFileSync(`${path}.br`, brotli(bytes));
    writeFileSync(`${path}.gz`, gzipSync(bytes, { level: 9 }));
  }
  // The manifest is for the size check, not for the program: it moves out of what is embedded.
  const manifest = readFileSync(join(page, '.vite/manifest.json'));
  writeFileSync(new URL('../../build/page-manifest.json', import.meta.url).pathname, manifest);
  rmSync(join(page, '.vite'), { recursive: true });
}
