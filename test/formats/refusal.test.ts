import t from 'tap'
import { type Entry, newEntry, type Payload } from '../../lib/formats/format.ts'
import { FORMATS } from '../../lib/formats/ordered.ts'

const TEXTS = FORMATS.flatMap(format => format.samples).flatMap(({ line }) => [
  line,
  line.trimStart(),
  line.slice(line.indexOf(' ') + 1),
  line.slice(line.indexOf(']') + 1).trimStart(),
])
const payloads = FORMATS.filter((format): format is Payload => format.part === 'payload')

t.test(
  'a payload that does not read a text writes nothing, and what the entry held before does not matter',
  async t => {
    const told = (): Entry => ({
      ...newEntry(''),
      level: 'INFO',
      logger: 'trainer',
      rank: 3,
      step: 7,
      total_steps: 9,
      epoch: 1,
      complete: true,
    })
    for (const payload of payloads) {
      const wrong = TEXTS.filter(text => {
        const entry = newEntry('')
        const other = told()
        const read = payload.read(text, entry, { columns: undefined })
        if (payload.read(text, other, { columns: undefined }) !== read) return true
        return (
          !read &&
          (JSON.stringify(entry) !== JSON.stringify(newEntry('')) || JSON.stringify(other) !== JSON.stringify(told()))
        )
      })
      t.same(wrong, [], payload.name)
    }
  },
)
