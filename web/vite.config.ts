import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vite';

// The built page goes where the program embeds it from; `/api` is proxied while developing.
export default defineConfig({
  plugins: [svelte()],
  build: {
    outDir: '../build/page',
    emptyOutDir: true,
    manifest: true,
    sourcemap: false,
    // A strict Content-Security-Policy: nothing inline, so no data: scripts and no polyfill.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    target: 'es2022',
    // One style sheet, and no chunk so small that fetching it costs more than its bytes.
    cssCodeSplit: false,
    rollupOptions: { output: { experimentalMinChunkSize: 10_000 } },
  },
  server: {
    fs: { allow: ['..'] },
    proxy: { '/api': process.env.TURNSTONE_API ?? 'http://127.0.0.1:8080' },
  },
});
