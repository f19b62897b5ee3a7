// A file of Promtail -> a job file that does the same, and a list of what that leaves out.
import type { JobConfig } from '../config/job.ts'
import { type Document, readDocument } from '../config/read-document.ts'
import type { ShipConfig } from '../config/ship.ts'
import type { FollowConfig, SourceConfig } from '../config/source.ts'
import type { NamedFile } from '../options.ts'
import { isProblems, type Problem } from '../problem.ts'
import { clientOf, type ImportedClient } from './client.ts'
import { jobText } from './job-text.ts'
import type { ConfigPath, Tell } from './pipeline.ts'
import { type Group, groupOf, listIn, textIn } from './read.ts'
import { type ImportedSource, sourcesOf } from './scrape.ts'

export interface Imported {
  /** The job file, in YAML. */
  readonly text: string
  /** What it leaves out, with the place in Promtail's file, in that file's order. */
  readonly left: readonly Problem[]
}

export interface ImportSettings {
  /** Which of several clients lines go to, from 1. */
  readonly client: number
}

/** What there is beside scrape configs and clients, and where that is now. */
const LEFT_OUT: Readonly<Record<string, string>> = {
  server: 'logmon opens no port: --metrics-listen answers Prometheus, logmon serve has an API',
  target_config: 'files are looked for every 200 ms (logmon-follow --poll)',
  limits_config: 'lines are held back where the server takes no more, and none is lost',
  options: 'is about measurements of Promtail',
  tracing: 'is about traces of Promtail',
  wal: 'is replaced: positions move when the server has a line (ship.spool is for pipes)',
  runtime_config: 'settings do not change while logmon runs',
}
const KNOWN = new Set(['client', 'clients', 'positions', 'scrape_configs'])

/** Names that would make a stream for every line: logmon-ship refuses them as labels. */
const NO_LABELS = new Set(['step', 'total_steps', 'epoch', 'message', 'time', 'offset', 'lines', 'metrics', 'loss'])
/** Loki's own limit. */
const MOST_LABELS = 15

/** Returns the job file, or why the file cannot be read as one of Promtail. */
export async function importPromtail(
  file: NamedFile,
  settings: ImportSettings,
): Promise<Imported | readonly Problem[]> {
  const document = await readDocument(file)
  if (isProblems(document)) return document
  const group = groupOf(document.value)
  if (group === undefined || !Object.hasOwn(group, 'scrape_configs'))
    return [document.problem([], 'is no file of Promtail: it has no scrape_configs')]
  const left: Problem[] = []
  const reported = new Set<string>()
  const tell: Tell = (place, reason) => {
    const problem = document.problem(place, reason)
    if (reported.has(`${problem.place} ${reason}`)) return
    reported.add(`${problem.place} ${reason}`)
    left.push(problem)
  }
  const clients = clientsOf(group)
  if (settings.client > Math.max(1, clients.length))
    return [{ place: '--client', reason: `there are ${clients.length} clients in ${file.path}` }]
  for (const key of Object.keys(group)) if (!KNOWN.has(key)) tell([key], LEFT_OUT[key] ?? 'is not known to logmon')
  const client = chosenClient(clients, settings.client, tell)
  const sources = listIn(group['scrape_configs']).flatMap((config, index) =>
    sourcesOf(config, ['scrape_configs', index], tell),
  )
  if (sources.length === 0) return [...left, noSources(document)]
  const job = jobOf(sources, client, { group, tell })
  return { text: await jobText(job, { from: file.path, left }), left }
}

const noSources = (document: Document): Problem =>
  document.problem(['scrape_configs'], 'reads no files that logmon could follow: nothing is left for a job file')

interface PlacedClient {
  readonly value: unknown
  readonly place: ConfigPath
}

/** `client` is the form of before there were several. */
function clientsOf(group: Group): readonly PlacedClient[] {
  return [
    ...(group['client'] === undefined ? [] : [{ value: group['client'], place: ['client'] }]),
    ...listIn(group['clients']).map((value, index) => ({ value, place: ['clients', index] })),
  ]
}

function chosenClient(clients: readonly PlacedClient[], wanted: number, tell: Tell): ImportedClient {
  const chosen = clients[wanted - 1] ?? { value: {}, place: ['clients'] }
  for (const [index, client] of clients.entries())
    if (client !== chosen)
      tell(
        client.place,
        `logmon ships to one server: make a second job file with --client ${index + 1}, and give it a state of its own`,
      )
  return clientOf(chosen.value, chosen.place, tell)
}

interface Rest {
  readonly group: Group
  readonly tell: Tell
}

function jobOf(imported: readonly ImportedSource[], client: ImportedClient, { group, tell }: Rest): JobConfig {
  const isEverywhere = imported.every(({ pipeline }) => !pipeline.dropsFilename)
  const sources = imported.map(each => finished(each, client, isEverywhere))
  return {
    sources,
    follow: followOf(group, tell),
    without: ['loss', 'slow', 'hang', 'classify'],
    ship: shipOf(imported, client, { tell, isEverywhere, sources }),
  }
}

/** Labels of the client are every source's, below its own. Where only some have the file's name, it is a field. */
function finished({ source, pipeline }: ImportedSource, client: ImportedClient, isEverywhere: boolean): SourceConfig {
  const fields = { ...client.externalLabels, ...source.fields }
  const name = isEverywhere || pipeline.dropsFilename ? [] : [{ keep: { filename: 'filename' } }]
  const steps = [...name, ...(source.steps ?? [])]
  const { fields: _, steps: __, ...others } = source
  return {
    ...others,
    ...(Object.keys(fields).length === 0 ? {} : { fields }),
    ...(steps.length === 0 ? {} : { steps }),
  }
}

/** Promtail reads a file that it does not know from its start. */
function followOf(group: Group, tell: Tell): FollowConfig {
  const positions = groupOf(group['positions']) ?? {}
  const path = textIn(positions['filename'])
  for (const key of Object.keys(positions))
    if (key !== 'filename') tell(['positions', key], 'positions are saved when the server has the lines')
  const state = path === undefined || path === '' ? 'logmon-positions.json' : stateBeside(path)
  return { state, from: 'start' }
}

/** Positions of Promtail are not logmon's: another file, beside. */
function stateBeside(path: string): string {
  const plain = path.replace(/\.(?:ya?ml|json)$/, '')
  return path.includes('${') ? 'logmon-positions.json' : `${plain}.logmon.json`
}

interface ShipRest {
  readonly tell: Tell
  readonly isEverywhere: boolean
  readonly sources: readonly SourceConfig[]
}

function shipOf(
  imported: readonly ImportedSource[],
  client: ImportedClient,
  { tell, isEverywhere, sources }: ShipRest,
): ShipConfig {
  const names = new Set<string>()
  for (const { fields = {} } of sources) for (const name of Object.keys(fields)) names.add(name)
  for (const { pipeline } of imported) for (const name of pipeline.set) names.add(name)
  if (!isEverywhere) names.add('filename')
  else names.delete('filename')
  const labels: Record<string, string> = {}
  for (const name of names) {
    if (NO_LABELS.has(name))
      tell(['scrape_configs'], `the label ${name} would make a stream for every line: it is a field, and no label`)
    else if (!/^[A-Za-z_]\w{0,1023}$/.test(name) || name.startsWith('__'))
      tell(['scrape_configs'], `${JSON.stringify(name)} is no name of a label`)
    else if (Object.keys(labels).length + (isEverywhere ? 1 : 0) >= MOST_LABELS)
      tell(['scrape_configs'], `Loki takes ${MOST_LABELS} labels: ${name} is a field, and no label`)
    else labels[name] = `fields.${name}`
  }
  const tenants = new Set(imported.map(({ pipeline }) => pipeline.tenant))
  const [tenant] = tenants
  if (tenants.size > 1) tell(['scrape_configs'], 'logmon ships to one tenant (ship.tenant): run one for each')
  return {
    ...client.ship,
    ...(tenants.size === 1 && tenant !== undefined ? { tenant } : {}),
    usual_labels: isEverywhere ? ['filename'] : [],
    ...(Object.keys(labels).length === 0 ? {} : { labels }),
    metadata: imported.some(({ pipeline }) => pipeline.metadata.size > 0),
    max_line: 0,
  }
}
