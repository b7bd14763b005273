import { execFile } from 'node:child_process'
import type { Bytes } from '../kernel/index.ts'
import { checkName, keyLength, keyName, type KeyStore } from './outer-keys.store.ts'

/** More than any list of names needs; what is longer is not an answer. */
const longestAnswer = 64 * 1024

/**
 * Outer keys behind an operator's program, for a key service or a security module. It is called
 * without a shell: `<program> get <name>` (makes the key when there is none; 32 bytes in base64 on
 * standard output), `<program> destroy <name>`, `<program> list` (a name a line). Exit code 0 is a
 * yes. Rejects, without what the program wrote, when it fails, is slow or says something else.
 */
export function keyCommand(program: string, seconds: number): KeyStore {
  const ask = (...words: string[]) =>
    new Promise<string>((resolve, reject) => {
      const limits = { timeout: seconds * 1_000, killSignal: 'SIGKILL' as const, maxBuffer: longestAnswer }
      // The program gets no setting of ours: an address of the database can hold a password.
      const env = { PATH: process.env['PATH'] ?? '', HOME: process.env['HOME'] ?? '' }
      execFile(program, words, { ...limits, env, encoding: 'utf8', shell: false }, (error, said) => {
        if (!error) return resolve(said)
        const why = error.killed ? `took longer than ${seconds} s` : `ended with ${String(error.code)}`
        reject(new Error(`OUTER_KEYS_COMMAND ${words.join(' ')} ${why}`))
      })
    })
  const get = async (name: string): Promise<Bytes> => {
    const said = (await ask('get', checkName(name))).trim()
    const key = Buffer.from(said, 'base64')
    if (key.length !== keyLength || key.toString('base64') !== said)
      throw new Error(`OUTER_KEYS_COMMAND get ${name} did not answer ${keyLength} bytes in base64`)
    return new Uint8Array(key)
  }
  const names = async () => (await ask('list')).split('\n').filter((line) => keyName.test(line))
  return {
    read: async (name) => ((await names()).includes(checkName(name)) ? get(name) : undefined),
    make: get,
    destroy: async (name) => void (await ask('destroy', checkName(name))),
    names,
  }
}
