// Alerts without what is long in them.
import type { AlertRecord } from '../record/types.generated.ts'

/** Returns an alert as channels get it: its words tell people for whom it speaks. */
export function withoutMembers(alert: AlertRecord): AlertRecord {
  if (alert.members === undefined) return alert
  const { members: _, unnamed_members: __, ...others } = alert
  return others as AlertRecord
}

/** Returns an alert without its long texts: thousands are kept so. */
export function withoutTexts({ body: _body, log_lines: _lines, steps: _steps, ...alert }: AlertRecord): AlertRecord {
  return alert as AlertRecord
}

/** Returns what names an alert: thousands of them are told of so. */
export function nameAlone(alert: AlertRecord): AlertRecord {
  const { facts: _, links: __, ...others } = withoutTexts(withoutMembers(alert))
  return others as AlertRecord
}
