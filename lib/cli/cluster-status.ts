// `logmon status -c cluster.yaml`: a row for each host that `logmon up` started something on.
import type { HostRow } from '../cluster/host-row.ts'
import { hostNow } from '../io/cluster/hosts.ts'
import type { OptionValues } from '../options.ts'
import { isProblems, type Problem } from '../problem.ts'
import { lookOf } from '../terminal/look.ts'
import { paintTable, type TableColumn } from '../terminal/table.ts'
import { ago } from '../view/snapshot.ts'
import { span } from '../view/words.ts'
import { readCluster } from './cluster-file.ts'
import { EXIT } from './exit-codes.ts'
import type { Output } from './output.ts'

const COLUMNS: readonly TableColumn[] = [
  { title: 'host', least: 10, dropFirst: 0, growLast: 2, cut: 'start', most: 40 },
  { title: 'state', least: 8, dropFirst: 0, growLast: 1 },
  { title: 'logmon', least: 6, dropFirst: 3, growLast: 1 },
  { title: 'files', least: 5, dropFirst: 1, growLast: 1, align: 'right' },
  { title: 'lag', least: 6, dropFirst: 0, growLast: 1, align: 'right' },
  { title: 'last line', least: 9, dropFirst: 1, growLast: 1 },
  { title: 'sent', least: 6, dropFirst: 2, growLast: 1, align: 'right' },
  { title: 'dropped', least: 7, dropFirst: 1, growLast: 1, align: 'right' },
  { title: 'what it said last', least: 16, dropFirst: 4, growLast: 4, most: 100 },
]

/** Prints how hosts are; exit status 1 where one of them does not run. */
export async function clusterStatus(values: OptionValues, { print }: Output): Promise<number | readonly Problem[]> {
  const read = await readCluster(values)
  if (isProblems(read)) return read
  const rows = await Promise.all(read.cluster.hosts.map(host => hostNow(read, host)))
  if (values['json'] === true) await print(rows.map(row => `${JSON.stringify(row)}\n`).join(''))
  else await print(`${(await table(rows, Date.now())).join('\n')}\n`)
  return rows.every(({ state }) => state === 'running') ? EXIT.ok : EXIT.failed
}

const BYTES = ['B', 'kB', 'MB', 'GB', 'TB'] as const

/** `1.5 MB`. */
function bytes(count: number): string {
  const power = count < 1 ? 0 : Math.min(BYTES.length - 1, Math.floor(Math.log10(count) / 3))
  return `${Number((count / 1000 ** power).toPrecision(3))} ${BYTES[power]}`
}

function table(rows: readonly HostRow[], now: number): Promise<readonly string[]> {
  const cells = rows.map(row => {
    const isWell = row.state === 'running'
    return [
      { text: row.host, tone: 'strong' as const },
      { text: row.state, tone: isWell ? ('good' as const) : ('bad' as const) },
      { text: row.runs ?? '' },
      { text: row.files === undefined ? '' : String(row.files) },
      { text: row.lag_bytes === undefined ? '' : bytes(row.lag_bytes) },
      { text: row.last_line === undefined ? '' : `${span(ago(row.last_line, now) ?? 0)} ago` },
      { text: row.sent === undefined ? '' : String(row.sent) },
      { text: row.dropped === undefined ? '' : String(row.dropped) },
      { text: row.note ?? '' },
    ]
  })
  const used = COLUMNS.map((_, index) => cells.some(row => row[index]?.text !== ''))
  return paintTable(
    COLUMNS.filter((_, index) => used[index]),
    cells.map(row => row.filter((_, index) => used[index])),
    lookOf(process.stdout, process.env, process.platform),
  )
}
