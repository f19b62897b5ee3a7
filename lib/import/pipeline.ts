// What is known of one Promtail pipeline while it is being translated.
import type { BlockConfig, StepConfig } from '../config/source.ts'

/** Steps from the top of the file to a place in it. */
export type ConfigPath = readonly (string | number)[]
/** Tells what was left out, and why. */
export type Tell = (place: ConfigPath, reason: string) => void

export interface Pipeline {
  readonly tell: Tell
  /** Labels that every line has from the start. */
  readonly fixed: Readonly<Record<string, string>>
  /** Names of labels that stages set: their values are known of each line alone. */
  readonly set: Set<string>
  /** Names of fields that go along as structured metadata. */
  readonly metadata: Set<string>
  container: 'cri' | 'docker' | undefined
  block: BlockConfig | undefined
  tz: string | undefined
  tenant: string | undefined
  /** True where every line gets its time from a stage. */
  hasTime: boolean
  /** True where the label `filename` is taken away. */
  dropsFilename: boolean
}

export const newPipeline = (tell: Tell, fixed: Readonly<Record<string, string>>): Pipeline => ({
  ...{ tell, fixed, set: new Set(), metadata: new Set() },
  ...{ container: undefined, block: undefined, tz: undefined, tenant: undefined },
  ...{ hasTime: false, dropsFilename: false },
})

/** One stage on its way. */
export interface Stage {
  readonly settings: unknown
  readonly place: ConfigPath
  readonly pipeline: Pipeline
  /** True inside of a match stage that only some lines meet. */
  readonly isConditional: boolean
}

export type Translate = (stage: Stage) => readonly StepConfig[]
