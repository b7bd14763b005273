import type { Plugin } from 'vite'

/**
 * For the bundles of both sites. `@hpke/core` asks Node for `crypto` where a browser has none of its own. Here it
 * always has (support.ts), and the question alone would cost a chunk and the code that loads chunks.
 */
export function ownCrypto(): Plugin {
  return {
    name: 'own-crypto',
    transform: (code, id) =>
      id.includes('/@hpke/')
        ? code.replaceAll(/import\((['"])crypto\1\)/g, '({ webcrypto: crypto })')
        : undefined,
  }
}
