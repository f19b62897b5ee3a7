// One sentence on each program, from its own declaration.
import { collectSource } from '../io/collect-source.ts'
import { followSource } from '../io/follow-source.ts'
import * as stages from '../programs/index.ts'
import { TEE_COMMAND_LINE } from './tee-main.ts'

export const summaries: Readonly<Record<string, string>> = Object.fromEntries([
  ...[...Object.values(stages), followSource, collectSource].map(({ name, summary }) => [name, summary]),
  ['tee', TEE_COMMAND_LINE.summary],
])
