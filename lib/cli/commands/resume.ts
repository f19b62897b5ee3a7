// `logmon resume`: runs a command until it is done, and does after each attempt what its end asks for.
import { refuseUnsafeFile } from '../../io/safe-file.ts'
import { version } from '../../io/version.ts'
import { textOf } from '../../options.ts'
import { isProblems } from '../../problem.ts'
import { EXIT_OF_END } from '../../resume/decide.ts'
import type { FrontCommand } from '../command.ts'
import { jobOf } from '../job-file.ts'
import { METRICS_OPTIONS } from '../metrics-options.ts'
import { RESUME_OPTIONS, settleResume, WATCH_GROUP } from '../resume/settings.ts'
import { stagesOf } from '../resume/stages.ts'
import { CONFIG_OPTION } from '../stage-command.ts'

const { gaveUp, stop } = EXIT_OF_END

export const resume: FrontCommand = {
  name: 'resume',
  summary: 'run a training command until it is done: restart, isolate, wait or stop',
  line: {
    program: 'logmon resume',
    summary:
      'Run a command until it is done, watched as by logmon run. Each time it ends,\n' +
      'its log and exit status say whether, when and where it starts again.',
    options: { ...CONFIG_OPTION, ...RESUME_OPTIONS, ...METRICS_OPTIONS },
    groups: [WATCH_GROUP],
    positionals: '-- COMMAND [WORD ...]',
    examples: [
      {
        command: 'logmon resume -- torchrun train.py --resume auto',
        describe: 'until it is done, or a person is needed',
      },
      {
        command: 'logmon resume -c job.yaml --dump SIGUSR1 -- ./train.sh',
        describe: 'with the rules and alerts of a job file',
      },
      {
        command: 'logmon resume --slurm train.sbatch --sbatch-option=--nodes=4',
        describe: 'a job of Slurm, submitted again and again',
      },
      { command: 'logmon resume --max-restarts 0 -- python train.py', describe: 'watch it once, and say why it ended' },
    ],
    epilogue:
      'The command finds the number of the attempt in LOGMON_ATTEMPT, and the nodes to leave out, separated by commas, in ' +
      'LOGMON_EXCLUDE. Started again in the same directory, it goes on with what runs there.\n' +
      `Exit status: 0 done, ${gaveUp} the restarts are used up, ${stop} a person has to change something, 130 interrupted.`,
    version,
  },
  jobOf,
  async act(asked, output) {
    const work = settleResume(asked.values, asked.positionals, asked.environment)
    if (isProblems(work)) return work
    const records = textOf(asked.values, 'records')
    const unsafe = records === undefined ? undefined : refuseUnsafeFile(records)
    if (records !== undefined && unsafe !== undefined) return [{ file: records, place: '--records', reason: unsafe }]
    const stages = stagesOf(asked, work)
    if (isProblems(stages)) return stages
    // Loaded on demand: help needs none of it.
    return (await import('../resume/run.ts')).runResume(work, asked, output)
  },
}
