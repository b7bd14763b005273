import { describe, expect, it } from 'vitest'
import { EngineLost, watchEngine } from './engine-watch.ts'

const failing = (error: Error) => async () => {
  throw error
}
const panic = Object.assign(new Error('could not write'), { severity: 'PANIC', code: '53100' })

describe('the embedded engine', () => {
  it('that panicked is asked nothing more, since it would never answer', async () => {
    const watch = watchEngine()
    await expect(watch.guard(failing(panic))).rejects.toBe(panic)
    expect(await watch.gaveUp).toBe(panic)
    let asked = false
    const ask = async () => void (asked = true)
    await expect(watch.guard(ask)).rejects.toMatchObject({ code: '53100' })
    await expect(watch.guard(ask)).rejects.toBeInstanceOf(EngineLost)
    expect(asked).toBe(false)
  })

  it('that only refused something goes on', async () => {
    const watch = watchEngine()
    const full = Object.assign(new Error('could not extend'), { severity: 'ERROR', code: '53100' })
    await expect(watch.guard(failing(full))).rejects.toBe(full)
    expect(await watch.guard(async () => 'still here')).toBe('still here')
  })
})
