// When every part of a source has looked at what there is, once: what is written from then on is given.

export interface FirstLooks {
  /** Returns what a part calls once it has looked, or cannot; more than once does no harm. */
  part(): () => void
  /** Resolves when all parts that there are now have called. */
  all(): Promise<void>
}

export function firstLooks(): FirstLooks {
  const looks: Promise<void>[] = []
  return {
    part() {
      let looked = (): void => {}
      looks.push(
        new Promise(resolve => {
          looked = resolve
        }),
      )
      return () => looked()
    },
    all: async () => void (await Promise.all(looks)),
  }
}
