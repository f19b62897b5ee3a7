import t from 'tap'
import { loadJob } from '../../lib/config/load.ts'

const load = (text: string, path = 'job.yaml') => loadJob({ path, text })

t.test('a job file that is right arrives as it is written', async t => {
  t.same(await load('job: llama\nparse: { tz: Asia/Kolkata }\n'), { job: 'llama', parse: { tz: 'Asia/Kolkata' } })
  t.same(await load('{\n\t"job": "llama"\n}', 'job.json'), { job: 'llama' })
})

t.test('everything wrong is told at once, with file, line, place, reason and the nearest name', async t => {
  t.same(await load('jb: x\nparse:\n  rank: "3"\n  quiet: 200\n  tzz: UTC\nhang: { match_within: -5s }\n'), [
    { file: 'job.yaml:1', place: 'jb', reason: 'unknown key; did you mean job?' },
    { file: 'job.yaml:5', place: 'parse.tzz', reason: 'unknown key; did you mean tz?' },
    { file: 'job.yaml:3', place: 'parse.rank', reason: 'must be a whole number, not the text "3"' },
    { file: 'job.yaml:4', place: 'parse.quiet', reason: '200 has no unit: write 200s, 200ms or 200m' },
    { file: 'job.yaml:6', place: 'hang.match_within', reason: '"-5s" is negative: a duration is 0 or more' },
  ])
})

t.test('a file that is no YAML names the line and column', async t => {
  t.same(await load('job: "x\nparse: {}\n'), [
    { file: 'job.yaml:3', place: 'column 1', reason: 'Missing closing "quote' },
  ])
})
