import react from '@vitejs/plugin-react'
import { fileURLToPath } from 'node:url'
import { defineConfig, type Plugin } from 'vite'
import { ownCrypto } from '../sealing/own-crypto.vite.ts'

const at = (path: string) => fileURLToPath(new URL(path, import.meta.url))

/** React Aria brings its few built-in sentences in thirty languages; the workspace speaks two. */
function onlySpokenLanguages(): Plugin {
  const language = /\/([a-z]{2}-[A-Z]{2})\.m?js$/
  return {
    name: 'only-spoken-languages',
    enforce: 'pre',
    load: (id) => {
      const file = id.split('?')[0] ?? id
      const found =
        /node_modules\/react-(aria|stately)/.test(file) && file.includes('/intl/') && language.exec(file)
      if (!found || found[1] === 'en-US' || found[1] === 'fr-FR') return null
      return 'export default {}'
    },
  }
}

export default defineConfig({
  root: at('.'),
  base: '/',
  plugins: [onlySpokenLanguages(), ownCrypto(), react()],
  // The server puts a fresh nonce in place of this for each page; React Aria finds it in the meta element.
  html: { cspNonce: '__NONCE__' },
  build: {
    outDir: at('../../dist/workspace'),
    emptyOutDir: true,
    target: 'es2022',
    manifest: true,
    modulePreload: { polyfill: false },
    // Nothing as data: URLs: the policy allows those for images only, and files can carry an integrity hash.
    assetsInlineLimit: 0,
    cssCodeSplit: false,
    // The validator and its setting lie in one file: in files that are split by screen, a schema can come before the setting.
    rolldownOptions: {
      output: {
        codeSplitting: { groups: [{ name: 'validator', test: /node_modules\/zod\/|workspace\/no-eval/ }] },
      },
    },
  },
})
