import { textToBytes, type Bytes } from '../kernel/index.ts'
import { insist } from './errors.ts'
import { randomBytes } from './primitives.ts'

/** 32 characters that are hard to confuse: no I, L, O, U. */
const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'

const groups = 7
/** Secret characters of a group, in front of its check character. */
const secretPerGroup = 4
const groupLength = secretPerGroup + 1

/** Codes of before had 26 characters and no checks; they go on opening. */
const lengthBefore = 26

/** Times x in GF(32) with x⁵ + x² + 1. */
function timesX(value: number): number {
  return value & 16 ? ((value << 1) ^ 0b100101) & 31 : value << 1
}

/**
 * The check character of a group: a code over GF(32), so that one wrong character, two
 * neighbours changed about and two groups changed about all show, and show where.
 */
function checkOf(group: number, secret: string): string {
  let sum = group + 1
  for (const character of secret) sum = timesX(sum) ^ alphabet.indexOf(character)
  return alphabet[timesX(sum)] ?? ''
}

/** A code to print and lock away: 140 bits, as seven groups of four characters and a check. */
export function newPrintedCode(): string {
  const characters = Array.from(randomBytes(groups * secretPerGroup), (byte) => alphabet[byte & 31]).join('')
  return Array.from({ length: groups }, (_, group) => {
    const secret = characters.slice(group * secretPerGroup, (group + 1) * secretPerGroup)
    return secret + checkOf(group, secret)
  }).join('-')
}

/** Small letters, spaces and dashes do not matter; O reads as 0, I and L as 1. */
function plain(typed: string): string {
  return typed
    .normalize('NFKC')
    .toUpperCase()
    .replace(/[\s\p{Pd}.,]/gu, '')
    .replace(/O/g, '0')
    .replace(/[IL]/g, '1')
}

const spelled = (text: string) => [...text].every((character) => alphabet.includes(character))

export type PrintedCodeFault = {
  /** Characters that are still to come; below zero, so many too many. */
  missing: number
  /** Groups, from 1, in which something is wrong. */
  groups: number[]
}

/**
 * What is wrong with a code as far as it was typed; undefined when it is whole. It knows
 * the spelling alone, never whether the code opens anything.
 */
export function printedCodeFault(typed: string): PrintedCodeFault | undefined {
  const text = plain(typed)
  if (text.length === lengthBefore && spelled(text) && wrongGroups(text).length > 0) return undefined
  const missing = groups * groupLength - text.length
  const wrong = wrongGroups(text.slice(0, groups * groupLength))
  return missing === 0 && wrong.length === 0 ? undefined : { missing, groups: wrong }
}

/** The whole groups of a text whose check does not hold, from 1. */
function wrongGroups(text: string): number[] {
  return (text.match(/.{5}/gsu) ?? []).flatMap((group, at) => {
    const secret = group.slice(0, secretPerGroup)
    return spelled(group) && checkOf(at, secret) === group[secretPerGroup] ? [] : [at + 1]
  })
}

/** The secret in a code, as the bytes of its secret characters. Throws `malformed` for one that printedCodeFault finds fault with. */
export function readPrintedCode(code: string): Bytes {
  const text = plain(code)
  insist(spelled(text) && printedCodeFault(code) === undefined, 'malformed')
  if (text.length === lengthBefore) return textToBytes(text)
  return textToBytes((text.match(/.{5}/gsu) ?? []).map((group) => group.slice(0, secretPerGroup)).join(''))
}
