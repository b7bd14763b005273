/**
 * Addresses of the conversations room, without a validator, so that the
 * conversation script stays small. No id or secret of a seeker is ever in one.
 */
export const helpPaths = {
  availability: '/api/conversation/availability',
  line: '/api/conversation/line',
  ticketStart: '/api/conversation/ticket/start',
  ticketOpen: '/api/conversation/ticket/open',
  ticketClose: '/api/conversation/ticket/close',
  open: '/api/conversation/open',
  send: '/api/conversation/send',
  messages: '/api/conversation/messages',
  state: '/api/conversation/state',
  typing: '/api/conversation/typing',
  region: '/api/conversation/region',
  stream: '/api/conversation/stream',
  burn: '/api/conversation/burn',
  wordsRegister: '/api/conversation/words/register',
  wordsSeen: '/api/conversation/words/seen',
  wordsFind: '/api/conversation/words/find',
  wordsReturn: '/api/conversation/words/return',
  keepRegister: '/api/conversation/keep/register',
  keepOpen: '/api/conversation/keep/open',
  openings: '/api/conversation/openings',
} as const

export const deskPaths = {
  queue: '/api/desk/queue',
  claim: '/api/desk/claim',
  release: '/api/desk/release',
  handOver: '/api/desk/hand-over',
  end: '/api/desk/end',
  endAndSlow: '/api/desk/end-and-slow',
  undoSlowing: '/api/desk/undo-slowing',
  slowings: '/api/desk/slowings',
  messages: '/api/desk/messages',
  send: '/api/desk/send',
  generations: '/api/desk/generations',
  typing: '/api/desk/typing',
  visitCheck: '/api/desk/visit/check',
  visitRefuse: '/api/desk/visit/refuse',
  deletion: '/api/desk/deletion',
  note: '/api/desk/note',
  noteKeep: '/api/desk/note/keep',
  presence: '/api/desk/presence',
  colleagues: '/api/desk/colleagues',
  stream: '/api/desk/stream',
} as const
