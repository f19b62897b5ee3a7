// What a tool is, and what all of them share.
import type { Driver } from '../../drive.ts'
import type { Chain } from '../../why/chain.ts'
import type { Row } from '../../why/rows.ts'
import type { JudgeSettings } from '../why/judge-job.ts'

export interface McpSettings {
  /** The folder below which logs may be read, without links. */
  readonly root: string
  readonly judge: JudgeSettings
  /** Folder in which runs keep how their jobs are. */
  readonly statusFolder: string
  /** Makes what turns lines into records. */
  readonly newParser: () => Driver
  /** Says what each stage makes of a line. */
  readonly explain: (line: string) => string
  readonly rowLines: (rows: readonly Row[]) => Promise<readonly string[]>
  readonly chainLines: (chain: Chain, row: Row) => Promise<readonly string[]>
  readonly now: () => number
}

/** What a tool answers. */
export interface ToolAnswer {
  /** Our own words. */
  readonly text: string
  /** Text that holds what logs say. */
  readonly data?: string
  /** True where it could not do what it was asked. */
  readonly isError?: boolean
}

export interface Tool {
  readonly name: string
  readonly title: string
  readonly description: string
  /** The form of its arguments, as JSON Schema. */
  readonly schema: object
  answer(given: Readonly<Record<string, unknown>>, settings: McpSettings): Promise<ToolAnswer>
}

export const refused = (text: string): ToolAnswer => ({ text, isError: true })
