import t from 'tap'
import {
  checkMatcher,
  fitsWithoutAny,
  type Matcher,
  matcherText,
  matchesAll,
  parseMatcher,
} from '../../lib/channel/matcher.ts'
import type { AlertRecord } from '../../lib/record/types.generated.ts'
import fc from '../fast-check.ts'

const alert: AlertRecord = {
  kind: 'alert',
  key: 'job/llama/rank 3',
  job: 'llama-70b',
  node: 'n7',
  rank: 3,
  state: 'firing',
  severity: 'critical',
  summary: 's',
  labels: { state: 'HANGING', rule: 'step gap', job: 'not this one' },
}
const holds = (...texts: readonly string[]): boolean =>
  matchesAll(
    texts.map(text => parseMatcher(text) as Matcher),
    alert,
  )

t.test('a matcher names a field or a label, and what it must be or not be', async t => {
  for (const [text, expected] of [
    ['job=llama-70b', true],
    ['job=llama', false],
    ['job!=llama', true],
    ['rank=3', true],
    ['state=HANGING', true],
    ['severity=critical', true],
    ['rule=step gap', true],
    ['run=', true],
    ['run!=', false],
    ['job=*', true],
    ['job=llama-*', true],
    ['job=*70b', true],
    ['job=l*m*b', true],
    ['job=llama-70b*b', false],
    ['job=*x*', false],
    ['job!=llama-*', false],
    ['attempt=*', false],
    ['attempt=**', false],
    ['attempt=', true],
    ['attempt!=*', true],
    ['attempt!=3', true],
    ['rank=*', true],
    ['rank!=*', false],
  ] as const)
    t.equal(holds(text), expected, text)
  t.equal(holds('job=llama-*', 'node=n8'), false, 'all of them must hold')
  t.equal(holds('job=llama-*', 'node=n7'), true)
  t.equal(matcherText(parseMatcher('node!=n=7') as Matcher), 'node!=n=7')
  for (const wrong of ['', 'job', '=x', 'a b=c', `job=${'x'.repeat(501)}`])
    t.match(parseMatcher(wrong), { reason: String })
})

t.test('a star stands for any text, as a regular expression would have it', async t => {
  t.doesNotThrow(() =>
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom('a', 'b', '*'), maxLength: 8 }),
        fc.string({ unit: fc.constantFrom('a', 'b'), maxLength: 10 }),
        (pattern, job) => {
          // A star alone asks for something.
          const expected = job === '' ? pattern === '' : new RegExp(`^${pattern.replaceAll('*', '.*')}$`).test(job)
          return matchesAll([{ name: 'job', isNot: false, value: pattern }], { ...alert, job }) === expected
        },
      ),
    ),
  )
})

t.test('a name that no alert has is refused where a person writes it, with the nearest one', async t => {
  t.same(checkMatcher('node!=n7'), { name: 'node', isNot: true, value: 'n7' })
  t.same(checkMatcher('rule=oom'), { name: 'rule', isNot: false, value: 'oom' })
  t.match(checkMatcher('nod!=n7'), { reason: 'no alert has "nod"; did you mean node?' })
  t.match(checkMatcher('colour=*'), { reason: /^no alert has "colour"; names are job, run, / })
  t.match(checkMatcher('node'), { reason: /is no matcher/ })
})

t.test('matchers that an alert without any of what they name would fit are known', async t => {
  for (const [texts, expected] of [
    [['rank!=3'], true],
    [['rank!=3', 'node!=n*'], true],
    [['rank='], true],
    [['rank!=3', 'rank=*'], false],
    [['rank!=3', 'job=llama'], false],
    [['rank=3'], false],
    [['state!=SLOW'], false],
  ] as const)
    t.equal(fitsWithoutAny(texts.map(text => parseMatcher(text) as Matcher)), expected, texts.join(' '))
})
