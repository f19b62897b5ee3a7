// A report as one page that needs nothing else: its script and style stand in it, and nothing but these two may run.
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Report } from '../../report/data.ts'

/** Returns the text of the page. `folder` holds what the build makes of the page's script and style. */
export function reportPage(report: Report, folder: string): string {
  const script = readFileSync(join(folder, 'report.js'), 'utf8')
  const style = readFileSync(join(folder, 'report-style.css'), 'utf8')
  const policy = [
    "default-src 'none'",
    `script-src '${hashOf(script)}'`,
    `style-src '${hashOf(style)}'`,
    'img-src data:',
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ')
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<title>logmon report</title>
<link rel="icon" href="data:,">
<style>${style}</style>
</head>
<body>
<noscript><p>This page draws what it holds with its own script, which this browser does not run.</p></noscript>
<script type="application/json" id="report">${dataText(report)}</script>
<script>${script}</script>
</body>
</html>
`
}

const hashOf = (text: string): string => `sha256-${createHash('sha256').update(text).digest('base64')}`

/** JSON that no text in it can end: a parser of HTML sees no `<`. */
const dataText = (report: Report): string => JSON.stringify(report).replace(/</g, '\\u003c')
