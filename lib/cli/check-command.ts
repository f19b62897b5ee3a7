// `logmon check`: everything that is checked before input is read, and nothing else.
import { DIALECT_OPTION } from '../config/dialects/dialect-option.ts'
import { version } from '../io/version.ts'
import { isProblems, type Problem } from '../problem.ts'
import { parse } from '../programs/index.ts'
import { parseArguments } from './args.ts'
import { jobOf } from './job-file.ts'
import { CHAIN_WITH_VERDICTS, settleChain } from './job-stages.ts'
import { CONFIG_OPTION, refuse } from './main.ts'
import { print } from './print.ts'
import { readFiles } from './read-files.ts'

const PROGRAM = 'logmon check'

const LINE = {
  program: PROGRAM,
  summary: 'Say whether a job file is right. Exit status 0 if it is, 2 if not.',
  options: { ...CONFIG_OPTION, ...DIALECT_OPTION },
  examples: [
    { command: 'logmon check -c job.yaml', describe: 'every problem on a line: file, place, reason, nearest name' },
  ],
  version,
}

export async function checkCommand(argv: readonly string[]): Promise<void> {
  const parsed = await parseArguments(LINE, argv)
  if (parsed.is === 'print') {
    print(PROGRAM, parsed.text)
    return
  }
  if (parsed.is === 'usage') return refuse(PROGRAM, parsed.problems)
  if (parsed.values['config'] === undefined)
    return refuse(PROGRAM, [{ place: '--config', reason: 'name the job file to check: -c job.yaml' }])
  const options = readFiles(LINE.options, parsed.values)
  if (isProblems(options)) return refuse(PROGRAM, options)
  const config = await jobOf(parse, options as Readonly<Record<string, unknown>>, process.env)
  if (isProblems(config)) return refuse(PROGRAM, config)
  const settled = settleChain(CHAIN_WITH_VERDICTS, config, {}, process.env)
  if (isProblems(settled)) return refuse(PROGRAM, settled as readonly Problem[])
  const rules = config?.rules?.length ?? 0
  const channels = config?.alert?.channels?.length ?? 0
  print(PROGRAM, `${parsed.values['config']}: ok: ${count(rules, 'rule')}, ${count(channels, 'alert channel')}\n`)
}

const count = (number: number, noun: string): string => `${number} ${noun}${number === 1 ? '' : 's'}`
