import { defineConfig } from 'vite';

// The services answer on one origin in production; `npm run dev` borrows theirs.
const projections = process.env.UPLAND_PROJECTIONS_URL ?? 'http://127.0.0.1:8702';

export default defineConfig({
  appType: 'spa',
  base: '/',
  // Inlined assets would be `data:` addresses, which the page's CSP refuses.
  build: { outDir: 'dist', manifest: true, assetsInlineLimit: 0, modulePreload: { polyfill: false }, target: 'es2023' },
  worker: { format: 'es' },
  server: { host: '127.0.0.1', proxy: { '/v1': projections } },
});
