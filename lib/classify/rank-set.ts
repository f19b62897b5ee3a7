// A set of ranks at one bit each: a fan-out over a thousand ranks costs 128 bytes per failure.

/** Ranks beyond this are not counted: no job is that large, so such a number is no rank. */
export const MAX_RANK = 262_143

export interface RankSet {
  add(rank: number): void
  has(rank: number): boolean
  readonly size: () => number
  /** The ranks in order, at most `limit` of them. */
  list(limit?: number): readonly number[]
}

export function rankSet(): RankSet {
  let bits = new Uint8Array(0)
  let size = 0
  const has = (rank: number): boolean => ((bits[rank >> 3] ?? 0) & (1 << (rank & 7))) !== 0
  return {
    add(rank) {
      if (!Number.isInteger(rank) || rank < 0 || rank > MAX_RANK || has(rank)) return
      if (rank >> 3 >= bits.length) {
        const larger = new Uint8Array(
          Math.min((MAX_RANK >> 3) + 1, Math.max(16, 2 ** Math.ceil(Math.log2((rank >> 3) + 1)))),
        )
        larger.set(bits)
        bits = larger
      }
      bits[rank >> 3] = (bits[rank >> 3] as number) | (1 << (rank & 7))
      size++
    },
    has,
    size: () => size,
    list(limit = Number.POSITIVE_INFINITY) {
      const ranks: number[] = []
      for (let rank = 0; rank < bits.length * 8 && ranks.length < limit; rank++) if (has(rank)) ranks.push(rank)
      return ranks
    },
  }
}
