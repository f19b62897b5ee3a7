import t from 'tap'
import { cleanLine, cleanText, cut } from '../../lib/redact/clean-text.ts'
import fc from '../fast-check.ts'

t.test('terminal codes, control characters and hidden characters go; lines and tabs stay', async t => {
  t.equal(cleanText('\u001b[1;31mred\u001b[0m\ttab\r\nnext\rline\u0000\u0007\u009b1m', 100), 'red\ttab\nnext\nline1m')
  t.equal(cleanText('\u001b]0;evil title\u0007text \u001b]8;;http://x\u001b\\link', 100), 'text link')
  t.equal(cleanText('user\u202Egpj.exe\u2066\ufeff', 100), 'usergpj.exe')
})

t.test('one line is one line', async t => {
  t.equal(cleanLine('  a\r\nBcc: b\n\n\tc\u2028d ', 100), 'a Bcc: b cd')
})

t.test('a cut never leaves half a character, and says that it was made', async t => {
  t.equal(cut('abcdef', 4), 'abc…')
  t.equal(cut('ab😀def', 4), 'ab…')
  t.equal(cleanText('\ud83d alone', 100), '\ufffd alone')
})

t.test('a secret that the cut falls into is gone whole', async t => {
  const key = `AKIA${'A1B2'.repeat(4)}`
  t.equal(cleanText(`${'x'.repeat(90)} ${key} and more`, 100), `${'x'.repeat(90)} [redacte…`)
})

t.test(
  'for any text: within the limit, no control character but newline and tab, and clean text stays as it is',
  async t => {
    t.doesNotThrow(() =>
      fc.assert(
        fc.property(fc.string({ unit: 'binary', maxLength: 300 }), fc.integer({ min: 2, max: 200 }), (text, limit) => {
          const clean = cleanText(text, limit)
          return (
            clean.length <= limit &&
            // biome-ignore lint/suspicious/noControlCharactersInRegex: these must not be there
            !/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/.test(clean) &&
            cleanText(clean, limit) === clean
          )
        }),
        { numRuns: 300 },
      ),
    )
  },
)
