// Every command of `logmon` itself; one line per file of this folder, in the order of its help.
import { check } from './check.ts'
import { completion } from './completion.ts'
import { down } from './down.ts'
import { explain } from './explain.ts'
import { formats } from './formats.ts'
import { import as importCommand } from './import.ts'
import { init } from './init.ts'
import { mcp } from './mcp.ts'
import { report } from './report.ts'
import { resume } from './resume.ts'
import { run } from './run.ts'
import { serve } from './serve.ts'
import { silence } from './silence.ts'
import { slurm } from './slurm.ts'
import { status } from './status.ts'
import { up } from './up.ts'
import { view } from './view.ts'
import { why } from './why.ts'

export const COMMANDS = [
  why,
  report,
  run,
  resume,
  view,
  status,
  up,
  down,
  serve,
  mcp,
  slurm,
  silence,
  init,
  importCommand,
  check,
  explain,
  formats,
  completion,
] as const
