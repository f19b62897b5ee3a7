import { collectSource } from '../io/collect-source.ts'
import { sourceInput } from '../io/input.ts'
import { defaultsOf, listOf } from '../options.ts'
import { sourceProgram } from '../program.ts'

export const collect = sourceProgram({
  ...collectSource,
  front: {
    options: {
      collect: {
        type: 'strings',
        placeholder: 'DIR',
        describe: "read the message files of a node's ranks in time order (logmon-collect)",
      },
    },
    asked: ({ collect }) =>
      listOf(collect).length > 0 ? { options: defaultsOf(collectSource.options), words: listOf(collect) } : undefined,
    open: settings => sourceInput(stop => collectSource.open(settings, stop)),
    conflict: { place: '--collect', reason: 'cannot be read together with files that are followed' },
  },
})
