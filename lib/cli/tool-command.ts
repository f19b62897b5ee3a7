import { version } from '../io/version.ts'
import { isProblems } from '../problem.ts'
import type { AnyToolProgram } from '../program.ts'
import type { Command } from './command.ts'

/** Returns a program that is neither stage nor source as a command. */
export function toolCommand(program: AnyToolProgram): Command {
  const { name, ...line } = program
  return {
    line: { ...line, program: `logmon-${name}`, version },
    async act({ values, positionals, environment }, { say }) {
      const settings = program.settle(values, positionals, environment)
      return isProblems(settings) ? settings : program.act(settings, say)
    },
  }
}
