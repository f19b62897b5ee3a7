// `logmon formats`: what logmon-parse can read, with a sample of each.
import { formatList, listFormats } from '../../formats/list-formats.ts'
import { version } from '../../io/version.ts'
import type { FrontCommand } from '../command.ts'
import { EXIT } from '../exit-codes.ts'

export const formats: FrontCommand = {
  name: 'formats',
  summary: 'list every format that logmon-parse reads',
  line: {
    program: 'logmon formats',
    summary: 'List every format that logmon-parse reads: its name and a sample.',
    options: { json: { type: 'flag', describe: 'one JSON object per line: name, part, source, sample' } },
    readsNothing: true,
    examples: [{ command: 'logmon formats | grep -i megatron', describe: 'what is known of a trainer' }],
    version,
  },
  async act({ values }, { print }) {
    const known = listFormats()
    await print(
      values['json'] === true
        ? known.map(format => `${JSON.stringify(format)}\n`).join('')
        : formatList(known, process.stdout.columns ?? 120),
    )
    return EXIT.ok
  },
}
