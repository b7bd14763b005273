import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { brotliCompressSync, constants, gzipSync } from 'node:zlib'
import { defineConfig, type Plugin } from 'vite'
import { loadWordList } from '../sealing/word-lists.ts'

const root = new URL('../..', import.meta.url).pathname
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

/** Packed once here and not for each request (the server's `compress` knows no Brotli). */
function packed(): Plugin {
  let folder = ''
  return {
    name: 'packed',
    configResolved: (config) => void (folder = join(config.root, config.build.outDir)),
    closeBundle() {
      for (const entry of readdirSync(folder, { withFileTypes: true, recursive: true })) {
        if (!entry.isFile() || !/\.(js|json)$/.test(entry.name)) continue
        const file = join(entry.parentPath, entry.name)
        const bytes = readFileSync(file)
        writeFileSync(`${file}.gz`, gzipSync(bytes, { level: 9 }))
        const params = { [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length }
        writeFileSync(`${file}.br`, brotliCompressSync(bytes, { params }))
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
  plugins: [wordLists(), packed()],
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
