// Generated from the formats' samples by scripts/generate.js; change the formats instead.

/** The names of all formats, the more specific before the more general. */
export const ORDER: readonly string[] = [
  "ci-stamp",
  "compose-label",
  "cri",
  "docker-json",
  "google-cloud",
  "host-label",
  "journald-json",
  "kubectl-prefix",
  "mpi-tag",
  "ray-actor",
  "srun-label",
  "syslog",
  "syslog-5424",
  "torchelastic-tee",
  "deepspeed",
  "glog",
  "hf-logging",
  "nccl",
  "nemo",
  "nvrx",
  "python-basic",
  "python-logging",
  "smolcluster",
  "stamped",
  "megatron",
  "metric-dict",
  "mllog",
  "nanogpt",
  "progress-bar",
  "key-values",
  "smolcluster-step"
]

/** For a header, the headers that are more specific than it. */
export const RIVALS: Readonly<Record<string, readonly string[]>> = {
  "stamped": [
    "deepspeed",
    "nccl",
    "nvrx",
    "python-logging",
    "smolcluster"
  ]
}
