// What `logmon resume` tells of attempts is kept until it was told, and goes on from one attempt to the next.
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { readOutbox } from '../../../lib/alert/outbox.ts'
import { startOf } from '../../../lib/io/processes.ts'
import { incidentId } from '../../../lib/record/alert-identity.ts'
import type { AlertRecord } from '../../../lib/record/types.generated.ts'
import { kept, newFolder, script, start } from './resuming.ts'

t.setTimeout(120_000)

const STEP = 'echo " iteration $STEP/ 10000 | elapsed time per iteration (ms): 1.0 | lm loss: 2.0 |"'

/** A folder with a job file whose one channel tells nothing until there is a file `open`. */
function refusing(t: Test, job: readonly string[]): { readonly folder: string; readonly job: string } {
  const folder = newFolder(t)
  const command = '[bash, -c, "[ -e open ] || exit 75; cat >> told"]'
  writeFileSync(
    join(folder, 'job.yaml'),
    `job: llama\nalert: {gather: 0s, drain: 3s, channels: [{type: exec, name: pager, command: ${command}}]}\n`,
  )
  return { folder, job: script(folder, job) }
}

const toldIn = (folder: string): readonly AlertRecord[] =>
  existsSync(join(folder, 'told'))
    ? readFileSync(join(folder, 'told'), 'utf8')
        .trim()
        .split('\n')
        .map(line => JSON.parse(line) as AlertRecord)
    : []

const wordsOf = ({ summary, sequence }: AlertRecord): string => `${/^\[\w+\]/.exec(summary)?.[0]} ${sequence}`

t.test('what one attempt could not tell the next one does, once, and what is bad goes on', async t => {
  const { folder, job } = refusing(t, [
    `STEP=1; ${STEP}; STEP=2; ${STEP}`,
    '[ $LOGMON_ATTEMPT = 1 ] && sleep 100',
    'touch open; STEP=3',
    // It goes on meanwhile; should it be held up for so long that it hangs, too, another attempt does the same.
    `until [ "$(wc -l < told)" -ge 2 ] 2>/dev/null; do ${STEP}; STEP=$((STEP + 1)); sleep 0.02; done`,
    STEP,
  ])
  const words = ['-c', 'job.yaml', '--step-floor', '300ms', '--step-factor', '1', '--hang-patience', '0s']
  const { status, account } = await start(t, folder, [...words, '--dump', 'off', '--', job]).ended
  t.equal(status, 0, account.join('\n'))
  const told = toldIn(folder)
  const ids = told.map(alert => `${incidentId(alert)}-${alert.sequence}`)
  t.equal(new Set(ids).size, ids.length, 'nothing is told twice')
  t.same(told.map(wordsOf).slice(0, 2), ['[HANGING] 1', '[RESOLVED] 2'])
  t.equal(told[1]?.episode, told[0]?.episode, 'the recovery is of the episode of the first attempt')
  const last = told.at(-1)
  const attempts = account.filter(line => line.includes(': started: ')).length
  t.ok(attempts >= 2)
  const ofAll = new RegExp(`^Attempts: +${attempts}$`, 'm')
  t.match([last?.summary, last?.body], [/^\[ENDED\]/, ofAll], 'the summary is of all attempts')
  t.equal(readOutbox(kept(folder, 'alerts.ndjson')).pending.size, 0, 'nothing is left')
})

t.test('what was on its way at a kill is told by who goes on, under the same name', async t => {
  const { folder, job } = refusing(t, [
    `STEP=1; ${STEP}; STEP=2; ${STEP}`,
    'until [ -e go ]; do sleep 0.05; done',
    `STEP=3; ${STEP}`,
  ])
  const words = ['-c', 'job.yaml', '--hang-patience', '1h', '--step-factor', '1', '--step-floor']
  const first = start(t, folder, [...words, '300ms', '--', job])
  await first.says(/\[HANGING\].* cannot be delivered yet/)
  first.child.kill('SIGKILL')
  await first.ended
  const intents = kept(folder, 'alerts.ndjson')
    .split('\n')
    .filter(line => line.includes('"is":"intent"'))
  t.equal(intents.length, 1)
  const { alert } = JSON.parse(intents[0] as string) as { alert: AlertRecord }
  writeFileSync(join(folder, 'open'), '')
  const second = start(t, folder, [...words, '1h', '--', job])
  await second.says(/"outcome":"sent"/)
  writeFileSync(join(folder, 'go'), '')
  t.equal((await second.ended).status, 0)
  const told = toldIn(folder)
  t.same(told.map(wordsOf).slice(0, 2), ['[HANGING] 1', '[RESOLVED] 2'])
  t.same(told.slice(0, 2).map(incidentId), [incidentId(alert), incidentId(alert)])
})

t.test('killed while the end of an attempt is told, it is judged as it was, and not told again', async t => {
  const { folder, job } = refusing(t, [`STEP=$LOGMON_ATTEMPT; ${STEP}; [ $LOGMON_ATTEMPT = 2 ] || exit 139`])
  writeFileSync(
    join(folder, 'job.yaml'),
    readFileSync(join(folder, 'job.yaml'), 'utf8').replace('drain: 3s', 'drain: 1h'),
  )
  const first = start(t, folder, ['-c', 'job.yaml', '--', job])
  await first.says(/\[FAILED\].* cannot be delivered yet/)
  first.child.kill('SIGKILL')
  await first.ended
  writeFileSync(join(folder, 'open'), '')
  const { status, account } = await start(t, folder, ['-c', 'job.yaml', '--', job]).ended
  t.equal(status, 0)
  t.match(account.slice(0, 2), [
    'attempt 1: a process crashed (segmentation fault), at step 1',
    /^attempt 1: restart 1/,
  ])
  t.same(toldIn(folder).map(wordsOf), ['[FAILED] 1', '[ENDED] 1'])
})

t.test('killed between the end of a run and the word of it, that is told by the next start, once', async t => {
  const { folder, job } = refusing(t, [`STEP=$LOGMON_ATTEMPT; ${STEP}`])
  writeFileSync(
    join(folder, 'job.yaml'),
    readFileSync(join(folder, 'job.yaml'), 'utf8').replace('drain: 3s', 'drain: 1h'),
  )
  const first = start(t, folder, ['-c', 'job.yaml', '--', job])
  await first.says(/\[ENDED\].* cannot be delivered yet/)
  first.child.kill('SIGKILL')
  await first.ended
  const intent = kept(folder, 'alerts.ndjson')
    .split('\n')
    .find(line => line.includes('"is":"intent"'))
  const { alert } = JSON.parse(intent as string) as { alert: AlertRecord }
  // As if it had been killed before that was noted.
  rmSync(join(folder, 'logmon/alerts.ndjson'))
  writeFileSync(join(folder, 'open'), '')
  t.equal((await start(t, folder, ['-c', 'job.yaml', '--', job]).ended).status, 0)
  const told = toldIn(folder)
  t.same(told.map(wordsOf), ['[ENDED] 1', '[ENDED] 1'], 'of this run, and of the next one')
  t.equal(incidentId(told[0] as AlertRecord), incidentId(alert))
  t.not(incidentId(told[1] as AlertRecord), incidentId(alert))
  t.notOk(kept(folder, 'state.json').includes('lastWord'))
})

t.test('an outbox that cannot be had keeps nobody from being told', async t => {
  const { folder, job } = refusing(t, [`STEP=1; ${STEP}; exit 139`])
  writeFileSync(join(folder, 'open'), '')
  mkdirSync(join(folder, 'logmon'))
  // As if another program had it: this process.
  writeFileSync(join(folder, 'logmon', 'alerts.ndjson.lock'), `${process.pid} ${startOf(process.pid)}\n`)
  const resuming = start(t, folder, ['-c', 'job.yaml', '--max-restarts', '0', '--', job])
  await resuming.says(/what is told is not kept: .*alerts\.ndjson is in use by process/)
  t.equal((await resuming.ended).status, 10)
  t.same(toldIn(folder).map(wordsOf), ['[FAILED] 1', '[STOPPED] 1'])
})
