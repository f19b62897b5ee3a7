// Limits of requests as NVRx's service writes them: `60/minute`.

export interface Rate {
  readonly most: number
  readonly perMs: number
}

const UNITS_MS: Readonly<Record<string, number>> = {
  second: 1000,
  minute: 60_000,
  hour: 3_600_000,
  day: 86_400_000,
}

/** Returns the rate that a text such as `60/minute` or `5 per 2 seconds` means; undefined for no rate. */
export function parseRate(text: string): Rate | undefined {
  const found = /^(\d{1,9}) ?(?:\/| per ) ?(?:(\d{1,4}) )?(second|minute|hour|day)s?$/.exec(text.trim().toLowerCase())
  if (found === null) return undefined
  const [, most, count, unit] = found
  const rate = { most: Number(most), perMs: Number(count ?? 1) * (UNITS_MS[unit as string] as number) }
  return rate.most > 0 && rate.perMs > 0 ? rate : undefined
}
