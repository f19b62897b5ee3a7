import type { AlertRecord } from './types.generated.ts'

/** How bad an alert is. */
export type Severity = NonNullable<AlertRecord['severity']>

const MILDEST_FIRST = ['info', 'warning', 'critical'] as const satisfies readonly Severity[]

/** True where a severity is as bad as another, or worse. */
export const isAtLeast = (severity: Severity, least: Severity): boolean =>
  MILDEST_FIRST.indexOf(severity) >= MILDEST_FIRST.indexOf(least)
