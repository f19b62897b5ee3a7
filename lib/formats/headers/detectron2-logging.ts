import { patternHeader } from '../pattern-header.ts'

/**
 * Detectron2's and fvcore's console head: `[01/02 10:00:00 d2.utils.events]: `, with the level before the colon unless
 * it is INFO.
 */
export const detectron2Logging = patternHeader({
  name: 'detectron2-logging',
  source: 'https://github.com/facebookresearch/detectron2/blob/main/detectron2/utils/logger.py',
  starts: '[',
  pattern:
    /^\[(?<time>\d\d\/\d\d \d\d:\d\d:\d\d) (?<logger>[\w.]{1,80})\]: ?(?:(?<level>DEBUG|WARNING|ERROR|CRITICAL)[: ] ?)?/,
  samples: [
    {
      line: '[01/02 10:00:00 d2.engine.train_loop]: Starting training from iteration 0',
      gives: { logger: 'd2.engine.train_loop', format: 'detectron2-logging' },
    },
    {
      line: '[01/02 10:00:00 d2.data.build]: WARNING Using 12 workers',
      gives: {
        level: 'WARNING',
        logger: 'd2.data.build',
        message: '[01/02 10:00:00 d2.data.build]: WARNING Using 12 workers',
      },
    },
  ],
})
