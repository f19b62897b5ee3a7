import { patternHeader } from '../pattern-header.ts'

/**
 * TensorFlow's and XLA's C++ logs, `date time: L file:line] `, and absl's before it is initialised, `E0000 00:00:<epoch
 * seconds> tid file:line] `.
 */
export const tensorflow = patternHeader({
  name: 'tensorflow',
  source: 'https://github.com/openxla/xla/blob/main/third_party/tsl/tsl/platform/default/logging.cc',
  starts: '0-9DIWEFC',
  pattern:
    /^(?:(?<time>\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(?:\.\d{1,9})?): (?<level>[DIWEFC])|(?<level2>[DIWEF])0000 00:00:(?<time2>\d{10}\.\d{1,9}) +\d{1,10}) (?<code>[^\s\]]{1,300}:\d{1,7})\] ?/,
  samples: [
    {
      line: '2025-01-25 16:14:09.438323: E external/local_xla/xla/stream_executor/cuda/cuda_fft.cc:477] Unable to register cuFFT factory',
      gives: {
        time: '2025-01-25T16:14:09.438323Z',
        level: 'ERROR',
        code: 'external/local_xla/xla/stream_executor/cuda/cuda_fft.cc:477',
        format: 'tensorflow',
      },
    },
    {
      line: 'E0000 00:00:1737839649.620236 1899436 cuda_dnn.cc:8310] Unable to register cuDNN factory',
      gives: { time: '2025-01-25T21:14:09.620236Z', level: 'ERROR', code: 'cuda_dnn.cc:8310', format: 'tensorflow' },
    },
    {
      line: '2024-05-01 10:00:00.000123: W tensorflow/core/x.cc:1] y',
      gives: { level: 'WARNING', format: 'tensorflow' },
    },
  ],
})
