import { createSocket } from 'node:dgram'
import { closeSync, fsyncSync, openSync, writeSync } from 'node:fs'
import { connect } from 'node:net'
import { hostname } from 'node:os'
import type { Checkpoint } from './checkpoint.ts'
import type { WitnessSettings } from './witness.config.ts'

/** A place outside the system that is given every checkpoint. `send` rejects when it was not taken. */
export type WayOut = { readonly name: string; send(checkpoint: Checkpoint): Promise<void> }

/** Milliseconds for one sending. */
const patience = 10_000

export function waysOut(settings: Pick<WitnessSettings, 'file' | 'syslog' | 'post'>): WayOut[] {
  const { file, syslog, post } = settings
  return [
    ...(file ? [toFile(file)] : []),
    ...(syslog ? [toSyslog(new URL(syslog))] : []),
    ...(post ? [toAddress(post)] : []),
  ]
}

function toFile(path: string): WayOut {
  return {
    name: `file ${path}`,
    async send(checkpoint) {
      const handle = openSync(path, 'a', 0o640)
      try {
        writeSync(handle, `${JSON.stringify(checkpoint)}\n`)
        fsyncSync(handle)
      } finally {
        closeSync(handle)
      }
    },
  }
}

function toAddress(address: string): WayOut {
  return {
    name: `post ${address}`,
    async send(checkpoint) {
      const response = await fetch(address, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(checkpoint),
        redirect: 'error',
        signal: AbortSignal.timeout(patience),
      })
      await response.body?.cancel()
      if (!response.ok) throw new Error(`answered ${response.status}`)
    },
  }
}

/** Facility 13 (log audit), severity 5 (notice): RFC 5424, 6.2.1. */
const priority = 13 * 8 + 5

/** RFC 5424. Without the leaves: a datagram must hold it, and the root says what they are. */
export function syslogLine({ leaves: _, ...checkpoint }: Checkpoint): string {
  const host =
    hostname()
      .replace(/[^\x21-\x7e]/g, '')
      .slice(0, 255) || '-'
  return `<${priority}>1 ${checkpoint.time} ${host} northline-witness ${process.pid} checkpoint - ${JSON.stringify(checkpoint)}`
}

function toSyslog({ protocol, hostname: host, port, href }: URL): WayOut {
  const send = protocol === 'udp:' ? sendDatagram : sendCounted
  return { name: `syslog ${href}`, send: (checkpoint) => send(host, Number(port), syslogLine(checkpoint)) }
}

function sendDatagram(host: string, port: number, line: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = createSocket(host.includes(':') ? 'udp6' : 'udp4')
    socket.send(line, port, host, (error) => {
      socket.close()
      if (error) reject(error)
      else resolve()
    })
  })
}

/** One connection for each: there is one a minute. Octet counting (RFC 6587, 3.4.1). */
function sendCounted(host: string, port: number, line: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host, port, timeout: patience })
    socket.once('error', reject)
    socket.once('timeout', () => socket.destroy(new Error('no answer in time')))
    socket.once('connect', () => {
      socket.end(`${Buffer.byteLength(line)} ${line}`, () => resolve())
    })
  })
}
