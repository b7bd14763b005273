import { dirname, relative } from 'node:path'
import { describe, expect, it } from 'vitest'
import { ConfigurationError, readConfiguration } from './configuration.ts'

const faultsOf = (environment: Record<string, string>): readonly string[] => {
  try {
    readConfiguration(environment)
    return []
  } catch (error) {
    if (error instanceof ConfigurationError) return error.faults
    throw error
  }
}

describe('the configuration', () => {
  it('needs nothing to be set', () => {
    expect(readConfiguration({}).server.port).toBe(8080)
  })

  it('of itself keeps the outer keys out of the folder that holds the data, and what is beside them in it', () => {
    const { server, database } = readConfiguration({})
    expect(relative(dirname(database.dataDir), server.outerKeys)).toMatch(/^\.\./)
  })

  it('lists every fault at once, by the name the operator typed', () => {
    const faults = faultsOf({
      PORT: 'eighty',
      HELP_ORIGIN: 'help.example/',
      DATABASE_URL: 'mysql://x',
      LOG_LEVEL: 'debug',
    })
    expect(faults.map((fault) => fault.split(' ')[0]).sort()).toEqual([
      'DATABASE_URL',
      'HELP_ORIGIN',
      'LOG_LEVEL',
      'PORT',
    ])
  })

  it('takes a blank value as not set', () => {
    expect(readConfiguration({ PORT: ' ' }).server.port).toBe(8080)
  })

  it.each([
    ['outer keys inside the data', { DATA_DIR: '/srv/data', OUTER_KEYS: '/srv/data/keys' }, /OUTER_KEYS/],
    [
      'outer keys that are the data folder',
      { DATA_DIR: '/srv/data', OUTER_KEYS: '/srv/data/' },
      /OUTER_KEYS/,
    ],
    [
      'outer keys inside by a detour',
      { DATA_DIR: '/srv/data', OUTER_KEYS: '/srv/other/../data/keys' },
      /OUTER_KEYS/,
    ],
    ['data inside the outer keys', { DATA_DIR: '/srv/keys/data', OUTER_KEYS: '/srv/keys' }, /DATA_DIR/],
    [
      'one host for both origins',
      { HELP_ORIGIN: 'https://a.example', WORKSPACE_ORIGIN: 'https://a.example:8443' },
      /cookies/,
    ],
    ['a workspace without https', { WORKSPACE_ORIGIN: 'http://work.example' }, /https/],
    ['a help site without https', { HELP_ORIGIN: 'http://help.example' }, /https/],
  ])('refuses %s', (_what, environment, fault) => {
    expect(faultsOf(environment)).toEqual([expect.stringMatching(fault)])
  })
})
