// The newest state of a progress bar, whose line may never end.
import t from 'tap'
import { lineSplitter } from '../../lib/io/lines.ts'

const bytes = (text: string): Buffer => Buffer.from(text)

t.test('a state of a bar can be had before its line ends, and comes once', async t => {
  const splitter = lineSplitter(1000)
  t.same(splitter.push(bytes('start\n 1%')), ['start'])
  t.notOk(splitter.isDrawing(), 'nothing says yet that it is drawn over')
  t.same(splitter.drawn(), [])
  t.same(splitter.push(bytes('\r 2%')), [' 1%\r'])
  t.ok(splitter.isDrawing())
  t.same(splitter.drawn(), [' 2%'])
  t.notOk(splitter.isDrawing())
  t.same(splitter.push(bytes('\r 3%')), ['\r'])
  t.same(splitter.drawn(), [' 3%'])
  t.same(splitter.push(bytes('\nnext\n')), ['next'], 'the end of a line that was given is no line')
  t.same(splitter.push(bytes('\n')), [''], 'an empty line is one')
  t.same(splitter.end(), [])
})

t.test('what follows a state without being one waits for its end', async t => {
  const splitter = lineSplitter(1000)
  splitter.push(bytes('\r 1%\r 2%'))
  t.same(splitter.drawn(), [' 2%'])
  t.same(splitter.push(bytes(' and mo')), [])
  t.notOk(splitter.isDrawing())
  t.same(splitter.push(bytes('re\n')), [' and more'])
  t.same(splitter.push(bytes('plain')), [])
  t.notOk(splitter.isDrawing(), 'the next line is no bar')
})
