import type { ContentOf } from '../../contracts/content.ts'
import { base64UrlToBytes } from '../../kernel/index.ts'
import { consentStatement, verifyConsent, type SignedConsent } from '../../sealing/index.ts'
import type { ConsentVerdict } from '../sealing-client/consent.ts'

/** A recorded read-back, judged again before anything is sealed: it must fit the question, word for word. */
export async function consentFromReadBack(
  ask: ContentOf<'consent-ask'>,
  readBack: ContentOf<'consent-read-back'>,
): Promise<ConsentVerdict> {
  if (new Date(ask.until) <= new Date()) return { fault: 'expired' }
  const fields = ask.fields.filter(({ key }) => readBack.ticked.includes(key))
  if (fields.length === 0) return { fault: 'nothing_ticked' }
  const statement = await consentStatement(ask, fields)
  if (statement !== readBack.statement || fields.length !== readBack.ticked.length)
    return { fault: 'other_words' }
  const signature = base64UrlToBytes(readBack.signature)
  const signPublicKey = base64UrlToBytes(readBack.signPublicKey)
  if (!signature || !signPublicKey) return { fault: 'bad_signature' }
  const { yesMessage } = readBack
  const consent: SignedConsent = { kind: 'read-back', statement, signature, signPublicKey, yesMessage }
  return (await verifyConsent(consent)) ? { consent } : { fault: 'bad_signature' }
}
