// Every command line there is, in one list: what man pages and completions are loops over.
import * as programs from '../../programs/index.ts'
import type { CommandLine } from '../args.ts'
import type { Command } from '../command.ts'
import { COMMANDS } from '../commands/index.ts'
import { sourceCommand } from '../source-command.ts'
import { stageCommand } from '../stage-command.ts'
import { toolCommand } from '../tool-command.ts'

export interface Described {
  /** What `logmon` calls it. */
  readonly name: string
  readonly aliases: readonly string[]
  /** One sentence, without its full stop. */
  readonly summary: string
  /** True where it is an executable of its own, `logmon-NAME`. */
  readonly isProgram: boolean
  readonly line: CommandLine
}

const commandOf = (program: (typeof programs)[keyof typeof programs]): Command =>
  program.role === 'stage'
    ? stageCommand(program)
    : program.role === 'source'
      ? sourceCommand(program)
      : toolCommand(program)

/** Commands of `logmon` in the order of its help, then the programs in that of their names. */
export function allLines(): readonly Described[] {
  const declared = Object.values(programs).sort((one, other) => (one.name < other.name ? -1 : 1))
  return [
    ...COMMANDS.map(({ name, summary, line }) => ({ name, aliases: [], summary, isProgram: false, line })),
    ...declared.map(program => ({
      name: program.name,
      aliases: program.aliases ?? [],
      summary: program.summary.replace(/\.$/, ''),
      isProgram: true,
      line: commandOf(program).line,
    })),
  ]
}
