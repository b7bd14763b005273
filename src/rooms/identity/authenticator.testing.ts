import { isoCBOR } from '@simplewebauthn/server/helpers'
import { createHash, createSign, generateKeyPairSync, randomBytes, type KeyObject } from 'node:crypto'
import { bytesToBase64Url, concatBytes, textToBytes } from '../../kernel/index.ts'
import type { InputOf } from '../../contracts/index.ts'
import type { registerPasskey, signInPasskey } from '../../contracts/identity.ts'
import { workspaceOrigin } from './testing.ts'

type Registration = InputOf<typeof registerPasskey>['response']
type Authentication = InputOf<typeof signInPasskey>['response']

/** What a test bends about an answer that would be right. */
export type Bend = {
  origin?: string
  rpId?: string
  crossOrigin?: boolean
  type?: string
  /** User present 1, verified 4, backup eligible 8, backed up 16. */
  flags?: number
  userHandle?: string
  counter?: number
}

const sha256 = (bytes: Uint8Array | string) => createHash('sha256').update(bytes).digest()

/** An authenticator with one ES256 credential (WebAuthn Level 3, §6.1 and §6.5). */
export class Authenticator {
  readonly id = randomBytes(32)
  readonly privateKey: KeyObject
  readonly #cose: Uint8Array
  userHandle = ''
  counter = 0

  constructor() {
    const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
    const { x = '', y = '' } = publicKey.export({ format: 'jwk' })
    this.privateKey = privateKey
    this.#cose = isoCBOR.encode(
      new Map<number, number | Uint8Array>([
        [1, 2],
        [3, -7],
        [-1, 1],
        [-2, new Uint8Array(Buffer.from(x, 'base64url'))],
        [-3, new Uint8Array(Buffer.from(y, 'base64url'))],
      ]),
    )
  }

  create(options: { challenge: string; user: { id: string } }, bend: Bend = {}): Registration {
    this.userHandle = options.user.id
    const length = new Uint8Array([this.id.length >> 8, this.id.length & 255])
    const attested = concatBytes(new Uint8Array(16), length, this.id, this.#cose)
    const authData = concatBytes(this.#head(0x40 | (bend.flags ?? 5), bend), attested)
    const attestation = new Map<string, unknown>([
      ['fmt', 'none'],
      ['attStmt', new Map()],
      ['authData', authData],
    ])
    return {
      ...this.#credential(),
      response: {
        clientDataJSON: clientData('webauthn.create', options.challenge, bend),
        attestationObject: bytesToBase64Url(
          isoCBOR.encode(attestation as Parameters<typeof isoCBOR.encode>[0]),
        ),
        transports: ['internal'],
      },
    }
  }

  get({ challenge }: { challenge: string }, bend: Bend = {}): Authentication {
    this.counter += 1
    const clientDataJSON = clientData('webauthn.get', challenge, bend)
    const authData = this.#head(bend.flags ?? 5, bend)
    const signed = concatBytes(authData, sha256(Buffer.from(clientDataJSON, 'base64url')))
    return {
      ...this.#credential(),
      response: {
        clientDataJSON,
        authenticatorData: bytesToBase64Url(authData),
        signature: bytesToBase64Url(createSign('sha256').update(signed).sign(this.privateKey)),
        userHandle: bend.userHandle ?? this.userHandle,
      },
    }
  }

  #credential() {
    const id = bytesToBase64Url(this.id)
    return { id, rawId: id, type: 'public-key' as const, clientExtensionResults: {} }
  }

  #head(flags: number, { rpId = 'workspace.localhost', counter = this.counter }: Bend): Uint8Array {
    const count = new Uint8Array(4)
    new DataView(count.buffer).setUint32(0, counter)
    return concatBytes(sha256(rpId), new Uint8Array([flags]), count)
  }
}

function clientData(usual: string, challenge: string, bend: Bend): string {
  const { type = usual, origin = workspaceOrigin, crossOrigin = false } = bend
  return bytesToBase64Url(textToBytes(JSON.stringify({ type, challenge, origin, crossOrigin })))
}
