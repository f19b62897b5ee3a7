// Data, tokenizers, remote hubs and logins.
import type { Signature } from './signature.ts'

const MEGATRON_DATA = 'https://github.com/NVIDIA/Megatron-LM/blob/main/megatron/core/datasets/indexed_dataset.py'
const DATASETS = 'https://huggingface.co/docs/datasets/package_reference/utilities'
const ARROW = 'https://arrow.apache.org/docs/cpp/parquet.html'

export const data: readonly Signature[] = [
  {
    id: 'data.indexed-missing',
    anchors: [
      '.idx and .bin files cannot be found',
      'Dataset not found',
      "Couldn't find a dataset script",
      'Unable to find',
      'does not exist or is empty',
    ],
    pattern:
      /One or both of the \.idx and \.bin files cannot be found|Couldn't find (?:a dataset script|any data file)|Unable to find '[^']*' at|No data files? found|DataFilesNotFoundError|EmptyDatasetError/,
    category: 'data_missing',
    role: 'initiator',
    source: MEGATRON_DATA,
    samples: [
      'AssertionError: One or both of the .idx and .bin files cannot be found at the path prefix /data/wiki_text_document',
      "FileNotFoundError: Unable to find 's3://b/x.parquet' at",
    ],
  },
  {
    id: 'data.samples',
    anchors: [
      'num_samples should be a positive integer value',
      'DatasetGenerationError',
      'DatasetNotFoundError',
      'Cannot find data file',
      'Loading a dataset cached in a',
      'Invalid pattern',
      'NonMatchingSplitsSizesError',
      'ExpectedMoreSplits',
    ],
    pattern:
      /num_samples should be a positive integer value|DatasetGenerationError|DatasetNotFoundError|Cannot find data file|Loading a dataset cached in a \w+ is not supported|NonMatchingSplitsSizesError|ExpectedMoreSplits/,
    category: 'data_missing',
    role: 'initiator',
    tier: 3,
    source: DATASETS,
    samples: [
      'ValueError: num_samples should be a positive integer value, but got num_samples=0',
      'NotImplementedError: Loading a dataset cached in a LocalFileSystem is not supported.',
      'datasets.exceptions.DatasetGenerationError: An error occurred while generating the dataset',
    ],
  },
  {
    id: 'data.corrupt',
    anchors: [
      'JSONDecodeError',
      'ArrowInvalid',
      'UnidentifiedImageError',
      'tarfile.ReadError',
      'zlib.error',
      'image file is truncated',
      'BadGzipFile',
      'BadZipFile',
      'DataLossError',
      'ChecksumError',
    ],
    pattern:
      /^(?:[\w.]+\.)?(?:JSONDecodeError|ArrowInvalid|UnidentifiedImageError|BadGzipFile|BadZipFile|DataLossError|NonMatchingChecksumError)\b|^tarfile\.ReadError|^zlib\.error|image file is truncated/,
    category: 'data_corrupt',
    role: 'initiator',
    refine: ['config-frame', 'checkpoint-word'],
    tier: 3,
    errorsOnly: true,
    source: ARROW,
    samples: [
      'json.decoder.JSONDecodeError: Extra data: line 64 column 2 (char 27826)',
      'pyarrow.lib.ArrowInvalid: Could not open Parquet input source',
      'OSError: image file is truncated (5 bytes not processed)',
    ],
  },
  {
    // A log line about it, which may have been dealt with.
    id: 'data.corrupt-mentioned',
    anchors: [
      'JSONDecodeError',
      'ArrowInvalid',
      'Parquet magic bytes not found',
      'checksum mismatch',
      'Checksum mismatch',
      'UnidentifiedImageError',
    ],
    pattern:
      /\S [^\n]*\b(?:JSONDecodeError|ArrowInvalid|UnidentifiedImageError)\b|Parquet magic bytes not found|[Cc]hecksum mismatch/,
    category: 'data_corrupt',
    role: 'initiator',
    tier: 2,
    errorsOnly: true,
    source: ARROW,
    samples: [
      "Failed to read file '/d/x.jsonl' with error <class 'pyarrow.lib.ArrowInvalid'>: JSON parse error",
      'RuntimeError: checksum mismatch in shard 12',
    ],
  },
  {
    id: 'data.token-range',
    anchors: ['bad token detected', 'Token id', 'index out of range in self', 'token id', 'is out of vocabulary'],
    pattern:
      /bad token detected token_id=(?<token>\d+)|[Tt]oken id \S+[^\n]*out of (?:range|vocabulary)|index out of range in self/,
    category: 'data_corrupt',
    role: 'initiator',
    source: 'https://docs.pytorch.org/docs/stable/generated/torch.nn.Embedding.html',
    samples: ['IndexError: index out of range in self', 'ValueError: bad token detected token_id=151999'],
  },
  {
    id: 'data.tokenizer',
    anchors: [
      "Can't load tokenizer for",
      'Tokenizer class',
      'is not a local folder and is not a valid model identifier',
      "Can't load the configuration of",
      "Can't load tokenizer",
      'does not appear to have a file named',
      'Repo id must',
    ],
    pattern:
      /Can't load (?:tokenizer for|the configuration of|the model for)|Tokenizer class \w+ does not exist|is not a local folder and is not a valid model identifier|does not appear to have a file named|HFValidationError/,
    category: 'config_error',
    role: 'initiator',
    source: 'https://huggingface.co/docs/transformers/troubleshooting',
    samples: [
      "OSError: Can't load tokenizer for 'meta/x'. If you were trying to load it from 'https://huggingface.co/models', make sure",
      'OSError: ./base is not a local folder and is not a valid model identifier listed on https://huggingface.co/models',
    ],
  },
  {
    id: 'data.file-missing',
    anchors: [
      'cannot stat',
      'Cannot open: No such file',
      'errno = 2',
      'cannot access',
      "couldn't open file",
      'Unable to open file',
    ],
    pattern:
      /(?:cp|mv|rsync|ln): cannot (?:stat|access) '(?<path>[^']+)'|tar: \S+: Cannot open: No such file|errno = 2, error message|Unable to (?:synchronously )?open file \(/,
    category: 'data_missing',
    role: 'initiator',
    tier: 3,
    errorsOnly: true,
    source: 'https://www.gnu.org/software/coreutils/manual/coreutils.html',
    samples: [
      "cp: cannot stat '/data/x.tar': No such file or directory",
      'tar: /data/x.tar: Cannot open: No such file or directory',
    ],
  },
]
