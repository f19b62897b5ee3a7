// `logmon view`: the screen of `logmon run` for records that come from elsewhere.
import { isFileInput } from '../../io/file-input.ts'
import { version } from '../../io/version.ts'
import { stageProgram } from '../../program.ts'
import type { Asked, FrontCommand } from '../command.ts'
import { METRICS_OPTIONS } from '../metrics-options.ts'
import { OUTPUT_OPTION, recordOutput } from '../record-output.ts'
import { runStages } from '../run-stages.ts'
import { COMMON_OPTIONS } from '../stage-command.ts'

/** Adds nothing: the records are only shown. */
const SHOWN = stageProgram({
  name: 'view',
  summary: 'Show records to a person.',
  reads: 'records',
  writes: [],
  passes: true,
  configured: false,
  options: {},
  examples: [],
  settle: () => ({}),
  start: () => ({ onRecord: () => [] }),
})

export const view: FrontCommand = {
  name: 'view',
  summary: 'show the records of a pipe or a file: how jobs are, what happened',
  line: {
    program: 'logmon view',
    summary:
      'Show records to a person: how each job is, its steps, its ranks, what happened.\n' +
      'On a terminal a screen that keeps up to date; elsewhere a line per event.\n' +
      'logmon run shows the same by itself.',
    options: { ...OUTPUT_OPTION, clock: COMMON_OPTIONS.clock, ...METRICS_OPTIONS },
    examples: [
      {
        command: 'ssh login tail -F train.log | logmon-parse | logmon-hang | logmon view',
        describe: 'a pipe of programs, watched',
      },
      { command: 'logmon view < records.ndjson', describe: 'what became of a job whose records were kept' },
      { command: 'logmon view --output csv < records.ndjson > steps.csv', describe: 'steps and events as a table' },
    ],
    epilogue: 'Records of a file are shown by their own time (--clock record), those of a pipe by the clock.',
    version,
  },
  async act(asked) {
    const given = withClock(asked)
    const shown = await recordOutput(given, {
      elsewhere: 'text',
      waitingFor: 'Waiting for records on standard input: logmon-parse < train.log | logmon-hang | logmon view',
      readsInput: true,
      closes: true,
    })
    return runStages([{ stage: SHOWN, settings: {} }], given, { shown })
  },
}

/** What lies in a file is past, unless somebody says otherwise. */
function withClock(asked: Asked): Asked {
  const isSaid = asked.values['clock'] !== undefined || asked.environment['LOGMON_CLOCK'] !== undefined
  return isSaid || !isFileInput() ? asked : { ...asked, mode: 'record' }
}
