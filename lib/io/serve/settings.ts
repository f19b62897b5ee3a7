// What the service runs with.
import type { ClassifySettings } from '../../classify/settings.ts'
import type { Rate } from '../../serve/rate.ts'
import type { NewChain } from './chain-states.ts'
import type { Settling } from './context.ts'

export type Endpoint =
  | { readonly is: 'tcp'; readonly host: string; readonly port: number }
  | { readonly is: 'socket'; readonly path: string }

export interface ServeSettings {
  readonly endpoint: Endpoint
  /** The folder below which logs may be read, without links. */
  readonly root: string
  /** Folder of what is remembered. */
  readonly data: string
  /** File of the users; undefined where everybody who reaches the endpoint may ask. */
  readonly usersFile: string | undefined
  readonly rates: { readonly submit: Rate; readonly analyze: Rate; readonly preview: Rate }
  /** What a proxy in front of the service puts before its paths, as `/logmon`; '' for nothing. */
  readonly basePath: string
  /** Names by which it may be asked, besides addresses, localhost and the name of the host. */
  readonly hostNames: readonly string[]
  readonly isDebugging: boolean
  readonly settling: Settling
  readonly timeoutMs: number | undefined
  /** Time within which a request must have come in whole. */
  readonly requestMs: number
  readonly maxJobs: number
  readonly mostLines: number
  readonly clusterName: string
  /** File of what is silenced; undefined where the job file names none. */
  readonly silencesFile: string | undefined
  readonly classify: ClassifySettings
  /** How often a log that is followed is looked at. */
  readonly followEveryMs: number
  /** Makes what turns the lines of a log into records, and says how its job is. */
  readonly newChain: NewChain
}
