// `logmon formats`: what logmon-parse can read, with a sample of each.
import { formatList, listFormats } from '../formats/list-formats.ts'
import { version } from '../io/version.ts'
import { parseArguments } from './args.ts'
import { refuse } from './main.ts'
import { print } from './print.ts'

const PROGRAM = 'logmon formats'

const LINE = {
  program: PROGRAM,
  summary: 'List every format that logmon-parse reads: its name and a sample.',
  options: { json: { type: 'flag', describe: 'one JSON object per line: name, part, source, sample' } },
  examples: [{ command: 'logmon formats | grep -i megatron', describe: 'what is known of a trainer' }],
  version,
} as const

export async function formatsCommand(argv: readonly string[]): Promise<void> {
  const parsed = await parseArguments(LINE, argv)
  if (parsed.is === 'print') {
    print(PROGRAM, parsed.text)
    return
  }
  if (parsed.is === 'usage') return refuse(PROGRAM, parsed.problems)
  const formats = listFormats()
  print(
    PROGRAM,
    parsed.values['json'] === true
      ? formats.map(format => `${JSON.stringify(format)}\n`).join('')
      : formatList(formats, process.stdout.columns ?? 120),
  )
}
