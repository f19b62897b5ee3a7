import type { Carrier } from '../format.ts'

/**
 * A torchrun prefix template that clusters use, host and local rank: `[lrdn3321:3]: `. A source file and its line in
 * the same place are none.
 */
export const hostLocalRank: Carrier = {
  part: 'carrier',
  name: 'host-local-rank',
  source: 'https://docs.pytorch.org/docs/stable/elastic/run.html',
  starts: '[',
  samples: [
    {
      line: '[lrdn3321:3]: Total number of parameters in billions: 1.71',
      gives: { node: 'lrdn3321', local_rank: 3, message: 'Total number of parameters in billions: 1.71' },
    },
  ],
  peel(text, entry) {
    const close = text.indexOf(']:')
    if (text.charCodeAt(close - 2) !== 58 && text.charCodeAt(close - 3) !== 58) return undefined
    const match = /^\[((?=[a-zA-Z.-]{0,60}\d)[a-zA-Z][\w.-]{0,252}):(\d{1,2})\]: ?/.exec(text)
    if (match === null || /\.(?:py|cc|cpp|cu|go|rs|c|h)$/.test(match[1] as string)) return undefined
    entry.node ??= match[1]
    entry.local_rank ??= Number(match[2])
    return text.slice(match[0].length)
  },
}
