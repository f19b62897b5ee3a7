// Promtail's stages -> steps of a job file.
import type { StepConfig } from '../config/source.ts'
import { compilePattern, isPatternProblem } from '../pattern/pattern.ts'
import { jsonPath } from '../steps/json-path.ts'
import { dropOf } from './drop-stage.ts'
import { templateText } from './go-template.ts'
import { layoutsOf } from './go-time.ts'
import { matchOf } from './match-stage.ts'
import type { ConfigPath, Pipeline, Stage, Translate } from './pipeline.ts'
import { groupOf, listIn, namesIn, textIn } from './read.ts'
import { fromOf, patternIn } from './stage-parts.ts'

const STAGES: Readonly<Record<string, Translate>> = {
  regex: regexOf,
  json: jsonOf,
  logfmt: ({ settings }) =>
    withSource(settings, values => ({ logfmt: values }), namesIn(groupOf(settings)?.['mapping'])),
  timestamp: timestampOf,
  labels: stage => keepLabels(stage, namesIn(stage.settings)),
  static_labels: staticLabelsOf,
  structured_metadata: ({ settings, pipeline }) => {
    const names = namesIn(settings)
    for (const name of Object.keys(names)) pipeline.metadata.add(name)
    return Object.keys(names).length === 0 ? [] : [{ keep: names }]
  },
  labeldrop: labelDropOf,
  labelallow: labelAllowOf,
  template: templateOf,
  replace: replaceOf,
  output: ({ settings }) => textStep(settings, 'source', source => ({ message: source })),
  tenant: tenantOf,
  drop: dropOf,
  match: stage => matchOf(stage, stagesOf),
  multiline: multilineOf,
  cri: stage => containerOf(stage, 'cri'),
  docker: stage => containerOf(stage, 'docker'),
  // Colours are taken out of every line.
  decolorize: () => [],
}

/** Why a stage that Promtail has was left out. */
const LEFT_OUT: Readonly<Record<string, string>> = {
  metrics:
    'counts lines for Prometheus; logmon watches numbers of lines with rules, and counts what it ships with --metrics-file',
  limit: 'loses lines beyond a rate; logmon holds them back and loses none',
  sampling: 'keeps a share of the lines; logmon ships all',
  pack: 'puts labels into the line; logmon has structured metadata for that (ship.metadata: true)',
  geoip: 'looks addresses up in a database, which logmon has none of',
  eventlogmessage: 'is for the event log of Windows, which logmon does not read',
}

/** Returns the steps of a list of stages; tells what was left out. */
export function stagesOf(
  stages: unknown,
  place: ConfigPath,
  pipeline: Pipeline,
  isConditional = false,
): readonly StepConfig[] {
  return listIn(stages).flatMap((stage, index) => {
    const group = groupOf(stage)
    if (group === undefined) {
      pipeline.tell([...place, index], 'is no stage')
      return []
    }
    return Object.entries(group).flatMap(([name, settings]) => {
      const at = [...place, index, name]
      const translate = Object.hasOwn(STAGES, name) ? STAGES[name] : undefined
      if (translate !== undefined) return translate({ settings, place: at, pipeline, isConditional })
      pipeline.tell(at, LEFT_OUT[name] ?? 'no such stage is known')
      return []
    })
  })
}

/** A step of values, where there are any, with the source that a stage names. */
function withSource(
  settings: unknown,
  step: (values: { readonly values: Readonly<Record<string, string>>; readonly from?: string }) => StepConfig,
  values: Readonly<Record<string, string>>,
): readonly StepConfig[] {
  if (Object.keys(values).length === 0) return []
  return [step({ values, ...fromOf(settings) })]
}

function textStep(settings: unknown, key: string, step: (text: string) => StepConfig): readonly StepConfig[] {
  const text = textIn(groupOf(settings)?.[key])
  return text === undefined ? [] : [step(text)]
}

function regexOf(stage: Stage): readonly StepConfig[] {
  const pattern = patternIn(stage, groupOf(stage.settings)?.['expression'], 'expression')
  if (pattern === undefined) return []
  if (/\(\?P?<[A-Za-z_]/.test(pattern)) return [{ regex: { pattern, ...fromOf(stage.settings) } }]
  stage.pipeline.tell([...stage.place, 'expression'], 'has no named group, so that it gives nothing')
  return []
}

function jsonOf({ settings, pipeline, place }: Stage): readonly StepConfig[] {
  const group = groupOf(settings) ?? {}
  const values = Object.entries(namesIn(group['expressions'])).filter(([name, expression]) => {
    if (jsonPath(expression) !== undefined) return true
    pipeline.tell(
      [...place, 'expressions', name],
      'logmon reads members by their path (a.b[0]."c-d"), and runs no JMESPath',
    )
    return false
  })
  const drops = group['drop_malformed'] === true ? { drop_malformed: true } : {}
  if (values.length === 0 && group['drop_malformed'] !== true) return []
  return [{ json: { values: Object.fromEntries(values), ...fromOf(settings), ...drops } }]
}

function timestampOf({ settings, pipeline, place, isConditional }: Stage): readonly StepConfig[] {
  const group = groupOf(settings) ?? {}
  const source = textIn(group['source'])
  if (source === undefined) {
    pipeline.tell(place, 'has no source')
    return []
  }
  const formats = [textIn(group['format']), ...listIn(group['fallback_formats']).map(textIn)]
  let hasZone = true
  const layouts = formats.flatMap((format): readonly string[] => {
    const made = format === undefined ? undefined : layoutsOf(format)
    if (made === undefined) {
      pipeline.tell([...place, 'format'], `logmon has no counterpart of the layout ${JSON.stringify(format ?? '')}`)
      return []
    }
    hasZone &&= made.hasZone
    return made.layouts
  })
  if (layouts.length === 0) return []
  noteZone({ pipeline, place }, textIn(group['location']), hasZone)
  if (textIn(group['action_on_failure']) === 'skip')
    pipeline.tell([...place, 'action_on_failure'], 'a line whose time cannot be read gets that of the line before it')
  if (!isConditional) pipeline.hasTime = true
  const layout = layouts.length === 1 ? (layouts[0] as string) : [...new Set(layouts)]
  return [{ time: { from: source, ...(layout === 'auto' ? {} : { layout }) } }]
}

function noteZone(
  { pipeline, place }: Pick<Stage, 'pipeline' | 'place'>,
  location: string | undefined,
  hasZone: boolean,
): void {
  if (location === undefined) {
    if (!hasZone)
      pipeline.tell(
        place,
        'neither a location nor a zone in the format: these times are read as UTC, as Promtail does. Where hosts write local time they come out wrong by hours: set tz of the source',
      )
    return
  }
  if (pipeline.tz === undefined) pipeline.tz = location
  else if (pipeline.tz !== location)
    pipeline.tell([...place, 'location'], `a source has one zone; this one has ${pipeline.tz} already`)
}

function keepLabels({ pipeline }: Stage, names: Readonly<Record<string, string>>): readonly StepConfig[] {
  if (Object.keys(names).length === 0) return []
  for (const name of Object.keys(names)) pipeline.set.add(name)
  return [{ keep: names }]
}

function staticLabelsOf(stage: Stage): readonly StepConfig[] {
  const pairs = Object.entries(groupOf(stage.settings) ?? {}).flatMap(([name, value]): readonly [string, string][] => {
    const text = textIn(value)
    if (text !== undefined && !/\{\w+\}/.test(text)) return [[name, text]]
    stage.pipeline.tell([...stage.place, name], 'is no plain text')
    return []
  })
  const texts = pairs.map(([name, text]): StepConfig => ({ text: { into: `static_${name}`, text } }))
  const names = Object.fromEntries(pairs.map(([name]) => [name, `static_${name}`]))
  return [...texts, ...keepLabels(stage, names)]
}

function labelDropOf({ settings, pipeline, isConditional }: Stage): readonly StepConfig[] {
  const names = listIn(settings).flatMap(name => textIn(name) ?? [])
  if (names.includes('filename') && !isConditional) pipeline.dropsFilename = true
  return names.length === 0 ? [] : [{ forget: names }]
}

function labelAllowOf({ settings, pipeline, isConditional }: Stage): readonly StepConfig[] {
  const names = listIn(settings).flatMap(name => textIn(name) ?? [])
  if (!names.includes('filename') && !isConditional) pipeline.dropsFilename = true
  return names.length === 0 ? [] : [{ keep_only: [...names, ...pipeline.metadata] }]
}

function templateOf({ settings, pipeline, place }: Stage): readonly StepConfig[] {
  const group = groupOf(settings) ?? {}
  const source = textIn(group['source'])
  const template = textIn(group['template'])
  const made = source === undefined || template === undefined ? undefined : templateText(template, source)
  if (source !== undefined && made !== undefined) return [{ text: { into: source, ...made } }]
  pipeline.tell(place, 'only values, and ToLower or ToUpper of one, are known of Go templates')
  return []
}

function replaceOf(stage: Stage): readonly StepConfig[] {
  const group = groupOf(stage.settings) ?? {}
  const pattern = patternIn(stage, group['expression'], 'expression')
  if (pattern === undefined) return []
  const compiled = compilePattern(pattern)
  if (isPatternProblem(compiled) || compiled.names.length === 1) {
    stage.pipeline.tell([...stage.place, 'expression'], 'has no group, so that Promtail replaces nothing')
    return []
  }
  const made = templateText(textIn(group['replace']) ?? '', 'value')
  if (made !== undefined && made.case === undefined)
    return [{ replace: { pattern, with: made.text, ...fromOf(stage.settings) } }]
  stage.pipeline.tell(
    [...stage.place, 'replace'],
    'this template is not known: WHAT IT HID IS NOT HIDDEN. Say it with replace, or with redact: patterns',
  )
  return []
}

function tenantOf({ settings, pipeline, place, isConditional }: Stage): readonly StepConfig[] {
  const value = textIn(groupOf(settings)?.['value'])
  if (value !== undefined && !isConditional) pipeline.tenant = value
  else pipeline.tell(place, 'logmon ships to one tenant (ship.tenant): run one for each')
  return []
}

/** Seconds, as a rule; `3s` and `1m30s` are Go's. */
const DURATION = /^\d+(?:ms|s|m|h)$/

function multilineOf(stage: Stage): readonly StepConfig[] {
  const { settings, pipeline, place, isConditional } = stage
  const group = groupOf(settings) ?? {}
  const first = patternIn(stage, group['firstline'], 'firstline')
  if (first === undefined) return []
  if (isConditional || pipeline.block !== undefined) {
    pipeline.tell(
      place,
      'a source has one rule of what its entries are, for all of its lines: make it a source of its own',
    )
    return []
  }
  const wait = textIn(group['max_wait_time'])
  const most = group['max_lines']
  if (wait !== undefined && !DURATION.test(wait))
    pipeline.tell([...place, 'max_wait_time'], `${wait} is no duration of logmon: 3s`)
  pipeline.block = {
    first_line: first,
    ...(wait !== undefined && DURATION.test(wait) ? { max_wait: wait } : {}),
    ...(typeof most === 'number' && Number.isInteger(most) && most > 0 ? { max_lines: most } : {}),
  }
  return []
}

function containerOf(stage: Stage, container: 'cri' | 'docker'): readonly StepConfig[] {
  const { pipeline, place, isConditional } = stage
  if (isConditional || pipeline.container !== undefined) {
    pipeline.tell(place, 'a source has one container format for all of its lines: make it a source of its own')
    return []
  }
  pipeline.container = container
  pipeline.hasTime = true
  return keepLabels(stage, { stream: 'stream' })
}
