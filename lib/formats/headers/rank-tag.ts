import { patternHeader } from '../pattern-header.ts'

/**
 * A rank that the program itself prints: Lightning's `[rank: 0] `, `[Rank 3] `, older PyTorch's `[Rank 0] Watchdog
 * caught …`.
 */
export const rankTag = patternHeader({
  name: 'rank-tag',
  source: 'https://github.com/Lightning-AI/pytorch-lightning/blob/master/src/lightning/fabric/utilities/rank_zero.py',
  starts: '[',
  pattern: /^\[(?:rank|Rank|RANK)(?:: ?|[ _-])?(?<rank>\d{1,6})\](?::| -)? /,
  samples: [
    { line: '[rank: 0] Received SIGTERM: 15', gives: { rank: 0, format: 'rank-tag' } },
    { line: '[Rank 13] loading shard', gives: { rank: 13, format: 'rank-tag' } },
  ],
})
