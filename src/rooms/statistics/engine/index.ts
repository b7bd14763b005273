export { approximately } from './approximate.ts'
export { faultsOf, type Codebook, type Fault, type Variable } from './codebook.ts'
export { systemBytes, type Bytes } from './exact/bits.ts'
export { discreteGaussian } from './exact/discrete-gaussian.ts'
export { compare, plus, rational, readRational, type Rational } from './exact/rational.ts'
export { firstBroken, fits, leftIn, nextEntry, type Entry } from './ledger.ts'
export { epsilonOf, rhoFor } from './loss.ts'
export { modelOf, tableOf, type Model } from './model.ts'
export { encode, encoderFor, type Records } from './records.ts'
export {
  everyPair,
  forecast,
  planOf,
  release,
  releaseOf,
  type Asked,
  type Figure,
  type Plan,
  type Release,
} from './release.ts'
export { rowsOf } from './rows.ts'
export { measure, totalCost, type Measured, type TableSpec } from './tables.ts'
