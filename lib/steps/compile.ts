// The steps of a job file -> steps that can be done, or what is wrong with them.
import type { StepConfig } from '../config/source.ts'
import { dropStep, whenStep } from './conditions.ts'
import { jsonStep, logfmtStep, regexStep } from './extract.ts'
import { textStep, timeStep } from './make.ts'
import { replaceStep } from './replace.ts'
import type { Step, StepIssue } from './work.ts'

/** Makes one kind of step of its settings; says what is wrong with them. */
type Maker<K extends keyof StepConfig> = (
  settings: NonNullable<StepConfig[K]>,
  issue: (path: StepIssue['path'], reason: string) => void,
) => Step

const MAKERS: { readonly [K in keyof Required<StepConfig>]: Maker<K> } = {
  regex: regexStep,
  json: jsonStep,
  logfmt: logfmtStep,
  time: timeStep,
  text: textStep,
  replace: replaceStep,
  keep: names => work => {
    for (const [name, from] of Object.entries(names)) {
      const value = work.values.get(from)
      if (value !== undefined) work.fields.set(name, value)
    }
  },
  forget: names => work => {
    for (const name of names) work.fields.delete(name)
  },
  keep_only: names => work => {
    for (const name of work.fields.keys()) if (!names.includes(name)) work.fields.delete(name)
  },
  message: name => work => {
    work.text = work.values.get(name) ?? work.text
  },
  drop: dropStep,
  when: (settings, issue) => whenStep(settings, compileInto(settings.steps, issue, ['steps']), issue),
}

/** Returns the steps, and all that is wrong with them. */
export function compileSteps(configs: readonly StepConfig[]): {
  readonly steps: readonly Step[]
  readonly issues: readonly StepIssue[]
} {
  const issues: StepIssue[] = []
  const steps = compileInto(configs, (path, reason) => issues.push({ path, reason }), [])
  return { steps, issues }
}

function compileInto(
  configs: readonly StepConfig[],
  issue: (path: StepIssue['path'], reason: string) => void,
  above: StepIssue['path'],
): readonly Step[] {
  return configs.flatMap((config, index) =>
    (Object.keys(config) as (keyof StepConfig)[]).map(kind =>
      make(kind, config, (path, reason) => issue([...above, index, kind, ...path], reason)),
    ),
  )
}

function make<K extends keyof StepConfig>(
  kind: K,
  config: StepConfig,
  issue: (path: StepIssue['path'], reason: string) => void,
): Step {
  const maker: Maker<K> = MAKERS[kind]
  return maker(config[kind] as NonNullable<StepConfig[K]>, issue)
}
