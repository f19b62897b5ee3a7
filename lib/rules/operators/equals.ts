import { parseNumber } from '../number.ts'
import type { Operator } from '../operator.ts'

export const equals: Operator<number | string> = {
  name: 'equals',
  summary: 'the same number, or exactly the same text',
  schema: { type: ['number', 'string'] },
  takesText: true,
  samples: [
    { argument: 2.5, values: [2.5, '2.50', 2, null], holds: [true, true, false, undefined] },
    { argument: 'done', values: ['done', 'Done', 'done '], holds: [true, false, false] },
  ],
  start: argument => ({
    holds(value) {
      if (typeof argument === 'string') return value === null ? undefined : String(value) === argument
      const number = typeof value === 'string' ? parseNumber(value) : value
      return typeof number === 'number' ? number === argument : undefined
    },
    words: say => `equal to ${typeof argument === 'number' ? say(argument) : JSON.stringify(argument)}`,
    threshold: () => argument,
  }),
}
