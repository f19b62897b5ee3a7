// npm run cases [-- --write]: runs every case; --write puts what happened into the files, and the programs into
// README.md, to be reviewed with git diff.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { readCase, runCase, writeCase } from './case-file.ts'
import { withProgramTable } from './program-table.ts'

const FOLDER = 'test/cases'

function compare(path: string, after: (before: string) => string): void {
  const before = readFileSync(path, 'utf8')
  const text = after(before)
  if (text === before) return
  if (process.argv.includes('--write')) writeFileSync(path, text)
  else process.exitCode = 1
  console.log(`${process.argv.includes('--write') ? 'written' : 'differs'}: ${path}`)
}

compare('README.md', withProgramTable)
for (const name of readdirSync(FOLDER).filter(file => file.endsWith('.case'))) {
  compare(`${FOLDER}/${name}`, before => {
    const caseFile = readCase(before)
    return writeCase(caseFile, runCase(caseFile))
  })
}
