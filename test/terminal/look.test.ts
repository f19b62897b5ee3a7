import t from 'tap'
import { lookOf } from '../../lib/terminal/look.ts'

const tty = { isTTY: true, columns: 100 }
const utf8 = { LANG: 'en_GB.UTF-8' }

t.test('a terminal says how wide it is; COLUMNS says it of everything', async t => {
  const width = (target: Parameters<typeof lookOf>[0], COLUMNS?: string): number =>
    lookOf(target, { COLUMNS }, 'linux').width
  t.equal(width(tty), 100)
  t.equal(width(tty, '80'), 80)
  t.equal(width({}), 120)
  t.equal(width({}, '200'), 200)
  for (const wrong of ['', '0', '-5', 'x', '80.5', '12345']) t.equal(width(tty, wrong), 100, wrong)
  t.equal(width({ isTTY: true, columns: 0 }), 120)
  t.equal(width(tty, '10'), 40)
  t.equal(width(tty, '9999'), 400)
})

t.test('colours are for terminals, unless somebody says otherwise', async t => {
  const colour = (target: Parameters<typeof lookOf>[0], environment: Record<string, string> = {}): boolean =>
    lookOf(target, environment, 'linux').hasColour
  t.equal(colour(tty), true)
  t.equal(colour({}), false)
  t.equal(colour(tty, { TERM: 'dumb' }), false)
  t.equal(colour(tty, { NO_COLOR: '1' }), false)
  t.equal(colour(tty, { NO_COLOR: '' }), true)
  t.equal(colour({}, { FORCE_COLOR: '1', NO_COLOR: '1' }), true)
  t.equal(colour({}, { FORCE_COLOR: '' }), false)
  t.equal(colour(tty, { FORCE_COLOR: '0' }), false)
  t.equal(colour(tty, { FORCE_COLOR: 'false' }), false)
})

t.test('the locale says whether there is more than ASCII', async t => {
  const unicode = (environment: Record<string, string>, platform = 'linux'): boolean =>
    lookOf(tty, environment, platform).hasUnicode
  t.equal(unicode(utf8), true)
  t.equal(unicode({ LANG: 'C.utf8' }), true)
  t.equal(unicode({ ...utf8, LC_ALL: 'C' }), false)
  t.equal(unicode({ ...utf8, LC_CTYPE: 'POSIX' }), false)
  t.equal(unicode({ ...utf8, LC_ALL: '' }), true)
  t.equal(unicode({}), false)
  t.equal(unicode({}, 'darwin'), true)
  t.equal(unicode({}, 'win32'), true)
  t.equal(unicode({ LANG: 'C' }, 'darwin'), false)
})
