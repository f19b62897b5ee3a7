import { readdirSync } from 'node:fs'
import { runShell } from './shell.ts'

const MARKED = /(<!-- programs:.*?-->\n\| program .*?\n\| --- .*?\n)(.*?)(<!-- end of programs -->)/s

/** Returns a page with the table of programs as the programs say it of themselves. */
export function withProgramTable(page: string): string {
  const rows = readdirSync('bin')
    .filter(file => /^logmon-.*\.js$/.test(file))
    .map(file => file.replace(/\.js$/, ''))
    .sort()
    .map(name => `| \`${name}\` | ${runShell(`${name} --help`, '', '.').stdout.split('\n')[0]} |\n`)
  return page.replace(MARKED, (_, before: string, _rows: string, after: string) => before + rows.join('') + after)
}
