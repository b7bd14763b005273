import { fileURLToPath } from 'node:url'
import { defineConfig, type Plugin } from 'vite'
import { ownCrypto } from '../sealing/own-crypto.vite.ts'
import { loadWordList } from '../sealing/word-lists.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const listed = ['en', 'fr', 'es', 'zh-Hans']

/** Each word list as a file of its own: data and not a script, fetched when words are about to be shown or typed. */
function wordLists(): Plugin {
  return {
    name: 'word-lists',
    async buildStart() {
      for (const locale of listed) {
        const source = JSON.stringify(await loadWordList(locale))
        this.emitFile({ type: 'asset', name: `words-${locale}.json`, source })
      }
    },
  }
}

/**
 * The two scripts of the help site: `guard.js`, which the server puts inline into
 * every page, and the conversation, loaded only there. Output: dist/help.
 */
export default defineConfig({
  root,
  publicDir: false,
  logLevel: 'warn',
  plugins: [wordLists(), ownCrypto()],
  build: {
    outDir: 'dist/help',
    emptyOutDir: true,
    // Phones of about 2020: modules, async iteration, optional chaining.
    target: ['es2020', 'chrome84', 'firefox79', 'safari14'],
    modulePreload: false,
    manifest: 'manifest.json',
    assetsInlineLimit: 0,
    rolldownOptions: {
      input: {
        guard: 'src/help-site/browser/guard.ts',
        conversation: 'src/help-site/browser/conversation.ts',
      },
      output: {
        entryFileNames: (chunk) => (chunk.name === 'guard' ? 'guard.js' : 'assets/[name]-[hash].js'),
        chunkFileNames: 'assets/[name]-[hash].js',
        assetFileNames: 'assets/[name]-[hash][extname]',
      },
    },
  },
})
