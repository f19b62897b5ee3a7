// Prints how much of each room of lib/ the tests run, and fails where it is less than test/coverage.json says.
// `--write` puts floors a little below today's figures there: do so when they rise. Reads what `tap run` left with the option
// --coverage-report=json-summary (see .ci/run).
//
// Only what tests run in their own process counts. The programs that they start are bundles with V8's code cache, of
// which V8 cannot tell what ran; so rooms that are mostly tested through programs (io, cli) show less than is tested.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join, relative } from 'node:path'

const SUMMARY = '.tap/report/coverage-summary.json'
const FLOOR = 'test/coverage.json'
const MEASURES = ['lines', 'functions', 'branches']
const SLACK_POINTS = 5

// What runs in a browser is tested in one (test/page), which tells this process nothing.
const isSource = path => path.endsWith('.ts') && !path.includes('.generated.') && !path.startsWith('page/')
const files = readdirSync('lib', { recursive: true }).filter(isSource)
const summary = new Map(
  Object.entries(JSON.parse(readFileSync(SUMMARY, 'utf8'))).map(([path, figures]) => [relative('.', path), figures]),
)

/** What no test loads has no figures: all its lines are missed, and of its functions nothing is known. */
const untouched = path => {
  const none = { total: 0, covered: 0 }
  const total = readFileSync(path, 'utf8').split('\n').length - 1
  return { lines: { total, covered: 0 }, functions: none, branches: none }
}

const rooms = new Map()
for (const path of files.map(name => join('lib', name)).sort()) {
  const figures = summary.get(path) ?? untouched(path)
  for (const room of [path.split('/')[1], 'all of lib']) {
    const sums = rooms.get(room) ?? Object.fromEntries(MEASURES.map(name => [name, { total: 0, covered: 0 }]))
    for (const name of MEASURES) {
      sums[name].total += figures[name].total
      sums[name].covered += figures[name].covered
    }
    rooms.set(room, sums)
  }
}

const percent = ({ total, covered }) => (total === 0 ? 100 : (100 * covered) / total)
const rows = [...rooms].map(([room, sums]) => [room, ...MEASURES.map(name => percent(sums[name]))])
console.log(`${'room'.padEnd(12)} ${MEASURES.map(name => `${name} %`.padStart(11)).join(' ')}`)
for (const [room, ...figures] of rows)
  console.log(`${room.padEnd(12)} ${figures.map(figure => figure.toFixed(1).padStart(11)).join(' ')}`)

if (process.argv[2] === '--write') {
  // A slack below today's figures: V8 merges the counts of some hundred processes, and what a slow machine does not
  // come to before a process is killed is not counted, which moves a room by a few points from run to run.
  const least = figure => Math.max(0, Math.floor(figure) - SLACK_POINTS)
  const floor = Object.fromEntries(rows.map(([room, ...figures]) => [room, figures.map(least)]))
  const lines = Object.entries(floor).map(([room, figures]) => `  ${JSON.stringify(room)}: [${figures.join(', ')}]`)
  writeFileSync(FLOOR, `{\n${lines.join(',\n')}\n}\n`)
} else {
  const floor = JSON.parse(readFileSync(FLOOR, 'utf8'))
  for (const [room, ...figures] of rows) {
    if (floor[room] === undefined) console.log(`${room}: new; node scripts/coverage.js --write gives it a floor`)
    for (const [index, least] of (floor[room] ?? []).entries()) {
      if (figures[index] >= least) continue
      console.error(
        `${room}: ${figures[index].toFixed(1)} % of the ${MEASURES[index]} are run by tests; ${least} % were`,
      )
      process.exitCode = 1
    }
  }
}
