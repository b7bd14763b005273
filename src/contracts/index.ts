/** The HTTP contract of every room, as data, and what lies inside an envelope. */
export * from './route.ts'
export * from './handle.ts'
export * from './call.ts'
export * from './content.ts'
