// `explain`: what logmon makes of lines.
import type { Tool } from './tool.ts'

const MOST_LINES = 20
const LONGEST_LINE = 4000

export const explainTool: Tool = {
  name: 'explain',
  title: 'Explain lines',
  description:
    'Says how logmon reads lines of a training log: which format, time, rank, step and metrics it finds in each, and what the stages behind ' +
    'say of it (rules, state of the job).',
  schema: {
    type: 'object',
    required: ['lines'],
    additionalProperties: false,
    properties: {
      lines: {
        type: 'array',
        minItems: 1,
        maxItems: MOST_LINES,
        items: { type: 'string', maxLength: LONGEST_LINE },
        description: 'The lines, as they stand in the log',
      },
    },
  },
  async answer(given, { explain }) {
    const lines = given['lines'] as readonly string[]
    return {
      text: `${lines.length === 1 ? 'A line' : `${lines.length} lines`} explained.`,
      data: lines.map(explain).join(''),
    }
  },
}
