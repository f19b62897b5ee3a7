// `logmon import`: a job file that does what a Promtail file does.
import { existsSync, writeFileSync } from 'node:fs'
import { importPromtail } from '../../import/promtail.ts'
import { version } from '../../io/version.ts'
import { fileOf } from '../../options.ts'
import { isProblems } from '../../problem.ts'
import { printable } from '../../record/printable.ts'
import type { FrontCommand } from '../command.ts'
import { EXIT } from '../exit-codes.ts'
import { readFiles } from '../read-files.ts'

const importCommand: FrontCommand = {
  name: 'import',
  summary: "make a job file of Promtail's configuration",
  line: {
    program: 'logmon import',
    summary:
      'Make a job file that does what a configuration of Promtail does: files, stages,\nlabels, server. What it leaves out is told with place and reason, and stands in\nthe job file, too.',
    options: {
      out: {
        type: 'string',
        alias: 'o',
        placeholder: 'FILE',
        default: '-',
        describe: 'where to write it; - for standard output',
      },
      client: { type: 'count', default: 1, describe: 'which of several clients lines go to' },
    },
    positionals: 'PROMTAIL-FILE',
    examples: [
      { command: 'logmon import promtail.yaml -o job.yaml', describe: 'then: logmon check -c job.yaml' },
      { command: 'logmon run -c job.yaml > /dev/null', describe: 'does what Promtail did' },
    ],
    epilogue: 'A file that is there already is not written over.',
    version,
  },
  async act({ values, positionals }, { print, say }) {
    const [path] = positionals
    if (path === undefined || positionals.length > 1)
      return [{ place: '', reason: 'name one file of Promtail: logmon import promtail.yaml' }]
    const read = readFiles({ promtail: { type: 'file', describe: '' } }, { promtail: path })
    if (isProblems(read)) return read.map(problem => ({ ...problem, place: '' }))
    const file = fileOf(read, 'promtail')
    if (file === undefined) return [{ place: path, reason: 'cannot be read' }]
    const client = values['client'] as number
    if (client === 0) return [{ place: '--client', reason: 'is counted from 1' }]
    const imported = await importPromtail(file, { client })
    if (isProblems(imported)) return imported
    const out = values['out'] as string
    if (out !== '-' && existsSync(out))
      return [{ place: '--out', reason: `${out} is there already: name another file, or take it away` }]
    for (const { file: at, place, reason } of imported.left)
      say(`${printable(`${at ?? ''}${place === '' ? '' : ` ${place}`}`)}: ${printable(reason)}`)
    if (out === '-') await print(imported.text)
    else {
      writeFileSync(out, imported.text, { flag: 'wx' })
      await print(`Written: ${printable(out)}\n`)
    }
    return EXIT.ok
  },
}

// The word is JavaScript's own: as a name it stands here alone.
export { importCommand as import }
