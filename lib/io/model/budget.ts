// What a run may spend on models.
export interface Bounds {
  readonly maxRequests: number
  readonly maxTokens: number
  readonly maxInputBytes: number
}

export interface Budget {
  /**
   * Takes one request out of the budget; returns why it may not be sent. `tokens`: the most that its answer may have.
   */
  take(bytes: number, answerTokens: number): string | undefined
  /** Puts what the last request really took in place of what it might have taken. */
  spent(tokens: number): void
}

/** A token of English text is about 4 bytes, of log text fewer: 3 errs on the dear side. */
const BYTES_PER_TOKEN = 3

export function budgetOf({ maxRequests, maxTokens, maxInputBytes }: Bounds): Budget {
  let requests = 0
  let tokens = 0
  let inputBytes = 0
  let reserved = 0
  return {
    take(bytes, answerTokens) {
      const may = Math.ceil(bytes / BYTES_PER_TOKEN) + answerTokens
      if (requests + 1 > maxRequests) return `the ${maxRequests} requests of this run are used up`
      if (inputBytes + bytes > maxInputBytes)
        return `the ${maxInputBytes} bytes that this run may send are not enough for another request of ${bytes}`
      if (tokens + may > maxTokens)
        return `the ${maxTokens} tokens of this run are not enough for another request, which may take ${may}`
      requests++
      inputBytes += bytes
      tokens += may
      reserved = may
      return undefined
    },
    spent(used) {
      tokens += used - reserved
      reserved = used
    },
  }
}
