// npm run cases [-- --write] [CASE...]: runs every case, or those that are named; --write puts what happened into the files, gives a new program a case for
// its help, and puts the programs and captures of terminals into README.md and docs/view.md, the operators into
// docs/rules.md, the bounds into docs/bounds.md, the metrics into docs/metrics.md and the messages of the demo into docs/messages.md, to be reviewed with
// git diff.
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { withBoundTable } from './bound-table.ts'
import { readCase, runCase, writeCase } from './case-file.ts'
import { withMessages } from './message-page.ts'
import { withMetricsTable } from './metrics-table.ts'
import { withOperatorTable } from './operator-table.ts'
import { withProgramTable } from './program-table.ts'
import { withTerminalCaptures } from './terminal-captures.ts'

const FOLDER = 'test/cases'

function compare(path: string, after: (before: string) => string): void {
  const before = readFileSync(path, 'utf8')
  const text = after(before)
  if (text === before) return
  if (process.argv.includes('--write')) writeFileSync(path, text)
  else process.exitCode = 1
  console.log(`${process.argv.includes('--write') ? 'written' : 'differs'}: ${path}`)
}

compare('README.md', page => withTerminalCaptures(withProgramTable(page)))
compare('docs/view.md', withTerminalCaptures)
compare('docs/rules.md', withOperatorTable)
compare('docs/bounds.md', withBoundTable)
compare('docs/messages.md', withMessages)
compare('docs/metrics.md', withMetricsTable)
for (const [, program, name] of readdirSync('bin')
  .join('\n')
  .matchAll(/^(logmon-(.+))\.js$/gm)) {
  const path = `${FOLDER}/${name}-help.case`
  if (process.argv.includes('--write') && !existsSync(path))
    writeFileSync(path, `# the help of ${program}\n$ ${program} --help\n`)
}
const named = process.argv.slice(2).filter(word => !word.startsWith('-'))
const isWanted = (file: string): boolean =>
  file.endsWith('.case') && (named.length === 0 || named.includes(file.replace('.case', '')))
for (const name of readdirSync(FOLDER).filter(isWanted)) {
  compare(`${FOLDER}/${name}`, before => {
    const caseFile = readCase(before)
    return writeCase(caseFile, runCase(caseFile))
  })
}
