import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t from 'tap'
import { askAboutFiles } from '../../../lib/io/model/ask-about-files.ts'
import type { ModelHelp } from '../../../lib/io/model/help.ts'
import type { AnyRecord, VerdictRecord } from '../../../lib/record/types.generated.ts'

const VERDICT: VerdictRecord = { kind: 'verdict', state: 'final', action: 'unknown', category: 'unknown' }
const folder = mkdtempSync(join(tmpdir(), 'logmon-again-'))

/** Asks about one attempt that all files hold; returns the lines that were asked about, and what was emitted. */
async function askAbout(
  files: readonly string[],
): Promise<{ readonly asked: readonly (readonly string[])[]; readonly told: readonly unknown[] }> {
  const asked: (readonly string[])[] = []
  const help: ModelHelp = {
    ask(lines, done) {
      asked.push(lines.map(({ text, file, line }) => `${file?.slice(folder.length + 1)}:${line} ${text}`))
      done({ outcome: 'unsure', model: 'a', cached: false })
    },
    idle: async () => {},
    stop: () => {},
  }
  const records: AnyRecord[] = []
  const open = [
    { verdict: VERDICT, from: { file: 0, line: 2 }, to: { file: files.length, line: 1 }, onVerdict: () => {} },
  ]
  await askAboutFiles(files, open, { help, patterns: [] }, record => records.push(record))
  return {
    asked,
    told: records.map(record =>
      record.kind === 'verdict' ? [record.state, record.model?.outcome] : record['message'],
    ),
  }
}

t.test('an attempt goes on over files, whatever their line ends', async t => {
  const files = ['one.log', 'two.log'].map(name => join(folder, name)) as [string, string]
  writeFileSync(files[0], `before\r\n10 %\r20 %\r\n${'x'.repeat(100_000)}\nlast`)
  writeFileSync(files[1], 'and more\n')
  const { asked, told } = await askAbout(files)
  t.same(asked, [['one.log:2 20 %', `one.log:3 ${'x'.repeat(399)}…`, 'one.log:4 last', 'two.log:1 and more']])
  t.same(told, [
    ['interim', 'pending'],
    ['final', 'unsure'],
  ])
})

t.test('what cannot be read twice takes nothing from the verdict', async t => {
  for (const [path, reason] of [
    [join(folder, 'gone.log'), `${join(folder, 'gone.log')}: there is no such file or directory`],
    ['/dev/null', '/dev/null is no regular file'],
  ] as const) {
    const { asked, told } = await askAbout([path])
    t.same(asked, [])
    t.same(told, [
      ['interim', 'pending'],
      ['final', 'not_asked'],
      `the model was not asked: its lines cannot be read again: ${reason}; the verdict stands without it`,
    ])
  }
})
