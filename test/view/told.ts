// What tests of the screen are told with: records of a job by the second, and frames as text.
import type { AnyRecord, LogRecord, StatusRecord } from '../../lib/record/types.generated.ts'
import { linePainter } from '../../lib/terminal/lines.ts'
import { frameOf, type Screen, withScrollClamped } from '../../lib/view/frame.ts'
import { FIRST_SHOWN, type Shown } from '../../lib/view/keys.ts'
import { newView, takeRecord, type View } from '../../lib/view/model.ts'

/** 2026-03-04T05:00:00Z. */
export const START = Date.UTC(2026, 2, 4, 5)
export const at = (seconds: number): string => new Date(START + seconds * 1000).toISOString()

export const line = (seconds: number, fields: Partial<LogRecord>): LogRecord => ({
  kind: 'log',
  time: at(seconds),
  time_from: 'line',
  message: 'a line',
  job: 'llama',
  ...fields,
})

export const step = (seconds: number, number: number, metrics: Record<string, number | null> = {}): LogRecord =>
  line(seconds, { step: number, total_steps: 100, metrics: { step_time_ms: 4000, ...metrics } })

export const status = (seconds: number, to: StatusRecord['to'], fields: Partial<StatusRecord> = {}): StatusRecord => ({
  kind: 'status',
  time: at(seconds),
  job: 'llama',
  scope: 'job',
  to,
  ...fields,
})

/** A view that took records at their own times, and then stood at `now` seconds. */
export function viewOf(records: readonly AnyRecord[], now: number): View {
  const view = newView(START)
  for (const record of records) takeRecord(view, record, Date.parse(record.time as string))
  view.now = START + now * 1000
  return view
}

/** Returns the screen as text, and fails where a line is wider than it. */
export async function screenText(
  view: View,
  {
    width = 80,
    height = 24,
    hasUnicode = true,
    hasKeys = true,
    ...shown
  }: Partial<Screen & Shown & { hasUnicode: boolean }> = {},
): Promise<string> {
  const painter = await linePainter({ width, hasColour: false, hasUnicode })
  const screen: Screen = { width, height, hasKeys, waitingFor: 'Waiting for a log.', wrap: painter.wrap }
  const settledShown = withScrollClamped(view, { ...FIRST_SHOWN, ...shown }, screen)
  return frameOf(view, settledShown, screen).map(painter.paint).join('\n')
}
