import type { Millis } from '../record/time.ts'

/**
 * Returns how long to wait before the try after `failures` failed ones: doubling from `firstMs` up to `mostMs`, between
 * half and all of it. `random` (0 to 1) spreads many hosts that went away together, so that they are not all asked at
 * once when they come back.
 */
export function backOff(failures: number, firstMs: Millis, mostMs: Millis, random: number): Millis {
  const full = Math.min(mostMs, firstMs * 2 ** Math.min(failures - 1, 30))
  return full * (0.5 + random / 2)
}
