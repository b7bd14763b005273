/**
 * Everything that the audit has an entry for, as `room.verb_thing`. Each has a text in the workspace: an entry that
 * nobody can read is none. What a room wants to record is added here first.
 */
export const auditActions = [
  'audit.export',
  'audit.read',
  'conversations.approve_legal_hold',
  'conversations.ask_deletion',
  'conversations.ask_legal_hold',
  'conversations.burn',
  'conversations.check_visit',
  'conversations.claim',
  'conversations.delete_as_asked',
  'conversations.end',
  'conversations.end_and_slow',
  'conversations.glass_approve',
  'conversations.glass_ask',
  'conversations.glass_end',
  'conversations.glass_read',
  'conversations.glass_refuse',
  'conversations.glass_review',
  'conversations.glass_seal',
  'conversations.hand_over',
  'conversations.keep_though_asked',
  'conversations.lift_legal_hold',
  'conversations.open',
  'conversations.open_keep',
  'conversations.refuse_legal_hold',
  'conversations.refuse_visit',
  'conversations.release',
  'conversations.set_aside',
  'conversations.supervisor_read',
  'conversations.undo_slowing',
  'conversations.words_seen',
  'directory.answer_change',
  'directory.answer_vetting',
  'directory.change_entry',
  'directory.decide_duplicate',
  'directory.import',
  'directory.look_at_feedback',
  'directory.nominate',
  'directory.refuse',
  'directory.review_vetting',
  'directory.set_keeper',
  'directory.stop',
  'directory.verify',
  'directory.withdraw_vetting',
  'identity.add_passkey',
  'identity.add_slot',
  'identity.agree_to_hold',
  'identity.allow_passphrases',
  'identity.allow_return',
  'identity.change_passphrase',
  'identity.change_roles',
  'identity.confirm_recovery',
  'identity.cover_past',
  'identity.create_epoch',
  'identity.create_keys',
  'identity.decline_to_hold',
  'identity.end_other_sessions',
  'identity.end_session',
  'identity.finish_recovery',
  'identity.forbid_passphrases',
  'identity.import_certificate',
  'identity.import_revocations',
  'identity.invite',
  'identity.join',
  'identity.link_organisation',
  'identity.name_holders',
  'identity.remove_member',
  'identity.remove_passkey',
  'identity.remove_slot',
  'identity.replace_keys',
  'identity.return',
  'identity.set_team_code',
  'identity.share_past',
  'identity.sign_in',
  'identity.sign_out',
  'identity.start_recovery',
  'identity.stop_recovery',
  'identity.unlink_organisation',
  'identity.use_printed_code',
  'identity.use_team_code',
  'keys.destroy_month',
  'keys.give_up_month',
  'referrals.answer',
  'referrals.named_receiver',
  'referrals.open',
  'referrals.read_answer',
  'referrals.remove_receiver',
  'referrals.say_connected',
  'referrals.send',
  'referrals.set_receiver',
  'referrals.withdraw',
] as const

export type AuditAction = (typeof auditActions)[number]

/** What can be recorded of one room, without its name in front: `'claim'` of `'conversations.claim'`. */
export type AuditVerb<Room extends string> = AuditAction extends infer Action
  ? Action extends `${Room}.${infer Verb}`
    ? Verb
    : never
  : never

/** Staff-side things, whose ids may stand in an entry as they are. */
export const openSubjects = [
  'organisation',
  'team',
  'member',
  'invitation',
  'epoch',
  'session',
  'service',
  'import',
  'outer_key',
] as const

/** Things of a seeker, which an entry names only by an HMAC under a key that ends with the record. */
export const veiledSubjects = ['conversation', 'visit', 'receipt', 'ask', 'referral', 'mailbox'] as const

export const subjectKinds = [...openSubjects, ...veiledSubjects] as const
export type SubjectKind = (typeof subjectKinds)[number]
