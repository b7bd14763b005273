import { randomBytes } from 'node:crypto'
import * as contract from '../../../src/contracts/identity.ts'
import { bytesToBase64Url } from '../../../src/kernel/index.ts'
import { Authenticator } from '../../../src/rooms/identity/authenticator.testing.ts'
import {
  derivePassphrase,
  generatePassphrase,
  newMemberSalt,
  newPrintedCode,
  sealMemberSlot,
  type Member,
} from '../../../src/sealing/index.ts'
import { loadWordList } from '../../../src/sealing/word-lists.ts'
import { openMember, type Unlocking } from '../../../src/workspace/sealing-client/members.ts'
import type { Client } from '../../support/line/client.ts'
import { bytesOf } from '../../support/line/staff.ts'
import { openPast, replaceKeys, sessionOf, type Hand } from '../keys/acts.ts'
import { readDump } from '../keys/thief.ts'
import { countRead, mustOpenAll, type Setting } from './setting.ts'

/** Some other letter or digit than this one. */
const other = (character: string) => (character === '7' ? '8' : '7')

/** A passkey, a passphrase and a printed code, each in a browser that has never seen this member. */
export async function openByEachSlot(setting: Setting): Promise<string> {
  const { stage, readers, faults } = setting
  const [, second] = readers
  const { client, member } = second
  const bend = { origin: stage.origins.workspace }
  const passkey = new Authenticator()
  const prf = new Uint8Array(randomBytes(32))
  const { options } = await client.call(contract.addPasskeyOptions, {})
  const { credentialId } = await client.call(contract.addPasskey, { response: passkey.create(options, bend) })
  const add = async (secret: Unlocking) => {
    const bytes = bytesToBase64Url(await sealMemberSlot(member, secret))
    const { kind } = secret
    await client.call(contract.addMemberSlot, { kind, bytes, ...(kind === 'passkey' && { credentialId }) })
  }
  await add({ kind: 'passkey', prf, credentialId })
  const code = newPrintedCode()
  await add({ kind: 'printed', code })

  const words = (await loadWordList('en')) ?? []
  const passphrase = generatePassphrase(words)
  const salt = newMemberSalt()
  const keys = await derivePassphrase(passphrase, salt)
  const byWords = { kind: 'passphrase', wrapKey: keys.wrapKey } as const
  await client.call(contract.changePassphrase, {
    salt: bytesToBase64Url(salt),
    signInKey: bytesToBase64Url(keys.signInKey),
    slot: bytesToBase64Url(await sealMemberSlot(member, byWords)),
  })

  const byPasskey = async () => {
    const browser = stage.newBrowser()
    const asked = await browser.call(contract.signInOptions, {})
    await browser.call(contract.signInPasskey, { response: passkey.get(asked.options, bend) })
    return browser
  }
  const byPassphrase = async () => {
    const browser = stage.newBrowser()
    const { handle } = (await sessionOf(client)).member
    const given = await browser.call(contract.passphraseSalt, { handle })
    const { signInKey } = await derivePassphrase(passphrase, bytesOf(given.salt))
    await browser.call(contract.signInPassphrase, { handle, signInKey: bytesToBase64Url(signInKey) })
    return browser
  }
  const typed = setting.planted('slot') ? newPrintedCode() : code.toLowerCase().replaceAll('-', ' ')
  const ways: [string, () => Promise<Client>, Unlocking][] = [
    ['passkey', byPasskey, { kind: 'passkey', prf, credentialId }],
    ['passphrase', byPassphrase, byWords],
    // A passkey that signs in and has no secret to give, as where an authenticator knows no PRF.
    ['printed code', byPasskey, { kind: 'printed', code: typed }],
  ]
  for (const [way, enter, secret] of ways) {
    const browser = await enter()
    const opened = await openMember(await sessionOf(browser), secret).catch(() => undefined)
    if (opened) await mustOpenAll(setting, way, { client: browser, member: opened })
    else faults.push(`${way}: did not open the keys`)
  }
  const wrong: Unlocking[] = [
    { kind: 'passkey', prf: new Uint8Array(randomBytes(32)), credentialId },
    { kind: 'passphrase', wrapKey: new Uint8Array(randomBytes(32)) },
    { kind: 'printed', code: newPrintedCode() },
    { kind: 'printed', code: other(code[0] ?? '') + code.slice(1) },
  ]
  const session = await sessionOf(client)
  for (const secret of wrong) {
    const opened: Member | undefined = await openMember(session, secret).catch(() => undefined)
    if (opened) faults.push(`a wrong ${secret.kind} opened the keys`)
  }
  return `${ways.length} ways, ${wrong.length} wrong secrets`
}

/** All ways are lost; a leader's link lets the member back in; new keys open nothing until a colleague opens the past. */
export async function loseAndRenew(setting: Setting): Promise<string> {
  const { stage, teamId, readers, faults } = setting
  const [lead, second] = readers
  const memberId = second.member.memberId
  const { link } = await lead.client.call(contract.allowReturn, { teamId, memberId })
  const browser = stage.newBrowser()
  const salt = newMemberSalt()
  const { signInKey, wrapKey } = await derivePassphrase('any words that were generated', salt)
  await browser.call(contract.returnByPassphrase, {
    token: new URL(link).hash.slice(1),
    salt: bytesToBase64Url(salt),
    signInKey: bytesToBase64Url(signInKey),
  })
  const back: Hand = await replaceKeys(browser, memberId, { kind: 'passphrase', wrapKey })
  const alone = await countRead(setting, await stage.withDump(readDump), [back])
  if (alone > 0) faults.push(`new keys opened ${alone} messages of before by themselves`)
  const lost = await second.client.call(contract.currentEpochs, {}).then(
    () => true,
    () => false,
  )
  if (lost) faults.push('a session of the lost device went on')
  const epochs = await openPast(lead, teamId, back.member)
  setting.readers = [lead, back]
  await mustOpenAll(setting, 'new keys and a colleague', back)
  return `${epochs} team keys opened by a colleague`
}
