import { RE2JS } from 're2js'
import t from 'tap'
import { costOf } from '../../lib/pattern/cost.ts'
import { emit } from '../../lib/pattern/emit.ts'
import { parsePattern } from '../../lib/pattern/parse-pattern.ts'
import { type Captures, compilePattern, isPatternProblem } from '../../lib/pattern/pattern.ts'
import fc from '../fast-check.ts'

function match(source: string, text: string): Captures | undefined {
  const pattern = compilePattern(source)
  if (isPatternProblem(pattern)) throw new Error(`${source}: ${pattern.reason}`)
  const found = pattern.match(text)
  return found === undefined ? undefined : [...found]
}

t.test('what Python and RE2 write works as they mean it', async t => {
  const works: readonly (readonly [pattern: string, text: string, found: Captures | undefined])[] = [
    ['loss: (?P<value>[\\d.]+)', 'lm loss: 2.5 |', ['loss: 2.5', '2.5']],
    ['(?P<q>[\'"]).*(?P=q)', 'say "a\' b" c', ['"a\' b"', '"']],
    ['(?i)cuda OUT of', 'CUDA out OF memory', ['CUDA out OF']],
    ['(?i:cuda) out', 'CUDA out', ['CUDA out']],
    ['(?i:cuda) out', 'CUDA OUT', undefined],
    ['a(?s).b', 'a\nb', ['a\nb']],
    ['a.b', 'a\nb', undefined],
    ['(?m)^b$', 'a\nb\nc', ['b']],
    ['^b$', 'a\nb\nc', undefined],
    ['(?x) a \\  b # a comment', 'a b', ['a b']],
    ['\\Aab\\Z', 'ab', ['ab']],
    ['\\Aab\\z', 'cab', undefined],
    ['[]x]+', ']x]', [']x]']],
    ['[^]x]', ']a', ['a']],
    ['[[:digit:]]+', 'ab12', ['12']],
    ['\\Qa.b\\E', 'a.b', ['a.b']],
    ['\\d', '٣', undefined],
    ['\\pL+', '1äß2', ['äß']],
    ['😀+', 'a😀😀', ['😀😀']],
    ['(?U)a+', 'aaa', ['a']],
    ['(?<=rank )\\d+', 'rank 12', ['12']],
    ['step (\\d+)(?! of)', 'step 1 of 2', undefined],
    ['(a)|(b)', 'b', ['b', undefined, 'b']],
    ['.* (.+) TFLOPs.*', 'x\nspeed 61.5 TFLOPs now', ['speed 61.5 TFLOPs now', '61.5']],
    ['x{}', 'x{}', ['x{}']],
    ['(?#note)ab', 'ab', ['ab']],
  ]
  for (const [pattern, text, found] of works) t.same(match(pattern, text), found, pattern)
})

t.test('the classes of POSIX hold what they hold in RE2, inside out too', async t => {
  const names = 'alnum alpha ascii blank cntrl digit graph lower print punct space upper word xdigit'.split(' ')
  const all = Array.from({ length: 256 }, (_, code) => String.fromCharCode(code))
  const membersOf = (source: string): readonly number[] =>
    all.flatMap((character, code) => (match(`\\A${source}\\z`, character) === undefined ? [] : [code]))
  const inRe2 = (source: string): readonly number[] => {
    const pattern = RE2JS.compile(`(?s)${source}`)
    return all.flatMap((character, code) => (pattern.matcher(character).matches() ? [code] : []))
  }
  for (const name of names)
    for (const source of [`[[:${name}:]]`, `[[:^${name}:]]`, `[^[:${name}:]]`, `(?i)[[:${name}:]]`])
      t.same(membersOf(source), inRe2(source), source)
})

t.test('repeats are counted, and letters of a class are alike where case is ignored', async t => {
  const works: readonly (readonly [pattern: string, text: string, found: Captures | undefined])[] = [
    ['a{2}', 'aaaa', ['aa']],
    ['a{2,}', 'aaaa', ['aaaa']],
    ['a{2,3}', 'aaaa', ['aaa']],
    ['a{2,3}?', 'aaaa', ['aa']],
    ['a{3}', 'aa', undefined],
    ['(?i)[a-c]+', 'xAbCd', ['AbC']],
    ['[a-c]+', 'xAbCd', ['b']],
    ['[\uffff]', '\uffff', ['\uffff']],
    ['[^\\s\\S]', 'a', undefined],
    ['(?:[^\\s\\S]|b)+$', 'ab', ['b']],
    ['(?:(?:[^\\s\\S]|b)+)+c', 'abbc', ['bbc']],
  ]
  for (const [pattern, text, found] of works) t.same(match(pattern, text), found, pattern)
})

t.test('what cannot keep its meaning is refused, with its position and what to write instead', async t => {
  const refused: readonly (readonly [pattern: string, position: number, reason: string])[] = [
    ['ab(?>c)', 3, 'atomic groups are not supported: write (?:…)'],
    ['a++b', 3, 'possessive repeats are not supported: leave out the +'],
    ['(a)?(?(1)b|c)', 5, 'conditional groups are not supported: write one rule for each case'],
    ['a(b', 2, 'this group is not closed'],
    ['ab)', 3, 'this ) closes nothing'],
    ['x[a-', 2, 'this class is not closed'],
    ['[z-a]', 2, 'the range z-a runs backwards'],
    ['*a', 1, 'nothing to repeat before *'],
    ['a**', 2, 'two repeats in a row: put the first in (?:…)'],
    ['a{3,1}', 2, '{3,1} asks for more than it allows'],
    ['a{2000}', 2, 'at most 1000 repeats can be counted'],
    ['a{,3}', 2, '{,3} means different things in Python and RE2: write {0,3}'],
    ['ab\\y', 3, 'unknown escape \\y'],
    ['ab\\', 3, 'a backslash at the end escapes nothing'],
    ['(?P<x>a)(?P<x>b)', 9, 'two groups are called x'],
    ['a(?P=x)', 2, 'there is no group x before this'],
    ['a\\2', 2, 'there is no group 2 before this'],
    ['a(?y)', 2, 'unknown flag y: i, m, s, x and U are known'],
    ['\\p{Klingon}', 1, 'unknown character property Klingon'],
    ['(?=a+)+b+b+b+', 1, 'an edge cannot be repeated'],
  ]
  for (const [pattern, position, reason] of refused) t.same(compilePattern(pattern), { position, reason }, pattern)
  const deep = compilePattern('('.repeat(200))
  t.ok(isPatternProblem(deep) && deep.reason.startsWith('groups are nested deeper'), 'nesting is bounded')
  t.ok(isPatternProblem(compilePattern('(?=(a+)+$)b')), 'look-around around a bomb')
})

t.test(
  'a bomb on a megabyte is over at once: the text is cut, and what could backtrack runs in linear time',
  async t => {
    const mebibyte = 1 << 20
    // Each of these takes minutes or ages where it backtracks; a hang here would meet the test runner's time limit.
    for (const pattern of [
      '.* (.+) TFLOPs.*',
      '(a+)+$',
      '(a|a)*b',
      '(\\s*,?\\s*)*x',
      '(?:.*a){12}b',
      '(\\w+\\s?)*$|z',
      `${'a?'.repeat(30)}${'a'.repeat(30)}b`,
    ]) {
      for (const text of [' '.repeat(mebibyte), 'a'.repeat(mebibyte), 'a '.repeat(mebibyte / 2)]) match(pattern, text)
    }
    t.equal(match('(a+)+$', `${'a'.repeat(5000)}b`), undefined)
    t.same(match('.* (.+) TFLOPs', `${' '.repeat(9000)} 61.5 TFLOPs`)?.[1], '61.5', 'and still finds what is there')
  },
)

/** Patterns of every construct that both engines know, small enough to have many meanings on a small alphabet. */
const { pattern: anyPattern } = fc.letrec<{ pattern: string; atom: string }>(tie => ({
  atom: fc.oneof(
    {
      weight: 6,
      arbitrary: fc.constantFrom('a', 'b', 'A', ' ', '.', '\\d', '\\w', '[ab]', '[^a]', '\\s', '\\n', '\\b', '^', '$'),
    },
    { weight: 2, arbitrary: tie('pattern').map(inner => `(${inner})`) },
    { weight: 1, arbitrary: tie('pattern').map(inner => `(?i:${inner})`) },
    { weight: 1, arbitrary: fc.tuple(tie('pattern'), tie('pattern')).map(([left, right]) => `(?:${left}|${right})`) },
  ),
  pattern: fc
    .array(fc.tuple(tie('atom'), fc.constantFrom('', '', '', '*', '+', '?', '{1,2}', '*?', '+?')), {
      minLength: 1,
      maxLength: 4,
    })
    .map(parts => parts.map(([atom, repeat]) => (/^(?:\\b|\^|\$)$/.test(atom) ? atom : atom + repeat)).join('')),
}))

t.test('both engines find the same in every text', async t => {
  t.doesNotThrow(() =>
    fc.assert(
      fc.property(
        anyPattern,
        fc.string({ unit: fc.constantFrom('a', 'b', 'A', '1', ' ', '\n'), maxLength: 12 }),
        (source, text) => {
          // A repeated edge in a group of its own is refused, rightly.
          fc.pre(!isPatternProblem(compilePattern(source)))
          const { root } = parsePattern(source)
          fc.pre(costOf(root).degree < Number.POSITIVE_INFINITY)
          const native = new RegExp(emit(root, 'native')).exec(text)
          const linear = RE2JS.compile(emit(root, 'linear')).matcher(text)
          const found = linear.find()
          if (found !== (native !== null))
            throw new Error(`${source} on ${JSON.stringify(text)}: native ${native !== null}, linear ${found}`)
          // Captures of a repeated group that matched nothing at last differ by design; the whole match may not.
          if (native !== null && native[0] !== linear.group(0))
            throw new Error(`${source} on ${JSON.stringify(text)}: ${JSON.stringify([native[0], linear.group(0)])}`)
        },
      ),
      { numRuns: 1000 },
    ),
  )
})

t.test('any text is compiled or refused, never thrown at', async t => {
  const soup = fc.string({ unit: fc.constantFrom(...'()[]{}*+?|\\^$.-:<>=!PaizxQE1,&#'), maxLength: 15 })
  t.doesNotThrow(() =>
    fc.assert(
      fc.property(soup, source => {
        const pattern = compilePattern(source)
        if (!isPatternProblem(pattern)) pattern.match('aaa zzz (1) [x] {Q}')
      }),
      { numRuns: 3000 },
    ),
  )
})
