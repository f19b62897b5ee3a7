import type { AnyStageProgram } from '../lib/program.ts'
import * as programs from '../lib/programs/index.ts'

/** Every stage there is. */
export const stages = Object.values(programs).filter(
  (program): program is AnyStageProgram & typeof program => program.role === 'stage',
) as readonly AnyStageProgram[]
