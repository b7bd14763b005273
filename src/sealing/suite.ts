/**
 * Everything that would change with the algorithms, in one place. Suite 1 is
 * HPKE (RFC 9180) with DHKEM(P-256, HKDF-SHA256), HKDF-SHA256 and AES-256-GCM;
 * AES-256-GCM with random 96-bit nonces; ECDSA P-256 with SHA-256; PBKDF2-SHA256.
 * A new suite gets a new number; the number stands in front of all sealed bytes.
 */
export const version = 1
export const suite = 1

export const sizes = {
  id: 16,
  key: 32,
  hash: 32,
  nonce: 12,
  tag: 16,
  publicKey: 65,
  privateKey: 32,
  signature: 64,
  /** 66 bits, rounded up to bytes. */
  receipt: 9,
  /** Plaintext classes of an envelope: the sealed size tells one of four and no more. */
  envelope: [256, 1024, 4096, 16384],
  packet: [4096, 16384, 65536],
  answer: [1024, 4096],
  ticket: [4096, 16384, 65536, 262144, 1048576],
} as const

/** PBKDF2 rounds for what a person types. */
export const rounds = 1_000_000

/** Every derivation, hash, HPKE context and signature has a label of its own. */
export const labels = {
  content: 'northline/1 envelope content',
  signature: 'northline/1 envelope signature',
  pseudonym: 'northline/1 pseudonym',
  commit: 'northline/1 generation commit',
  link: 'northline/1 generation link',
  slot: 'northline/1 generation slot',
  receipt: 'northline/1 receipt',
  receiptLookup: 'northline/1 receipt lookup',
  receiptToken: 'northline/1 receipt token',
  receiptPair: 'northline/1 receipt pair',
  keep: 'northline/1 keep',
  keepToken: 'northline/1 keep token',
  keepPair: 'northline/1 keep pair',
  ticket: 'northline/1 ticket',
  memberBundle: 'northline/1 member bundle',
  memberCommit: 'northline/1 member commit',
  memberPasskey: 'northline/1 member passkey slot',
  memberPassphrase: 'northline/1 member passphrase slot',
  memberPrinted: 'northline/1 member printed slot',
  keyCheck: 'northline/1 key check',
  passphrase: 'northline/1 passphrase',
  passphraseSignIn: 'northline/1 passphrase sign-in',
  passphraseWrap: 'northline/1 passphrase wrap',
  epochId: 'northline/1 epoch id',
  epochSlot: 'northline/1 epoch slot',
  recoverySlot: 'northline/1 recovery slot',
  recoveryShare: 'northline/1 recovery share',
  teamCode: 'northline/1 team code',
  teamCodeSlot: 'northline/1 team code slot',
  packet: 'northline/1 packet',
  answer: 'northline/1 answer',
  deskNote: 'northline/1 desk note',
  consent: 'northline/1 consent',
  consentField: 'northline/1 consent field',
  consentTapped: 'northline/1 consent tapped',
  consentReadBack: 'northline/1 consent read back',
  puzzle: 'northline/1 puzzle',
  outerWrap: 'northline/1 outer wrap',
  outerLookup: 'northline/1 outer lookup',
  outerFingerprint: 'northline/1 outer fingerprint',
  organisationKeyFile: 'northline/1 organisation key file',
  memberFingerprint: 'northline/1 member key fingerprint',
  organisationFingerprint: 'northline/1 organisation key fingerprint',
  organisationCertificate: 'northline/1 organisation certificate',
  teamCertificate: 'northline/1 team certificate',
  memberCertificate: 'northline/1 member certificate',
  revocations: 'northline/1 revoked certificates',
  epochStatement: 'northline/1 epoch statement',
} as const
