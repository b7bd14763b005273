import { existsSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { faultsOf } from '../engine/index.ts'
import { faultsOfRecord } from './faults.ts'
import { codebookFor, releasedAs, usualMerging } from './publish.ts'
import { nonAnswers, type Mapping } from './record.ts'
import { standardRecord } from './version-1.ts'

const beside = process.env['NORTHLINE_SHARED'] ?? resolve(import.meta.dirname, '../../../../../shared')
const { variables } = standardRecord
const of = (code: string) => variables.find((variable) => variable.code === code)
const maps: (Mapping & { where: string })[] = variables.flatMap((variable) => [
  ...variable.maps.map((map) => ({ ...map, where: variable.code })),
  ...variable.values.flatMap((value) =>
    value.maps.map((map) => ({ ...map, where: `${variable.code}.${value.code}` })),
  ),
])

describe('the standard record', () => {
  it('has nothing wrong with it, and says everything in both languages', () => {
    expect(faultsOfRecord(standardRecord)).toEqual([])
    const [first, second] = variables
    const bad = { version: '', variables: [{ ...first!, values: [first!.values[0]!] }, { ...first!, label: { en: '', fr: 'x' } }, { ...second!, code: 'Not a code', values: [...second!.values, { code: 'declined', label: { en: 'a', fr: 'b' }, maps: [] }] }] } // prettier-ignore
    expect(faultsOfRecord(bad)).toEqual([
      'has no version',
      'unit: stands there twice',
      'unit: has fewer than two values',
      'unit: lacks words',
      'Not a code: is no code',
      'Not a code: declined is no answer and no value',
    ])
  })

  it('keeps act, means and purpose apart from means of control, and suspected from confirmed', () => {
    for (const code of [
      'act',
      'means',
      'exploitation',
      'control',
      'definition',
      'identification',
      'decided_by',
    ])
      expect(of(code), code).toBeDefined()
    expect(of('means')?.values.map(({ code }) => code)).toContain('none_required')
    expect(of('identification')?.values.map(({ code }) => code)).toEqual([
      'self',
      'suspected',
      'identified',
      'confirmed',
      'not',
    ])
    expect(of('unit')?.values.map(({ code }) => code)).toEqual(['contact', 'case', 'person', 'tip'])
  })

  it('counts sex work as no exploitation, and asks of identity only under an agreement', () => {
    expect(
      of('exploitation')
        ?.values.map(({ code }) => code)
        .filter((code) => /prostitut|sex_work/.test(code)),
    ).toEqual([])
    expect(of('exploitation')?.definition.en).toMatch(/Sex work .* is not a form of exploitation/)
    expect(variables.filter(({ agreement }) => agreement).map(({ code }) => code)).toEqual(['indigenous'])
  })

  it('has ages that fit into the bands of CTDC without a rest', () => {
    const span = (text: string): [number, number] => {
      const [from = 0, to] = text
        .split(/--?|\+/)
        .filter(Boolean)
        .map(Number)
      return [from, text.endsWith('+') ? 150 : (to ?? from)]
    }
    for (const { code, maps: own } of of('age')?.values ?? []) {
      const band = own.find(({ to }) => to === 'ctdc_2024')
      const [[from, to], [low, high]] = [span(code), span(band?.value ?? '')]
      expect(from >= low && to <= high, code).toBe(true)
      expect(band?.fit).toBe(from === low && to === high ? 'exact' : 'broader')
    }
  })

  it.skipIf(!existsSync(join(beside, 'standards/ctdc')))(
    'names only variables that CTDC has, in both of its versions',
    () => {
      const latest = readFileSync(join(beside, 'standards/ctdc/variables-2024.csv'), 'utf8')
      const names: Record<string, string[]> = {
      ctdc_2024: latest.split('\n').slice(1).flatMap((line) => line.split(',')[1] ?? []),
      ctdc_2021: readFileSync(join(beside, 'standards/ctdc/columns-2021.txt'), 'utf8').split(/\s+/).filter(Boolean),
    } // prettier-ignore
      for (const [to, known] of Object.entries(names)) {
        const named = maps.filter((map) => map.to === to)
        expect(named.length).toBeGreaterThan(20)
        for (const { name, where } of named) expect(known, where).toContain(name)
      }
      // What was merged in 2024 is broader there than here.
      for (const { name, fit, where } of maps.filter(({ to }) => to === 'ctdc_2024'))
        if (/meansThreats|meansAbusePsyPhySex|meansDenyBasicNeeds|meansDebtBondageEarnings/.test(name))
          expect(fit, where).toBe('broader')
    },
  )

  it.skipIf(!existsSync(join(beside, 'standards/htcds')))('names only fields that HTCDS has', () => {
    const text = readFileSync(join(beside, 'standards/htcds/HTCDS_2.0_Field_Standards.csv'), 'utf8')
    const definitions = readFileSync(join(beside, 'standards/htcds/Field_Definitions.md'), 'utf8')
    for (const { name, where } of maps.filter(
      ({ to, name: field }) => to === 'htcds_2' && field.startsWith('MethodsOfControl'),
    ))
      expect(definitions.includes(name) || text.includes(name), where).toBe(true)
  })
})

describe('what is released of it', () => {
  it('is a codebook without a fault, in which one person stays one record', () => {
    const codebook = codebookFor(standardRecord, [
      'quarter',
      'region',
      'age',
      'gender',
      'exploitation',
      'decided_by',
    ])
    expect(faultsOf(codebook)).toEqual([])
    expect(codebook.variables.map(({ name }) => name)).toContain('exploitation.labour')
    for (const { values } of codebook.variables) expect(values.slice(0, 3)).toEqual([...nonAnswers])
    expect(() => codebookFor(standardRecord, ['shoe_size'])).toThrow(/no shoe_size/)
  })

  it('takes every collected value into one released value, and leaves the three that are none apart', () => {
    for (const [code, groups] of Object.entries(usualMerging)) {
      const variable = of(code)!
      const taken = groups.flatMap(({ of: list }) => list)
      expect([...taken].sort()).toEqual(variable.values.map((value) => value.code).sort())
      for (const answer of nonAnswers) expect(releasedAs(variable, answer)).toBe(answer)
    }
    expect(releasedAs({ code: 'age' }, '16-17')).toBe('0-17')
    expect(releasedAs({ code: 'region' }, '35')).toBe('35')
  })
})
