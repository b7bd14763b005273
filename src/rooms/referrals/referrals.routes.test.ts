import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  base64UrlToBytes,
  bytesToBase64Url,
  concatBytes,
  randomId,
  type Actor,
  type Bytes,
} from '../../kernel/index.ts'
import type { HandledRoute, InputOf, OutputOf, Route } from '../../contracts/index.ts'
import * as contract from '../../contracts/referrals.ts'
import { mailboxTag, withdrawTokenHash } from '../../contracts/mailbox.ts'
import {
  consentStatement,
  createPair,
  openAnswer,
  openPacket,
  sealAnswer,
  sealPacket,
  signConsent,
} from '../../sealing/index.ts'
import { readReferralEvent, referralErrors, referralRoutes, staffHears } from './index.ts'
import { bedTonight, codeOf, makeWorld, newEpoch, packetToShelter, type World } from './referrals.testing.ts'

let world: World
let routes: HandledRoute[]
beforeAll(async () => {
  world = await makeWorld()
  routes = referralRoutes(world.deps)
})
afterAll(() => world.database.close())

const seeker: Actor = { kind: 'seeker', conversationId: randomId(), visitId: randomId() }
const nobody: Actor = { kind: 'public' }

/** As the server does: input parsed, answered, and the output checked against the contract. */
async function ask<R extends Route>(route: R, actor: Actor, input: unknown): Promise<OutputOf<R>> {
  const handled = routes.find((one) => one.route.id === route.id)
  const parsed = route.input.parse(JSON.parse(JSON.stringify(input))) as InputOf<R>
  const context = { actor, locale: 'en', clientKey: 'network', setHeader: () => undefined }
  const output = await handled?.answer(parsed, context)
  return route.output.parse(JSON.parse(JSON.stringify(output))) as OutputOf<R>
}

const bytesOf = (text: string): Bytes => base64UrlToBytes(text) ?? new Uint8Array()

describe('the whole way', () => {
  it('goes from an ask through hold, consent, packet and answer to connected, and only the two ends can read', async () => {
    const epoch = await createPair()
    const { id: epochId } = (world.epochs.shelter = await newEpoch(
      world.database,
      world.shelter,
      epoch.publicKey,
    ))
    const services = { serviceIds: [world.shelterService, world.unkeyedService, randomId()] }
    const { receivers } = await ask(contract.receiversOf, world.responder, services)
    expect(receivers).toEqual([
      {
        serviceId: world.shelterService,
        teamId: world.shelter,
        epochId,
        epochPublicKey: bytesToBase64Url(epoch.publicKey),
      },
    ])

    const asked = await ask(contract.askCapacity, world.responder, bedTonight(world))
    const { askId } = asked.ask
    await ask(contract.answerAsk, world.provider, { askId, answer: { yes: true, holdMinutes: 60 } })
    await ask(contract.extendHold, world.provider, { askId, holdMinutes: 90 })
    const { asks } = await ask(contract.listAsks, world.responder, {})
    expect(asks[0]?.state).toBe('held')

    const visit = await createPair()
    const until = new Date(world.clock.now.getTime() + 86_400_000).toISOString()
    const to = { teamId: world.shelter, organisation: 'Invented house', service: 'Invented beds' }
    const terms = { askId: randomId(), to, why: 'a bed', until }
    const fields = [{ key: 'call_me', label: 'What to call you', value: 'Invented name' }]
    const consent = await signConsent(await consentStatement(terms, fields), visit)
    const mailbox = randomId()
    const withdrawToken = randomId()
    const receiver = { teamId: world.shelter, epochId, publicKey: epoch.publicKey }
    const sealed = await sealPacket({ receiver, mailbox, fields, consent })
    await ask(contract.sendReferral, world.responder, {
      toTeamId: world.shelter,
      epochId,
      mailbox,
      packet: bytesToBase64Url(sealed.bytes),
      withdrawTokenHash: await withdrawTokenHash(withdrawToken),
      expiresAt: until,
      holdAskId: askId,
    })

    const inbox = await ask(contract.inbox, world.provider, {})
    const referralId = inbox.referrals[0]?.referralId ?? ''
    const opened = await ask(contract.openReferral, world.provider, { referralId })
    const reader = { teamId: opened.referral.toTeamId, epochId: opened.referral.epochId, pair: epoch }
    const packet = await openPacket(bytesOf(opened.packet), { ...reader, mailbox: opened.mailbox })
    expect(packet.fields).toEqual(fields)
    const words = { accepted: true, note: 'Ring twice' }
    const answer = await sealAnswer(packet.replyPublicKey, opened.mailbox, words)
    await ask(contract.answerReferral, world.provider, {
      referralId,
      answer: 'accepted',
      bytes: bytesToBase64Url(answer),
    })

    const { mailboxes } = await ask(contract.seekerMailboxes, nobody, { mailboxes: [mailbox] })
    expect(mailboxes[0]?.state).toBe('answer')
    for (const taken of [
      await ask(contract.seekerTakeAnswer, nobody, { mailbox }),
      await ask(contract.takeAnswer, world.responder, { mailbox }),
    ])
      expect(
        contract.referralAnswer.parse(
          await openAnswer(sealed.replyPrivateKey, mailbox, bytesOf(taken.answer)),
        ),
      ).toEqual(words)
    await ask(contract.seekerConnected, seeker, { mailbox, withdrawToken })
    const status = await ask(contract.mailboxStatus, world.responder, { mailboxes: [mailbox] })
    expect(status.mailboxes[0]?.state).toBe('connected')
    const listed = await ask(contract.listReferrals, world.provider, {})
    expect(listed.referrals[0]).toMatchObject({ referralId, state: 'connected', askId })
    await ask(contract.seekerWithdraw, nobody, { mailbox, withdrawToken })
    expect(await codeOf(ask(contract.openReferral, world.provider, { referralId }))).toBe('referrals.closed')
  })
})

function isRoute(one: unknown): one is Route {
  return typeof one === 'object' && one !== null && 'access' in one
}

describe('the contract', () => {
  const declared = (Object.values(contract) as unknown[]).filter(isRoute)

  it('is answered route by route, each with an access, and every error it names exists', () => {
    expect(routes.map(({ route }) => route.id).sort()).toEqual(declared.map(({ id }) => id).sort())
    const codes = Object.values(referralErrors).map(({ code }) => code)
    for (const { access, errors, id } of declared) {
      expect(access, id).toBeTruthy()
      expect(errors.filter((code) => !codes.includes(code))).toEqual([])
    }
  })

  it('gives a responder no way to say connected', () => {
    const ways = declared.filter(({ id }) => id.includes('connected'))
    expect(ways.map(({ id, origin, access }) => ({ id, origin, access }))).toEqual([
      { id: 'referrals.say_connected', origin: 'workspace', access: { roles: ['provider'] } },
      { id: 'referrals.seeker_connected', origin: 'help', access: 'seeker' },
    ])
  })

  it('carries no id or secret of a seeker in a URL', () => {
    for (const { method, input, id } of declared.filter((one) => one.method === 'get')) {
      const keys = Object.keys((input as { shape?: object }).shape ?? {})
      expect({ id, method, keys: keys.filter((key) => key !== 'page') }).toEqual({ id, method, keys: [] })
    }
  })

  it('refuses free text beside an ask', () => {
    const input = contract.askCapacity.input.parse({ ...bedTonight(world), note: 'her name is' })
    expect(input).not.toHaveProperty('note')
  })
})

describe('bad input', () => {
  it('that is spelled in base64url but spells no bytes is refused', async () => {
    const { input } = await packetToShelter(world)
    const misspelled = { ...input, packet: `${input.packet}x`.slice(0, 141) }
    expect(await codeOf(ask(contract.sendReferral, world.responder, misspelled))).toBe('referrals.unreadable')
  })

  it('that is too big, too long ahead or empty never reaches a use case', () => {
    const wrong: [Route, object][] = [
      [contract.seekerMailboxes, { mailboxes: Array.from({ length: 21 }, randomId) }],
      [contract.mailboxStatus, { mailboxes: [] }],
      [contract.answerAsk, { askId: randomId(), answer: { yes: true, holdMinutes: 14 } }],
      [contract.answerAsk, { askId: randomId(), answer: { yes: true, holdMinutes: 1_441 } }],
      [contract.answerAsk, { askId: randomId(), answer: { yes: false, reason: 'because she said' } }],
      [contract.askCapacity, { ...bedTonight(world), people: 10 }],
      [contract.openReferral, { referralId: "' or 1=1" }],
    ]
    for (const [route, input] of wrong) expect(route.input.safeParse(input).success, route.id).toBe(false)
  })

  it('in a flood is turned away, and one network’s flood is not another’s', async () => {
    const fresh = referralRoutes(world.deps).find(({ route }) => route.id === 'referrals.seeker_withdraw')
    const knock = (clientKey: string) =>
      codeOf(
        fresh?.answer(
          { mailbox: randomId(), withdrawToken: randomId() },
          { actor: nobody, locale: 'en', clientKey, setHeader: () => undefined },
        ) ?? Promise.resolve(),
      )
    const codes = []
    for (let i = 0; i < 65; i++) codes.push(await knock('one'))
    expect(new Set(codes)).toEqual(new Set(['referrals.not_found', 'referrals.too_many']))
    expect(await knock('two')).toBe('referrals.not_found')
  })
})

describe('naming a receiver', () => {
  const of = (role: 'coordinator' | 'administrator', kind: 'hotline' | 'provider'): Actor => ({
    ...world.responder,
    teams: [{ teamId: world.line, organisationId: randomId(), organisationKind: kind, roles: [role] }],
  })
  const name = (actor: Actor, serviceId: string, teamId?: string) =>
    codeOf(ask(contract.setReceiver, actor, { serviceId, ...(teamId && { teamId }) }))

  it('is for coordinators and administrators of the line, a service of the register, and a provider’s team that has a key', async () => {
    const serviceId = await world.registered('Quiet rooms')
    const coordinator = of('coordinator', 'hotline')
    expect(await name(of('administrator', 'provider'), serviceId, world.clinic)).toBe('referrals.not_allowed')
    expect(await name(world.responder, serviceId, world.clinic)).toBe('referrals.not_allowed')
    expect(await name(coordinator, randomId(), world.clinic)).toBe('referrals.not_found')
    expect(await name(coordinator, serviceId, randomId())).toBe('referrals.phone_only')
    // The line has a key too, and is no service.
    expect(await name(coordinator, serviceId, world.line)).toBe('referrals.phone_only')
    expect(await name(coordinator, serviceId, world.clinic)).toBe('no error')
    const found = () => ask(contract.receiversOf, world.responder, { serviceIds: [serviceId] })
    expect((await found()).receivers).toMatchObject([{ teamId: world.clinic }])
    expect(await name(of('administrator', 'hotline'), serviceId)).toBe('no error')
    expect((await found()).receivers).toEqual([])
  })

  it('is listed with the names that a person knows, and whether the team can receive yet', async () => {
    const serviceId = await world.registered('Legal hours')
    const coordinator = of('coordinator', 'hotline')
    await name(coordinator, serviceId, world.clinic)
    const listed = await ask(contract.listReceivers, coordinator, {
      serviceIds: [serviceId, world.unkeyedService, randomId()],
    })
    expect(listed.next).toBeNull()
    expect(listed.receivers).toHaveLength(2)
    expect(listed.receivers).toContainEqual({
      serviceId,
      service: { name: 'Legal hours', organisation: 'House of Legal hours' },
      teamId: world.clinic,
      team: 'Invented',
      organisation: 'Invented',
      hasKey: true,
    })
    const gone = listed.receivers.find((one) => one.serviceId === world.unkeyedService)
    expect(gone).toMatchObject({ hasKey: false })
    expect(gone).not.toHaveProperty('service')
    const all = await ask(contract.listReceivers, coordinator, {})
    expect(all.receivers.map((one) => one.serviceId)).toEqual(
      expect.arrayContaining([serviceId, world.shelterService, world.clinicService]),
    )
    expect(await codeOf(ask(contract.listReceivers, world.responder, {}))).toBe('referrals.not_allowed')
    expect(await codeOf(ask(contract.listReceivers, of('coordinator', 'provider'), {}))).toBe(
      'referrals.not_allowed',
    )
  })

  it('is recorded: who named which team for which service, and who took it away', async () => {
    const serviceId = await world.registered('Night bus')
    const coordinator = of('coordinator', 'hotline')
    await name(coordinator, serviceId, world.shelter)
    await name(coordinator, serviceId)
    const { rows } = await sql<{ who: string; action: string; subject: string }>`
      select who, action, subject from audit.entries order by id desc limit 3`.execute(
      world.database.unguarded,
    )
    const who = world.responder.memberId
    expect(rows.reverse()).toEqual([
      { who, action: 'referrals.set_receiver', subject: serviceId },
      { who, action: 'referrals.named_receiver', subject: world.shelter },
      { who, action: 'referrals.remove_receiver', subject: serviceId },
    ])
  })
})

describe('an event', () => {
  it('is read back as ids only; a lost listener means that everything may have changed', async () => {
    const m = await mailboxTag(randomId())
    expect(readReferralEvent(JSON.stringify({ k: 'mailbox', m }))).toEqual({ k: 'mailbox', m })
    expect(readReferralEvent('')).toBe('everything')
    expect(readReferralEvent('{"k":"other"}')).toBeUndefined()
  })

  it('of a team is for that team; of a mailbox for the line, whose clients know which are theirs', () => {
    const line = world.responder.teams
    const shelter = world.provider.teams
    const team = { k: 'team', t: world.shelter } as const
    const mailbox = { k: 'mailbox', m: randomId() } as const
    expect([line, shelter].map((teams) => staffHears(teams, team))).toEqual([false, true])
    expect([line, shelter].map((teams) => staffHears(teams, mailbox))).toEqual([true, false])
  })
})

describe('stolen rows', () => {
  it('give no packet to whoever has the team’s key but not the key of the month', async () => {
    const { input } = await packetToShelter(world)
    await ask(contract.sendReferral, world.responder, input)
    const sealed = concatBytes(bytesOf(input.packet))
    const { rows } = await sql<{ packet: Uint8Array }>`
      select packet from referrals.packets where mailbox_tag = ${await mailboxTag(input.mailbox)}`.execute(
      world.database.unguarded,
    )
    const held = Buffer.from(rows[0]?.packet ?? [])
    expect(held.length).toBeGreaterThan(sealed.length)
    expect(held.includes(Buffer.from(sealed.subarray(0, 64)))).toBe(false)
  })
})
