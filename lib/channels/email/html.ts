import { escapeHtml } from '../../record/escape-html.ts'
import type { AlertRecord } from '../../record/types.generated.ts'

const COLOURS = { critical: '#b3261e', warning: '#b26a00', info: '#0b57d0', resolved: '#1e6e3a' } as const

/**
 * Returns the mail as HTML: a coloured band with the summary, the body below it in even columns. No script, image or
 * link.
 */
export function alertHtml(alert: AlertRecord, summary: string, body: string, footer: string): string {
  const colour = alert.state === 'resolved' ? COLOURS.resolved : COLOURS[alert.severity ?? 'warning']
  return `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${escapeHtml(summary)}</title></head>
<body style="margin:0;padding:16px;background:#f3f4f6;font-family:-apple-system,'Segoe UI',Roboto,Helvetica,Arial,sans-serif;color:#1f2328">
<div style="max-width:860px;margin:0 auto;background:#ffffff;border:1px solid #d0d7de;border-radius:8px;overflow:hidden">
<div style="background:${colour};color:#ffffff;padding:14px 20px;font-size:16px;font-weight:600;line-height:1.4">${escapeHtml(summary)}</div>
<pre style="margin:0;padding:16px 20px;font:13px/1.5 ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;white-space:pre-wrap;overflow-wrap:anywhere">${escapeHtml(body)}</pre>
<div style="padding:10px 20px;border-top:1px solid #d0d7de;color:#59636e;font-size:12px">${escapeHtml(footer)}</div>
</div>
</body>
</html>
`
}
