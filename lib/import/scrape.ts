// Promtail's scrape_configs -> the sources of a job file.
import type { SourceConfig } from '../config/source.ts'
import { zoneOf } from '../record/zone.ts'
import { type ConfigPath, newPipeline, type Pipeline, type Tell } from './pipeline.ts'
import { type Group, groupOf, listIn, textIn } from './read.ts'
import { relabel } from './relabel.ts'
import { stagesOf } from './stages.ts'

/** A source, and what its pipeline says of what is shipped. */
export interface ImportedSource {
  readonly source: SourceConfig
  readonly pipeline: Pipeline
}

/** What a scrape config may take its lines from besides files, and what to do instead. */
const OTHER_SOURCES: Readonly<Record<string, string>> = {
  journal: 'the journal is not read: journalctl -f -o json | logmon run -c JOB -',
  syslog: 'no port for syslog is opened: let rsyslog write a file, and name that',
  loki_push_api: 'no port is opened for lines of others',
  kubernetes_sd_configs:
    'Kubernetes is not asked: name the files, /var/log/pods/*/*/*.log with container: cri, and make labels of their names',
  docker_sd_configs:
    'Docker is not asked: name the files, /var/lib/docker/containers/*/*-json.log with container: docker',
  file_sd_configs: 'lists of targets are not read: name the files here',
  consul_sd_configs: 'Consul is not asked: name the files here',
  consulagent_sd_configs: 'Consul is not asked: name the files here',
  windows_events: 'the event log of Windows is not read',
  gcplog: 'Google Cloud is not asked',
  azure_event_hubs: 'Azure is not asked',
  kafka: 'Kafka is not read: kcat … | logmon run -c JOB -',
  gelf: 'no port for GELF is opened',
  cloudflare: 'Cloudflare is not asked',
  heroku_drain: 'no port for Heroku is opened',
  encoding: 'logs are read as UTF-8',
}
const KNOWN = new Set([
  'job_name',
  'static_configs',
  'relabel_configs',
  'pipeline_stages',
  'entry_parser',
  'decompression',
])

export function sourcesOf(config: unknown, place: ConfigPath, tell: Tell): readonly ImportedSource[] {
  const group = groupOf(config)
  if (group === undefined) {
    tell(place, 'is no group of keys')
    return []
  }
  for (const key of Object.keys(group))
    if (!KNOWN.has(key)) tell([...place, key], OTHER_SOURCES[key] ?? 'is not known to logmon')
  const targets = listIn(group['static_configs'])
  const hasPipeline = listIn(group['pipeline_stages']).length > 0
  if (targets.length === 0 && hasPipeline)
    tell([...place, 'pipeline_stages'], 'there are no files that they could be for (static_configs with __path__)')
  return targets.flatMap((target, index) => {
    const at = [...place, 'static_configs', index]
    const labels = labelsOf(groupOf(target) ?? {}, group, { at, place, tell })
    if (labels === undefined) return []
    const name = textIn(group['job_name'])
    // What is wrong with stages is told once, for the first of the targets.
    const pipeline = newPipeline(index === 0 ? tell : () => {}, labels.labels)
    const source = sourceOf(group, labels, { pipeline, place })
    return [{ source: { ...(name === undefined ? {} : { name }), ...source }, pipeline }]
  })
}

interface TargetLabels {
  readonly labels: Readonly<Record<string, string>>
  readonly path: string
  readonly exclude: string | undefined
}

interface Where {
  readonly at: ConfigPath
  readonly place: ConfigPath
  readonly tell: Tell
}

/** Returns what a target's labels are after relabelling; undefined where it has no files. */
function labelsOf(target: Group, config: Group, { at, place, tell }: Where): TargetLabels | undefined {
  const given: Record<string, string> = {}
  const address = textIn(listIn(target['targets'])[0])
  if (address !== undefined) given['__address__'] = address
  for (const [name, value] of Object.entries(groupOf(target['labels']) ?? {})) {
    const text = textIn(value)
    if (text === undefined) tell([...at, 'labels', name], 'is no text')
    else given[name] = text
  }
  const all = relabel(given, listIn(config['relabel_configs']))
  if (typeof all === 'string') {
    tell([...place, 'relabel_configs'], all)
    return undefined
  }
  if (all === undefined) return undefined
  const path = all['__path__']
  if (path === undefined || path === '') {
    tell([...at, 'labels'], 'has no __path__, so that there is nothing to read')
    return undefined
  }
  const labels = Object.fromEntries(Object.entries(all).filter(([name]) => !name.startsWith('__')))
  return { labels, path, exclude: all['__path_exclude__'] }
}

function sourceOf(
  config: Group,
  { labels, path, exclude }: TargetLabels,
  { pipeline, place }: { readonly pipeline: Pipeline; readonly place: ConfigPath },
): Omit<SourceConfig, 'name'> {
  const parser = textIn(config['entry_parser'])
  const stages = [
    ...(parser === 'docker' || parser === 'cri' ? [{ [parser]: {} }] : []),
    ...listIn(config['pipeline_stages']),
  ]
  const steps = stagesOf(stages, [...place, 'pipeline_stages'], pipeline)
  const { container, block, hasTime } = pipeline
  const isZone = pipeline.tz !== undefined && zoneOf(pipeline.tz) !== undefined
  if (pipeline.tz !== undefined && !isZone)
    pipeline.tell([...place, 'pipeline_stages'], `the location ${pipeline.tz} is no time zone: UTC is used`)
  return {
    paths: [path],
    ...(exclude === undefined || exclude === '' ? {} : { exclude: [exclude] }),
    ...(isZone && pipeline.tz !== undefined ? { tz: pipeline.tz } : {}),
    ...(hasTime ? {} : { time: 'arrival' as const }),
    keep_prefix: true,
    ...(Object.keys(labels).length === 0 ? {} : { fields: labels }),
    ...(container === undefined ? {} : { container }),
    ...(block === undefined ? {} : { block }),
    ...(steps.length === 0 ? {} : { steps }),
  }
}
