// Loss and gradients that are not finite.
import type { Signature } from './signature.ts'

const MEGATRON = 'https://github.com/NVIDIA/Megatron-LM/blob/main/megatron/core/rerun_state_machine.py'
const GRAD_BUFFER = 'https://github.com/NVIDIA/Megatron-LM/blob/main/megatron/core/distributed/param_and_grad_buffer.py'

export const numerics: readonly Signature[] = [
  {
    id: 'nan.unexpected-result',
    anchors: ['Unexpected result', 'found NaN in', 'found Inf in'],
    pattern:
      /Unexpected result (?<value>[\w.+-]+)? ?(?:\([^)]*\) ?)?on rank (?<rank>\d+)|Rank (?<atRank>\d+), node (?<node>[\w.-]+), device (?<gpu>\d+), iteration (?<iteration>-?\d+): Unexpected result/,
    category: 'nan_divergence',
    role: 'initiator',
    source: MEGATRON,
    samples: [
      "Unexpected result nan on rank 3 at iteration #1200 invocation #1 (message='found NaN in local forward loss calculation')",
      'Rank 5, node gpu-17, device 5, iteration 1200: Unexpected result nan',
    ],
    also: ['nan.gradient'],
  },
  {
    id: 'nan.gradient',
    anchors: [
      'FloatingPointError',
      'NaN in ',
      'nan gradient',
      'NaN gradient',
      'nan in ',
      'found NaN in',
      'found Inf in',
      'NaN or Inf found in',
      'non-finite',
      'Gradients are NaN',
    ],
    pattern:
      /found (?:NaN|Inf) in (?:local )?(?:grad norm|forward loss|gradient)|NaN or Inf found in (?:input tensor|loss|gradient)|(?:[Ll]oss|[Gg]radients?|grad norm)[^\n]{0,40}\bnon-finite\b|Gradients are NaN|^FloatingPointError: (?:invalid value|NaN)|\bnan (?:gradients?|loss) (?:found|encountered|detected)|\bnan (?:found )?in (?:the )?(?:loss|grad\w*|outputs?|weights?|parameters?|activations?)\b/i,
    category: 'nan_divergence',
    role: 'initiator',
    errorsOnly: true,
    source: GRAD_BUFFER,
    samples: [
      'AssertionError: NaN in loss at step 100',
      'FloatingPointError: invalid value (nan) encountered in jit(train_step)',
      'AssertionError: Rank 12: found NaN in local grad norm in backward pass before data-parallel communication collective. Device: 4, node: gpu-17',
      'RuntimeError: The total norm of order 2.0 for gradients from `parameters` is non-finite, so it cannot be clipped.',
    ],
  },
  {
    id: 'nan.loss-scale',
    anchors: ['Current loss scale already at minimum', 'minimum loss scale', 'Minimum loss scale reached'],
    pattern: /Current loss scale already at minimum|Minimum loss scale reached/,
    category: 'nan_divergence',
    role: 'initiator',
    source: 'https://github.com/deepspeedai/DeepSpeed/blob/master/deepspeed/runtime/fp16/loss_scaler.py',
    samples: [
      'Exception: Current loss scale already at minimum - cannot decrease scale anymore. Exiting run.',
      'FloatingPointError: Minimum loss scale reached (0.0001). Your loss is probably exploding.',
    ],
  },
  {
    id: 'nan.loss-stop',
    anchors: [
      'oss is nan',
      'oss is NaN',
      'oss is inf',
      'nan loss',
      'NaN loss',
      'Loss is nan',
      'loss was NaN',
      'Nan loss',
      'NanLoss',
      'NaN detected',
      'nan detected',
      'nan and/or inf values',
      'The loss returned in',
    ],
    pattern:
      /[Ll]oss is (?:nan|NaN|inf)\b|(?:[Nn]an|NaN) loss (?:encountered|detected|during)|NanLoss\w*|(?:NaN|nan)(?:\/[Ii]nf)? detected in (?:loss|grad|model|output)|[Dd]etected nan and\/or inf values|loss returned in `\w+` is (?:nan|inf)/,
    category: 'nan_divergence',
    role: 'initiator',
    source: 'https://github.com/facebookresearch/mae/blob/main/engine_pretrain.py',
    samples: [
      'Loss is nan, stopping training',
      'ERROR: NaN detected in loss at step 120',
      'ValueError: The loss returned in `training_step` is nan.',
    ],
  },
  {
    // One such step may be an overflow that the scaler handles: several in a row are a failure.
    id: 'nan.metric',
    anchors: [
      'grad norm: nan',
      'grad_norm: nan',
      'grad_norm=nan',
      'grad norm: NaN',
      'number of nan iterations:   1',
      // Of the words every line of Megatron holds all: told apart are the number and what stands beside it.
      ...[2, 3, 4, 5, 6, 7, 8, 9].map(digit => `:   ${digit} |`),
      'loss: nan',
      'loss: NaN',
      "'loss': nan",
      "grad_norm': nan",
      'loss: NAN',
      'loss=nan',
      'loss: inf',
      'loss=inf',
      "'loss': inf",
      'loss nan',
      'loss NaN',
    ],
    pattern:
      /(?:\b|_)[Ll]oss['"]?[:= ] *(?:nan|NaN|NAN|-?inf)\b|grad[_ ]norm['"]?[:= ] *(?:nan|NaN)\b|number of nan iterations: +[1-9]\d*/,
    category: 'nan_divergence',
    role: 'context',
    leastLines: 2,
    source: 'https://huggingface.co/docs/transformers/main_classes/logging',
    samples: [
      "{'loss': nan, 'learning_rate': 1e-05, 'epoch': 0.5}",
      'iteration 120/ 1000 | lm loss: NaN | loss scale: 1.0',
      'step 30 loss: nan',
      'step: 100 total_loss: nan obj_cls: nan',
    ],
    also: ['progress.hugging-face', 'progress.iteration', 'progress.step'],
  },
  {
    id: 'nan.autograd',
    anchors: ['returned nan values in its', 'probability tensor contains either'],
    pattern: /returned nan values in its \d+th output|probability tensor contains either `inf`, `nan`/,
    category: 'nan_divergence',
    role: 'initiator',
    source: 'https://docs.pytorch.org/docs/stable/autograd.html#anomaly-detection',
    samples: [
      "RuntimeError: Function 'MulBackward0' returned nan values in its 0th output.",
      'RuntimeError: probability tensor contains either `inf`, `nan` or element < 0',
    ],
  },
  {
    // A scaler that asks for a lower scale and has none: every step is skipped from now on.
    id: 'nan.scaler-floor',
    anchors: ['Attempted loss scale:'],
    pattern:
      /(?:Rank (?<rank>\d+) Skipping step\. )?Attempted loss scale: (?<scale>[01](?:\.0)?), reducing to (?:[01](?:\.0)?)$/,
    category: 'nan_divergence',
    role: 'initiator',
    tier: 3,
    leastLines: 3,
    source: 'https://github.com/deepspeedai/DeepSpeed/pull/1593',
    samples: ['[deepscale] OVERFLOW! Rank 0 Skipping step. Attempted loss scale: 1, reducing to 1'],
  },
  {
    id: 'nan.scaler-skips',
    anchors: ['OVERFLOW! Rank', 'Gradient overflow.'],
    pattern:
      /OVERFLOW! Rank \d+ Skipping step(?!\. Attempted loss scale: [01](?:\.0)?, reducing to [01](?:\.0)?$)|Gradient overflow\. +Skipping step/,
    category: 'nan_divergence',
    role: 'noise',
    source: 'https://github.com/deepspeedai/DeepSpeed/blob/master/deepspeed/runtime/zero/stage3.py',
    samples: [
      '[deepscale] OVERFLOW! Rank 0 Skipping step. Attempted loss scale: 256, reducing to 128.0',
      'Gradient overflow.  Skipping step, loss scaler 0 reducing loss scale to 32768.0',
    ],
  },
]
