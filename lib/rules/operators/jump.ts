import { startHistory, WINDOW_SCHEMA, type Window } from '../history.ts'
import type { Operator } from '../operator.ts'

export interface JumpArgument {
  /** How far above the reference is a jump. */
  readonly by: number
  readonly over?: 'lowest' | 'mean'
  readonly window?: Window
}

/** A loss jump: FlagScale's (more than 5 above the lowest so far) is `{ by: 5, window: all }`. */
export const jump: Operator<JumpArgument> = {
  name: 'jump',
  summary: 'more than `by` above the lowest (or the mean) of the last 100 values',
  schema: {
    type: 'object',
    required: ['by'],
    properties: {
      by: { description: 'how far above the earlier values is a jump', type: 'number', exclusiveMinimum: 0 },
      over: { description: 'What it is measured from.', type: 'string', enum: ['lowest', 'mean'] },
      window: WINDOW_SCHEMA,
    },
    additionalProperties: false,
  },
  samples: [
    { argument: { by: 5 }, values: [9, 3, 8, 8.1, null, 2], holds: [undefined, false, false, true, undefined, false] },
    { argument: { by: 1, over: 'mean', window: 2 }, values: [4, 2, 4.5, 3], holds: [undefined, false, true, false] },
  ],
  start({ by, over = 'lowest', window = 100 }) {
    const history = startHistory(window)
    let limit: number | undefined
    return {
      holds(value) {
        limit = undefined
        if (typeof value !== 'number') return undefined
        const hasHistory = history.count() > 0
        if (hasHistory) limit = (over === 'lowest' ? history.lowest() : history.mean()) + by
        history.add(value)
        return limit === undefined ? undefined : value > limit
      },
      words: say =>
        `more than ${say(by)} above the ${over} before${limit === undefined ? '' : ` (${say(Number((limit - by).toPrecision(6)))})`}`,
      threshold: () => limit,
      save: history.save,
      restore: history.restore,
    }
  },
}
