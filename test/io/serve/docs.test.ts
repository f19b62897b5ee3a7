// The sessions of docs/serve.md, against a service of our own.
import { execFileSync, spawn } from 'node:child_process'
import { copyFileSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import t from 'tap'
import { environment } from '../../cases/shell.ts'
import { newFolder } from './serving.ts'

const URL_OF_PAGE = 'http://127.0.0.1:8000'
const ROOT_OF_PAGE = '/scratch/logs'

t.test('what curl prints is what the page says', async t => {
  const root = newFolder()
  copyFileSync('examples/logs/train.log', join(root, 'train.log'))
  const words = ['serve', '--root', root, '--data', join(newFolder(), 'data'), '--listen', '127.0.0.1:0']
  const child = spawn('bin/logmon.js', words, { env: environment(), stdio: ['ignore', 'pipe', 'inherit'] })
  t.teardown(async () => {
    child.kill('SIGTERM')
    await wait(0)
  })
  const url = await new Promise<string>(resolve =>
    child.stdout.once('data', (text: Buffer) => resolve(text.toString().trim())),
  )
  const page = readFileSync('docs/serve.md', 'utf8')
  const blocks = [...page.matchAll(/^```console serve\n(.*?)^```$/gms)].map(([, block]) => block as string)
  t.equal(blocks.length, 3)
  const folder = newFolder()
  const real = (text: string): string => text.replaceAll(URL_OF_PAGE, url).replaceAll(ROOT_OF_PAGE, root)
  for (const block of blocks)
    for (const part of block.split(/^\$ /m).slice(1)) {
      const end = part.indexOf('\n')
      const command = real(part.slice(0, end))
        .replaceAll('> id', `> ${folder}/id`)
        .replaceAll('--rawfile id id', `--rawfile id ${folder}/id`)
        .replaceAll('cat id', `cat ${folder}/id`)
      const printed = execFileSync('/bin/bash', ['-c', command], { env: environment(), encoding: 'utf8' })
      t.equal(printed.replace(/\n?$/, part.slice(end + 1) === '' ? '' : '\n'), real(part.slice(end + 1)), command)
    }
})
