// Says what failed, who caused it and what to do: log records in, failure and verdict records added.
import { classifyMachine } from '../classify/classify-machine.ts'
import { parseHistory } from '../classify/history.ts'
import { MODEL_OPTIONS, type ModelSettings, modelSettings } from '../classify/model/settings.ts'
import { isStateWord, outcomeLines } from '../classify/outcome.ts'
import type { PolicyTable, ProfileName } from '../classify/policies.ts'
import { type ClassifySettings, EXIT_OF_ACTION, matcherWith, policyTable } from '../classify/settings.ts'
import { classifyEffect } from '../io/classify/classify-effect.ts'
import { printFiles } from '../io/classify/file-mode.ts'
import { refuseUnsafeFile } from '../io/safe-file.ts'
import { perJob } from '../jobs/per-job.ts'
import type { OptionValues } from '../options.ts'
import { isProblems } from '../problem.ts'
import { stageProgram } from '../program.ts'

/** The switches of the original's command line: which of its words on a verdict are printed. */
function originalWords(options: {
  readonly isolation: boolean
  readonly attribution: boolean
  readonly verbose: boolean
}): ClassifySettings['original'] {
  if (!options.isolation && !options.attribution && !options.verbose) return undefined
  return verdict => {
    const [action = '', ...isolated] = `${verdict['auto_resume'] ?? ''}`.split('\n')
    return [
      ...(options.verbose ? `${verdict['auto_resume_verbose'] ?? ''}`.split('\n') : [action]),
      ...(options.isolation ? isolated : []),
      ...(options.attribution ? [`${verdict['attribution'] ?? ''}`] : []),
    ]
  }
}

/** The variables are the original's; anything but a positive number there is as good as nothing. */
function countOf(option: number | undefined, variable: string | undefined): number | undefined {
  const count = option ?? (/^[1-9]\d{0,5}$/.test(variable ?? '') ? Number(variable) : 0)
  return count > 0 ? count : undefined
}

/** The scheduler's word was `--state`, which is a file in all other programs. A file of such a name is ./FAILED. */
function jobStateOf(values: OptionValues): OptionValues {
  const { state } = values
  const isWord = typeof state === 'string' && values['job-state'] === undefined && isStateWord(state)
  return isWord ? { ...values, state: undefined, 'job-state': state } : values
}

export const classify = stageProgram({
  name: 'classify',
  summary: 'Say what made a job fail, who caused it, and whether to restart it.',
  reads: 'records',
  writes: ['failure', 'verdict'],
  passes: true,
  configured: true,
  keepsState: true,
  chain: {
    place: 50,
    when: 'asked',
    check: 'classify',
    describe:
      'also say what made a job fail, and alert on the verdict (logmon-classify); on unless the job file has rules',
    renames: { quiet: 'classify-quiet' },
  },
  effect: classifyEffect,
  files: printFiles,
  withOldNames: jobStateOf,
  positionals: '[FILE...]',
  epilogue: `With --exit-code the exit status is the action: ${Object.entries(EXIT_OF_ACTION)
    .map(([action, code]) => `${code} ${action}`)
    .join(', ')}.`,
  options: {
    profile: {
      type: 'choice',
      choices: ['default', 'auto-resume', 'nvrx'],
      default: 'default',
      describe: 'table of actions: ours, the prompts of LogSage, or the categories of NVRx',
    },
    action: {
      type: 'strings',
      placeholder: 'CATEGORY=ACTION',
      describe: 'what follows from a category, instead of what the profile says',
    },
    job: { type: 'string', placeholder: 'NAME', describe: 'name of the job, for the records' },
    quiet: {
      type: 'duration',
      default: '20s',
      describe: 'silence after a failure that makes an interim verdict; stragglers write for 10 to 20 s',
    },
    signatures: {
      type: 'file',
      placeholder: 'FILE',
      describe: 'failures of your own (YAML): see schemas/signatures.schema.json',
    },
    history: {
      type: 'ledger',
      placeholder: 'FILE',
      describe: 'ledger of earlier attempts: read, and added to at the end',
    },
    'isolate-file': {
      type: 'string',
      placeholder: 'FILE',
      describe: 'where the nodes to leave out are written, one per line',
    },
    'domain-size': {
      type: 'count',
      describe: 'ranks that share a node or an NVLink domain (or $DOMAIN_SIZE): names what to leave out by its ranks',
    },
    'isolate-most': {
      type: 'count',
      describe: 'most nodes that are left out, else none is (or $ISOLATION_COUNT; by default 2)',
    },
    status: {
      type: 'number',
      describe: 'exit status of the command: 0 is done; 137 and the like say which signal ended it',
    },
    'job-state': {
      type: 'string',
      placeholder: 'STATE',
      describe: "the scheduler's word on how the job ended: TIMEOUT, NODE_FAIL, OUT_OF_MEMORY, PREEMPTED and the like",
    },
    sacct: {
      type: 'string',
      placeholder: 'JOBID',
      withFiles: true,
      describe: "the same, asked of Slurm's accounting (with FILEs)",
    },
    compare: {
      type: 'strings',
      placeholder: 'GOOD.log',
      withFiles: true,
      describe: 'log of a run that went well: what it says, too, is not the cause (with FILEs)',
    },
    'last-lines': {
      type: 'count',
      withFiles: true,
      describe: 'lines at the end of each plain file that are read (or $NUMBER_LAST_LINES; by default all; with FILEs)',
    },
    isolation: {
      type: 'flag',
      withFiles: true,
      describe: "print, as the original's command line does, its action and whom to leave out (with FILEs)",
    },
    attribution: { type: 'flag', withFiles: true, describe: 'print its action and its attribution (with FILEs)' },
    verbose: { type: 'flag', withFiles: true, describe: 'print its action with the reasons (with FILEs)' },
    'escape-html': { type: 'flag', describe: 'make texts safe for a page: &lt; for <' },
    explain: {
      type: 'flag',
      describe: 'tell a person: cause, chain, who, why; instead of records with FILEs, else on standard error',
    },
    'exit-code': { type: 'flag', describe: 'exit with the code of the action, see below' },
    ...MODEL_OPTIONS,
  },
  examples: [
    { describe: 'what ended a job, told to a person', args: '--explain job.log' },
    { describe: 'what ended a job, with its kernel log, as records', args: 'job.log kernel.log' },
    {
      describe: 'what no rule knows is asked of a model',
      args: '--llm http://localhost:8000/v1 --llm-model NAME --explain job.log',
    },
  ],
  settle(options, { config, environment, keepsState }) {
    const profile = options.profile as ProfileName
    const table = policyTable(profile, options.action)
    if (isProblems<PolicyTable>(table)) return table
    const model = modelSettings(options, config?.classify?.llm)
    if (isProblems(model)) return model
    const outcome = outcomeLines(options.status, options['job-state'])
    if (isProblems<readonly string[]>(outcome)) return outcome
    if (options.sacct !== undefined && !/^\d{1,12}(?:_\d{1,9})?$/.test(options.sacct))
      return [{ place: '--sacct', reason: `"${options.sacct}" is no job id, such as 4242 or 4242_7` }]
    const written = [
      { place: '--history', file: options.history?.path },
      { place: '--isolate-file', file: options['isolate-file'] },
    ]
    for (const { place, file } of written) {
      const reason = file === undefined ? undefined : refuseUnsafeFile(file)
      if (file !== undefined && reason !== undefined) return [{ file, place, reason }]
    }
    return {
      matcher: matcherWith(config?.classify?.ownSignatures ?? []),
      table,
      profile,
      // A requeued Slurm job keeps its id, so that its attempts know of each other.
      job: options.job ?? config?.job ?? environment['SLURM_JOB_ID'],
      quietMs: options.quiet,
      domainSize: countOf(options['domain-size'], environment['DOMAIN_SIZE']),
      isolateMost: options['isolate-most'] ?? countOf(undefined, environment['ISOLATION_COUNT']),
      exitCode: options['exit-code'],
      explain: options.explain,
      history: parseHistory(options.history?.text ?? ''),
      historyFile: options.history?.path,
      isolateFile: options['isolate-file'],
      outcome,
      compare: options.compare,
      lastLines: countOf(options['last-lines'], environment['NUMBER_LAST_LINES']),
      sacctJob: options.sacct,
      original: originalWords(options),
      escapesHtml: options['escape-html'],
      model: model as ModelSettings | undefined,
      keepsState: keepsState === true,
    } satisfies ClassifySettings
  },
  start: settings => perJob({ stage: 'classify', make: () => classifyMachine(settings), sharesUnnamed: true }),
})
