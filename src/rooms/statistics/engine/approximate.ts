import type { Rational } from './exact/rational.ts'

/** A fraction as a number to show or to estimate with. Never in a step that the guarantee rests on. */
export const approximately = ({ num, den }: Rational) => Number(num) / Number(den)
