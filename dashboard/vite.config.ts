import { defineConfig } from 'vite';

// The services answer on one origin in production; `npm run dev` borrows theirs.
const projections = process.env.UPLAND_PROJECTIONS_URL ?? 'http://127.0.0.1:8702';

// Seven signs of a hash, 42 bits, tell any two builds of a file apart; each name is in the first answer of every page.
const names = { entryFileNames: 'assets/[name]-[hash:7].js', chunkFileNames: 'assets/[name]-[hash:7].js', assetFileNames: 'assets/[name]-[hash:7][extname]' };

export default defineConfig({
  appType: 'spa',
  base: '/',
  // Inlined assets would be `data:` addresses, which the page's CSP refuses.
  build: { outDir: 'dist', manifest: true, assetsInlineLimit: 0, modulePreload: { polyfill: false }, target: 'es2023', rolldownOptions: { output: names } },
  worker: { format: 'es' },
  server: { host: '127.0.0.1', proxy: { '/v1': projections } },
});
