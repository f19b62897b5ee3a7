// Checkpoints that are not there, do not fit, are damaged or cannot be written.
import type { Signature } from './signature.ts'

const MEGATRON = 'https://github.com/NVIDIA/Megatron-LM/blob/main/megatron/training/checkpointing.py'
const TORCH_LOAD = 'https://docs.pytorch.org/docs/stable/generated/torch.load.html'
const STATE_DICT = 'https://docs.pytorch.org/docs/stable/generated/torch.nn.Module.html#torch.nn.Module.load_state_dict'
const LIGHTNING = 'https://lightning.ai/docs/pytorch/stable/common/checkpointing.html'

export const checkpoints: readonly Signature[] = [
  {
    id: 'checkpoint.missing',
    anchors: [
      'could not find checkpoint',
      'no file named',
      'No checkpoint',
      'Could not find checkpoint',
      'Unable to find latest file at',
      'does not exist',
      ' not found',
      "doesn't exist",
      'alid checkpoint',
      'could not find the metadata file',
      'heckpoint found',
      'heckpoints found',
    ],
    pattern:
      /Unable to find latest file at|[Cc]heckpoint (?:path |file |directory |at )?\S+ (?:does not exist|not found|doesn't exist)|No valid checkpoint found|Can't find a valid checkpoint|no (?:valid )?checkpoints? found (?:in|at)|Checkpoint file[^\n]*not found|could not find (?:a )?checkpoint|no file named [\w.-]+(?:, [\w.-]+)*(?: or [\w.-]+)? found in directory|AssertionError: could not find the metadata file/i,
    category: 'ckpt_missing',
    role: 'initiator',
    errorsOnly: true,
    source: MEGATRON,
    samples: [
      'OSError: Error no file named pytorch_model.bin, model.safetensors, tf_model.h5 found in directory ./out.',
      'AssertionError: could not find checkpoint /ckpt/iter_0001',
      'ValueError: Unable to find latest file at /ckpt/latest, if trying to load latest checkpoint',
      'FileNotFoundError: Checkpoint at /ckpt/step_10 not found',
      'OSError: Error no file named pytorch_model.bin, model.safetensors or flax_model.msgpack found in directory ./out.',
      "ValueError: Can't find a valid checkpoint at ./out/checkpoint-500",
    ],
  },
  {
    id: 'checkpoint.metadata-missing',
    anchors: ['could not find the metadata file'],
    pattern: /could not find the metadata file/,
    category: 'ckpt_missing',
    role: 'context',
    source: MEGATRON,
    samples: ['WARNING: could not find the metadata file /ckpt/latest_checkpointed_iteration.txt'],
  },
  {
    id: 'checkpoint.keys',
    anchors: [
      'size mismatch for',
      'Missing key(s) in state_dict',
      'Unexpected key(s) in state_dict',
      'Missing key in checkpoint state_dict',
    ],
    pattern:
      /size mismatch for (?<parameter>\S+):|(?:Missing|Unexpected) key\(s\) in state_dict|Missing key in checkpoint state_dict/,
    category: 'ckpt_incompatible',
    role: 'initiator',
    tier: 5,
    errorsOnly: true,
    source: STATE_DICT,
    samples: [
      'size mismatch for classifier.weight: copying a param with shape torch.Size([3, 768]) from checkpoint, the shape in current model is torch.Size([2, 768]).',
      'Missing key(s) in state_dict: "a.weight".',
    ],
  },
  {
    id: 'checkpoint.state-dict',
    anchors: ['Error(s) in loading state_dict'],
    pattern: /Error\(s\) in loading state_dict/,
    category: 'ckpt_incompatible',
    role: 'initiator',
    source: STATE_DICT,
    samples: ['RuntimeError: Error(s) in loading state_dict for BertForSequenceClassification:'],
  },
  {
    id: 'checkpoint.layout',
    anchors: [
      'stored shape',
      'Cannot find global shape metadata',
      'checkpoint being loaded used a',
      'state_dict',
      'Unable to load weights',
      'Global shape mismatch',
      'do not match',
      'ranks in checkpoint',
      'checkpoint contains only the model',
      'checkpointvalue',
      'does not match the number of',
      "parameter group that doesn't match",
      'loaded state dict',
      'The world size',
      'DP world size',
      'model_parallel_size',
    ],
    pattern:
      /Global shape mismatch|\w+model_parallel_size[^\n]*mismatch|expected number of [^\n]*ranks in checkpoint|checkpoint contains only the model|checkpoint ?value \S+[^\n]*do(?:es)? not match|loaded state dict (?:contains a parameter group that doesn't match|has a different number of parameter groups)|checkpoint[^\n]*(?:DP world size|world size)[^\n]*(?:mismatch|different|does not match)|(?:argument|value) \S+ from checkpoint[^\n]*is not equal to the (?:input )?argument|is not compatible with the stored shape|checkpoint being loaded used a (?:DP )?world size|Cannot find global shape metadata|^KeyError: '(?:\w*state_dict|optimizer|lr_scheduler\w*|optimizer_states|rng_state)'|Unable to load weights from \w+ checkpoint/i,
    category: 'ckpt_incompatible',
    role: 'initiator',
    errorsOnly: true,
    source: LIGHTNING,
    samples: [
      'ValueError: Requested shape: (32000, 4096) is not compatible with the stored shape: (50304, 4096).',
      "KeyError: 'optimizer_state_dict'",
      'ZeRORuntimeException: The checkpoint being loaded used a DP world size of 8 but the current world size is 4.',
      'AssertionError: AnnealingLR: class input value 1e-06 and checkpointvalue 1e-05 for minimum learning rate do not match',
      "KeyError: 'Trying to restore optimizer state but checkpoint contains only the model. This is probably due to `ModelCheckpoint.save_weights_only` being set to `True`.'",
      "ValueError: loaded state dict contains a parameter group that doesn't match the size of optimizer's group",
    ],
  },
  {
    // A version policy, no damage.
    id: 'checkpoint.weights-only',
    anchors: ['Weights only load failed'],
    pattern: /Weights only load failed/,
    category: 'ckpt_incompatible',
    role: 'initiator',
    tier: 5,
    source: TORCH_LOAD,
    samples: [
      '_pickle.UnpicklingError: Weights only load failed. This file can still be loaded, to do so you have two options',
    ],
  },
  {
    id: 'checkpoint.corrupt',
    anchors: [
      'UnpicklingError',
      'failed finding central directory',
      'invalid header or archive is corrupted',
      'MetadataIncompleteBuffer',
      'HeaderTooLarge',
      'PytorchStreamReader failed',
      'InvalidHeaderDeserialization',
      'unexpected EOF, expected',
      'pickle data was truncated',
      'Ran out of input',
      'file in archive is not in a subdirectory',
    ],
    pattern:
      /UnpicklingError: (?!Weights only)|PytorchStreamReader failed|invalid header or archive is corrupted|MetadataIncompleteBuffer|HeaderTooLarge|InvalidHeaderDeserialization|unexpected EOF, expected \d+ more bytes|pickle data was truncated|EOFError: Ran out of input/,
    category: 'ckpt_corrupt',
    role: 'initiator',
    source: TORCH_LOAD,
    samples: [
      'RuntimeError: PytorchStreamReader failed reading zip archive: failed finding central directory',
      'safetensors_rust.SafetensorError: Error while deserializing header: MetadataIncompleteBuffer',
      "_pickle.UnpicklingError: invalid load key, '\\x00'.",
    ],
  },
  {
    id: 'checkpoint.write',
    anchors: [
      'PytorchStreamWriter failed',
      'unexpected pos',
      'Error while serializing',
      'Failed to save checkpoint',
      'failed to save checkpoint',
      'error saving checkpoint',
    ],
    pattern:
      /PytorchStreamWriter failed writing file|unexpected pos \d+ vs \d+|SafetensorError: Error while serializing(?![^\n]*(?:[Qq]uota|No space))|[Ff]ailed to save checkpoint/,
    category: 'ckpt_write_io',
    role: 'initiator',
    tier: 3,
    source: 'https://github.com/pytorch/pytorch/blob/main/caffe2/serialize/inline_container.cc',
    samples: [
      'RuntimeError: [enforce fail at inline_container.cc:595] . unexpected pos 704 vs 598',
      'RuntimeError: PytorchStreamWriter failed writing file data/3: file write failed',
    ],
  },
  {
    // Wrapper over all ranks: the exceptions inside are the cause.
    id: 'checkpoint.exception',
    anchors: ['CheckpointException', 'CheckpointingException'],
    pattern: /CheckpointException ranks:dict_keys|CheckpointingException/,
    category: 'ckpt_write_io',
    role: 'symptom',
    tier: 2,
    source: 'https://github.com/pytorch/pytorch/blob/main/torch/distributed/checkpoint/api.py',
    samples: ['torch.distributed.checkpoint.api.CheckpointException: CheckpointException ranks:dict_keys([0, 1, 2])'],
  },
  {
    id: 'checkpoint.destination',
    anchors: ['already exists and is not empty', 'Checkpoint destination directory', 'Output directory'],
    pattern:
      /(?:checkpoint|[Oo]utput|directory)[^\n]*already exists and is not empty|Checkpoint destination directory \S+ (?:exists|is not)/i,
    category: 'config_error',
    role: 'initiator',
    tier: 5,
    source: 'https://huggingface.co/docs/transformers/main_classes/trainer',
    samples: [
      'ValueError: Output directory (./out) already exists and is not empty. Use --overwrite_output_dir to overcome.',
    ],
  },
  {
    id: 'checkpoint.progress-log',
    anchors: ["'Starting job' entry with same world_size"],
    pattern: /Should have seen at least one 'Starting job' entry with same world_size/,
    category: 'ckpt_write_io',
    role: 'initiator',
    source: MEGATRON,
    samples: ["AssertionError: Should have seen at least one 'Starting job' entry with same world_size"],
  },
  {
    id: 'checkpoint.device',
    anchors: ['Attempted to deserialize object on', 'Attempting to deserialize object on'],
    pattern:
      /Attempt(?:ed|ing) to deserialize object on (?:a )?CUDA device(?! but torch\.cuda\.is_available\(\) is False)/,
    category: 'ckpt_incompatible',
    role: 'initiator',
    source: TORCH_LOAD,
    samples: ['RuntimeError: Attempting to deserialize object on CUDA device 2 but torch.cuda.device_count() is 1.'],
  },
]
