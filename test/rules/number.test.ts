import t from 'tap'
import { parseNumber } from '../../lib/rules/number.ts'

t.test('a number is read as a person reads it', async t => {
  const texts: readonly (readonly [text: string, value: number | null | undefined])[] = [
    ['2.5', 2.5],
    [' 1e5 ', 100_000],
    ['-.5', -0.5],
    ['3.', 3],
    ['1,234.5', 1234.5],
    ['12,345,678', 12_345_678],
    ['812.3ms', 812.3],
    ['45 %', 45],
    ['12.5k', 12_500],
    ['1.2M', 1_200_000],
    ['nan', null],
    ['-Inf', null],
    ['Infinity', null],
    ['1e999', null],
    ['', undefined],
    [' ', undefined],
    ['abc', undefined],
    ['1,23', undefined],
    ['1.2.3', undefined],
    ['0x10', undefined],
    ['12-13', undefined],
    ['1 2', undefined],
  ]
  for (const [text, value] of texts) t.equal(parseNumber(text), value, JSON.stringify(text))
})
