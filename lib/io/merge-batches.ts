import type { Batch } from './source.ts'

/** Gives the batches of many sources as they come. Each source goes on when its own last batch was handed on. */
export async function* mergeBatches(sources: readonly AsyncGenerator<Batch>[]): AsyncGenerator<Batch> {
  const pending = new Map(sources.map(source => [source, next(source)]))
  try {
    while (pending.size > 0) {
      const { source, result } = await Promise.race(pending.values())
      if (result.done === true) {
        pending.delete(source)
        continue
      }
      yield result.value
      pending.set(source, next(source))
    }
  } finally {
    await Promise.allSettled([...pending.keys()].map(source => source.return(undefined)))
  }
}

async function next(
  source: AsyncGenerator<Batch>,
): Promise<{ source: AsyncGenerator<Batch>; result: IteratorResult<Batch> }> {
  return { source, result: await source.next() }
}
