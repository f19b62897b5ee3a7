// npm run cases [-- --write]: runs every case; --write puts what happened into the files, to be reviewed with git diff.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { readCase, runCase, writeCase } from './case-file.ts'

const FOLDER = 'test/cases'
for (const name of readdirSync(FOLDER).filter(file => file.endsWith('.case'))) {
  const path = `${FOLDER}/${name}`
  const before = readFileSync(path, 'utf8')
  const caseFile = readCase(before)
  const after = writeCase(caseFile, runCase(caseFile))
  if (after === before) continue
  if (process.argv.includes('--write')) writeFileSync(path, after)
  else process.exitCode = 1
  console.log(`${process.argv.includes('--write') ? 'written' : 'differs'}: ${path}`)
}
