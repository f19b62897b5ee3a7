import { version } from '../io/version.ts'
import { isProblems } from '../problem.ts'
import type { AnyToolProgram } from '../program.ts'
import type { Command } from './command.ts'
import { metricsOf, withMetrics } from './metrics-options.ts'

/** Returns a program that is neither stage nor source as a command. */
export function toolCommand(program: AnyToolProgram): Command {
  const { name, ...line } = program
  return {
    line: { ...withMetrics(line), program: `logmon-${name}`, version },
    async act(asked, { say }) {
      const { values, positionals, environment } = asked
      const settings = program.settle(values, positionals, environment)
      if (isProblems(settings)) return settings
      const metrics = await metricsOf(name, asked)
      if (isProblems(metrics)) return metrics
      metrics?.ready()
      try {
        return await program.act(settings, say, metrics?.counts)
      } finally {
        await metrics?.close()
      }
    },
  }
}
