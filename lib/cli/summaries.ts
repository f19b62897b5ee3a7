// One sentence on each program, from its own declaration.
import { followSource } from '../io/follow-source.ts'
import * as stages from '../stages/index.ts'

export const summaries: Readonly<Record<string, string>> = Object.fromEntries([...Object.values(stages), followSource].map(({ name, summary }) => [name, summary]))
