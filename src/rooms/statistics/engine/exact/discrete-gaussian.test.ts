import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { turboshake128 } from '@noble/hashes/sha3-addons.js'
import { describe, expect, it } from 'vitest'
import type { Bytes } from './bits.ts'
import { discreteGaussian } from './discrete-gaussian.ts'
import { rational } from './rational.ts'

/** A stream of bytes that a seed decides, as the known answers were made with it: TurboSHAKE128 as in draft-irtf-cfrg-vdaf. */
function streamOf(seed: Uint8Array): Bytes {
  const xof = turboshake128.create({ D: 1 })
  xof.update(Uint8Array.of(0, 0, seed.length))
  xof.update(seed)
  return (length) => xof.xof(length)
}

const beside = process.env['NORTHLINE_SHARED'] ?? resolve(import.meta.dirname, '../../../../../../shared')
const vectors = join(beside, 'data/statistics/discrete-gaussian-vectors')

describe('the discrete Gaussian', () => {
  it('gives the answers that libprio gives for the seed of zeros and σ = 5', () => {
    const bytes = streamOf(new Uint8Array(32))
    const drawn = Array.from({ length: 20 }, () => Number(discreteGaussian(rational(25n), bytes)))
    expect(drawn).toEqual([10, 7, 2, 1, -1, -2, -1, 3, -3, -1, 3, 6, 3, -7, -8, -1, 2, -4, -11, -4])
  })

  it.skipIf(!existsSync(vectors))('gives every known answer of the published vectors', () => {
    const files = readdirSync(vectors).filter((name) => name.endsWith('.json'))
    expect(files.length).toBeGreaterThan(0)
    for (const file of files) {
      // Whole numbers of any size: JSON's own would round them.
      const text = readFileSync(join(vectors, file), 'utf8').replaceAll(/(?<![\w".])-?\d+(?![\w".])/g, '"$&"')
      const { samples, seed, std_num, std_denom } = JSON.parse(text) as Record<string, string> & {
        samples: string[]
      }
      const bytes = streamOf(Uint8Array.from(Buffer.from(seed ?? '', 'hex')))
      const deviation = [BigInt(std_num ?? ''), BigInt(std_denom ?? '')] as const
      const variance = rational(deviation[0] ** 2n, deviation[1] ** 2n)
      expect(
        samples.map(() => String(discreteGaussian(variance, bytes))),
        file,
      ).toEqual(samples)
    }
  })
})
