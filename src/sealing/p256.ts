import { hkdf } from './primitives.ts'
import type { Bytes } from '../kernel/index.ts'

/**
 * The public point of a derived P-256 private key. WebCrypto gives no portable
 * way: Safari refuses a private key without its public half and Firefox does not
 * give that half back (W3C webcrypto issue 356), so it is computed here. Only
 * derived pairs (receipt, second secret) come this way, on the person's own
 * device; variable time is accepted there and said in docs/sealing.md.
 */
const p = 0xffffffff00000001000000000000000000000000ffffffffffffffffffffffffn
const order = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n
const gx = 0x6b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296n
const gy = 0x4fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5n

/** Jacobian coordinates: x = X/Z², y = Y/Z³; Z = 0 is the point at infinity. */
type Point = readonly [bigint, bigint, bigint]

const mod = (value: bigint): bigint => ((value % p) + p) % p

function double([x, y, z]: Point): Point {
  if (z === 0n) return [1n, 1n, 0n]
  const yy = mod(y * y)
  const s = mod(4n * x * yy)
  // The curve has a = -3: 3x² + a·z⁴ = 3(x - z²)(x + z²).
  const m = mod(3n * (x - z * z) * (x + z * z))
  const nextX = mod(m * m - 2n * s)
  return [nextX, mod(m * (s - nextX) - 8n * yy * yy), mod(2n * y * z)]
}

/** Adds the base point (Z = 1). */
function addBase(point: Point): Point {
  const [x, y, z] = point
  if (z === 0n) return [gx, gy, 1n]
  const zz = mod(z * z)
  const h = mod(gx * zz - x)
  const r = mod(gy * zz * z - y)
  if (h === 0n) return r === 0n ? double(point) : [1n, 1n, 0n]
  const hh = mod(h * h)
  const v = mod(x * hh)
  const nextX = mod(r * r - h * hh - 2n * v)
  return [nextX, mod(r * (v - nextX) - y * h * hh), mod(z * h)]
}

function inverse(value: bigint): bigint {
  let result = 1n
  let base = mod(value)
  for (let exponent = p - 2n; exponent > 0n; exponent >>= 1n) {
    if (exponent & 1n) result = mod(result * base)
    base = mod(base * base)
  }
  return result
}

function toBytes(value: bigint): Bytes {
  const hex = value.toString(16).padStart(64, '0')
  return Uint8Array.from({ length: 32 }, (_, i) => Number.parseInt(hex.slice(2 * i, 2 * i + 2), 16))
}

function fromBytes(bytes: Uint8Array): bigint {
  let value = 0n
  for (const byte of bytes) value = (value << 8n) | BigInt(byte)
  return value
}

/** Lets the browser answer a tap: on a slow phone the whole multiplication would hold Exit up. */
const breathe = () => new Promise<void>((resolve) => setTimeout(resolve))

/** Uncompressed public point (65 bytes) of a private scalar (32 bytes, 1 … order - 1), in short pieces. */
export async function publicPoint(privateKey: Uint8Array): Promise<Bytes> {
  const scalar = fromBytes(privateKey)
  let point: Point = [1n, 1n, 0n]
  for (let bit = 255n; bit >= 0n; bit--) {
    point = double(point)
    if ((scalar >> bit) & 1n) point = addBase(point)
    if (bit % 32n === 0n) await breathe()
  }
  const z = inverse(point[2])
  const zz = mod(z * z)
  const bytes = new Uint8Array(65)
  bytes[0] = 4
  bytes.set(toBytes(mod(point[0] * zz)), 1)
  bytes.set(toBytes(mod(point[1] * zz * z)), 33)
  return bytes
}

/** A private scalar from a secret: 128 bits more than needed, then reduced (FIPS 186-5, A.2.1). */
export async function derivedScalar(secret: Bytes, info: Bytes): Promise<Bytes> {
  const wide = await hkdf(secret, info, 48)
  return toBytes((fromBytes(wide) % (order - 1n)) + 1n)
}
