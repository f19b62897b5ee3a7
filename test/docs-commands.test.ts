// Commands of pages that no test can run (other hosts, other programs, other people's logs): programs, commands and
// options that they name are there all the same, and every page is to be found from the README.
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import t from 'tap'
import { parse } from 'yaml'
import { parseArguments } from '../lib/cli/args.ts'
import { run } from '../lib/cli/commands/run.ts'
import { allLines } from '../lib/cli/help/lines.ts'
import { shownOptions } from '../lib/cli/option-words.ts'

const DOCS = readdirSync('docs').filter(name => name.endsWith('.md'))
const PAGES = ['README.md', ...DOCS.map(name => `docs/${name}`)]
const all = allLines()
const BUILT_IN = ['help', 'version']
/** Only a program of another host is started so. */
const HIDDEN_TOO = new Set(['docs/ssh.md'])

/** Commands of logmon in a text: what stands between two pipes, in blocks of a shell and between backticks. */
function commandsIn(text: string): readonly string[] {
  const blocks = [...text.matchAll(/^```(sh|console)\b[^\n]*\n(.*?)^```$/gms)].map(([, kind, block]) =>
    // In a session what does not begin with a prompt is an answer.
    kind === 'sh' ? (block as string) : [...(block as string).matchAll(/^\$ .*$/gm)].join('\n'),
  )
  const inline = [...text.replaceAll(/^```.*?^```$/gms, '').matchAll(/`([^`\n]+)`/g)].map(([, code]) => code as string)
  return [...blocks.flatMap(block => block.split('\n')), ...inline]
    .flatMap(line => line.replace(/(?:^|\s)#\s.*$/, '').split(/&&|[|;(]/))
    .map(command => command.trim().replace(/^\$ /, ''))
    .filter(command => /^(?:\w+=\S* )*logmon[ -][a-z]/.test(command))
    .map(command => command.replace(/^(?:\w+=\S* )*/, ''))
}

for (const page of PAGES)
  t.test(`${page}: what its commands name is there`, async t => {
    for (const command of commandsIn(readFileSync(page, 'utf8'))) {
      const name = /^logmon[ -]([a-z-]+)/.exec(command)?.[1] ?? ''
      if (['help', 'policies'].includes(name)) continue
      const described = all.find(each => each.name === name || each.aliases.includes(name))
      t.ok(described !== undefined, command)
      if (described === undefined) continue
      // What follows `--` alone is somebody else's command.
      const own = command.replace(/ -- .*$/s, '').replaceAll(/'[^']*'|"[^"]*"/g, '')
      const known = HIDDEN_TOO.has(page) ? Object.keys(described.line.options) : shownOptions(described.line)
      for (const [, option] of own.matchAll(/\s--([a-z][a-z-]*)/g))
        t.ok([...known, ...BUILT_IN].includes(option as string), `--${option}: ${command}`)
    }
  })

t.test('every page is linked from the README', async t => {
  const readme = readFileSync('README.md', 'utf8')
  for (const name of DOCS) t.ok(readme.includes(`](docs/${name})`), name)
})

t.test('places within pages that are linked to are there', async t => {
  const placesOf = (page: string): readonly string[] =>
    [...readFileSync(page, 'utf8').matchAll(/^#+ (.*)$/gm)].map(([, title]) =>
      (title as string)
        .toLowerCase()
        .replaceAll(/[^\w\s-]/g, '')
        .replaceAll(' ', '-'),
    )
  for (const page of PAGES)
    for (const [, target, place] of readFileSync(page, 'utf8').matchAll(/\]\(((?!https?:)[^)#]*)#([^)]+)\)/g)) {
      const other = target === '' ? page : `${page.startsWith('docs/') ? 'docs/' : ''}${target}`
      if (existsSync(other)) t.ok(placesOf(other).includes(place as string), `${page}: ${target}#${place}`)
    }
})

t.test('the sidecar of docs/kubernetes.md is YAML, and its arguments are those of logmon run', async t => {
  const block = /^```yaml\n(.*?)^```$/ms.exec(readFileSync('docs/kubernetes.md', 'utf8'))?.[1] ?? ''
  const { spec } = parse(block) as {
    spec: { template: { spec: { initContainers: { restartPolicy: string; args: string[] }[] } } }
  }
  const [sidecar] = spec.template.spec.initContainers
  t.equal(sidecar?.restartPolicy, 'Always')
  t.equal(sidecar?.args[0], 'run')
  const parsed = await parseArguments(run.line, sidecar?.args.slice(1) ?? [])
  t.match(parsed, { is: 'run', positionals: ['/logs/train.log'], values: { 'metrics-listen': '0.0.0.0:9464' } })
})
