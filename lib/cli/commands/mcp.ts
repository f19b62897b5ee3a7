// `logmon mcp`: what failed, for assistants, over the Model Context Protocol.

import { realpathSync } from 'node:fs'
import { drive } from '../../drive.ts'
import { reasonOf } from '../../io/error-words.ts'
import { statusFolder } from '../../io/status/keep-status.ts'
import { version } from '../../io/version.ts'
import type { OptionTable, OptionValues } from '../../options.ts'
import { isProblems, type Problem } from '../../problem.ts'
import { settleStages, stagesFor } from '../chain.ts'
import type { FrontCommand } from '../command.ts'
import { EXIT } from '../exit-codes.ts'
import { explainer } from '../explain/explainer.ts'
import { jobOf } from '../job-file.ts'
import { handleSignals } from '../signals.ts'
import { paintChain, paintRows } from '../why/paint.ts'
import { JUDGE_OPTIONS, judgeSettings } from '../why/settings.ts'

const OPTIONS = {
  root: {
    type: 'string',
    placeholder: 'DIR',
    describe: 'folder below which logs may be read; by default the working directory',
  },
  ...JUDGE_OPTIONS,
} as const satisfies OptionTable

/** Tables for a model: no colours, and as wide as lines are read well. */
const LOOK = { width: 140, hasColour: false, hasUnicode: true }

export const mcp: FrontCommand = {
  name: 'mcp',
  summary: 'let an assistant ask what failed, over the Model Context Protocol',
  line: {
    program: 'logmon mcp',
    summary:
      'Let an assistant ask what failed (Model Context Protocol, on standard input and\n' +
      'output): why, query, explain, status. It only reads, below one folder, and marks\n' +
      'what logs say as data.',
    options: OPTIONS,
    examples: [{ command: 'logmon mcp --root /scratch/logs', describe: 'the command that an assistant is to start' }],
    version,
  },
  jobOf,
  async act({ values, config, environment }) {
    const root = rootOf(values['root'])
    if (isProblems<string>(root)) return root
    const judge = judgeSettings({ values, wantsRecords: false, near: 0, isOneOfSeveral: true }, config)
    if (isProblems(judge)) return judge
    // Nothing is sent: a job file that does not say where to is enough.
    const dry = { 'dry-run': true }
    const settled = settleStages(stagesFor({ config, values: dry }), { config, values: dry, environment })
    if (isProblems(settled)) return settled
    const [parse] = settled
    if (parse === undefined) throw new Error('there is no stage that parses')
    const stop = new AbortController()
    const signals = handleSignals({ onInterrupt: 'end', end: () => stop.abort(), stop: () => stop.abort() })
    // Loaded on demand: whoever lists the commands needs no server.
    const { runMcp } = await import('../../io/mcp/run.ts')
    await runMcp(
      {
        root,
        judge,
        statusFolder: statusFolder(environment),
        newParser: () => drive(parse.stage.start(parse.settings), 'record', parse.stage.passes, parse.stage.name),
        // Each question stands alone: what was asked before says nothing of these lines.
        explain: line => explainer(settled, config?.job)(line),
        rowLines: rows => paintRows(rows, LOOK),
        chainLines: (chain, row) => paintChain(chain, row, LOOK),
        now: Date.now,
      },
      stop.signal,
    )
    return signals.isInterrupted() ? EXIT.interrupted : EXIT.ok
  },
}

function rootOf(given: OptionValues[string]): string | readonly Problem[] {
  try {
    return realpathSync(given === undefined ? '.' : `${given}`)
  } catch (error) {
    return [{ place: '--root', reason: reasonOf(error) }]
  }
}
