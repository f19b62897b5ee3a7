// A job file as YAML, with the reasons of what stands in it and the list of what does not.
import type { JobConfig } from '../config/job.ts'
import type { Problem } from '../problem.ts'

export interface JobTextSettings {
  /** Path of the file that it was made of. */
  readonly from: string
  readonly left: readonly Problem[]
}

/** Said above a key, by its path. */
const COMMENTS: readonly (readonly [readonly (string | number)[], string])[] = [
  [['follow'], ' Positions are kept when the server has the lines. Files that are new are read from their start.'],
  [
    ['without'],
    ' Promtail watches nothing. Without this line logmon tells, too: losses that are no numbers, steps that are slow or\n do not come, and what made a job fail.',
  ],
  [['ship', 'usual_labels'], ' Labels that logmon gives by itself: only those that Promtail gave, too.'],
  [['ship', 'metadata'], ' true: step, loss and other fields go along as structured metadata, which Loki 3 takes.'],
  [['ship', 'max_line'], ' The server judges how long a line may be.'],
]

const ARRIVAL =
  ' No stage reads the time: that of arrival counts, as with Promtail. Without this line, what a line says of its time does.'

/** Returns the text. */
export async function jobText(job: JobConfig, { from, left }: JobTextSettings): Promise<string> {
  const { Document, isMap, isScalar } = await import('yaml')
  const document = new Document(job, { aliasDuplicateObjects: false })
  const comment = (path: readonly (string | number)[], text: string): void => {
    const parent = document.getIn(path.slice(0, -1), true)
    if (!isMap(parent)) return
    const pair = parent.items.find(({ key }) => isScalar(key) && key.value === path.at(-1))
    if (isScalar(pair?.key)) pair.key.commentBefore = text
  }
  for (const [path, text] of COMMENTS) comment(path, text)
  for (const [index, { time }] of (job.sources ?? []).entries())
    if (time === 'arrival') comment(['sources', index, 'time'], ARRIVAL)
  const body = document.toString({ lineWidth: 0, singleQuote: true })
  return `${header(from, left)}${body}`
}

function header(from: string, left: readonly Problem[]): string {
  const lines = [
    `Made by logmon import from ${from}. Run it where the logs are: logmon run -c THIS > /dev/null`,
    'Each file is read from its start; the labels, lines and times are those that Promtail sent.',
    'Lines that belong together, such as tracebacks, are one entry: Promtail cut them.',
    ...(left.length === 0 ? ['Nothing was left out.'] : ['', 'Left out, or to be looked at:']),
    ...left.map(({ file, place, reason }) => `- ${file ?? ''}${place === '' ? '' : ` ${place}`}: ${reason}`),
  ]
  return `${lines.map(line => (line === '' ? '#' : `# ${oneLine(line)}`)).join('\n')}\n\n`
}

/** A comment is one line, whatever a name holds. */
const oneLine = (text: string): string => text.replace(/[\p{Cc}\u2028\u2029]+/gu, ' ')
