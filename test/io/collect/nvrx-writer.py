# Writes message files as nvidia-resiliency-ext does (shared_utils/log_manager.py and log_node_local_tmp.py): Python's own logging with NVRx's
# format, names by local rank and start time, a new file once one is larger than the limit, all but the newest deleted before.
# Usage: nvrx-writer.py DIRECTORY PREFIX MESSAGES; ranks and limits come from NVRx's variables.
import logging
import os
import socket
import sys
import time


class NodeLocalTmpHandler(logging.Handler):
    def __init__(self, directory, prefix):
        super().__init__()
        self.directory = directory
        self.series = f"rank_{os.environ.get('LOCAL_RANK') or 'unknown'}_{prefix}.msg."
        self.max_bytes = int(os.environ.get("NVRX_LOG_MAX_FILE_SIZE_KB", "10240")) * 1024
        self.max_files = int(os.environ.get("NVRX_LOG_MAX_LOG_FILES", "4"))
        existing = self.existing()
        self.path = existing[-1] if existing else self.new_path()

    def existing(self):
        names = [name for name in os.listdir(self.directory) if name.startswith(self.series)]
        return [os.path.join(self.directory, name) for name in sorted(names, key=lambda name: int(name[len(self.series):]))]

    def new_path(self):
        return os.path.join(self.directory, f"{self.series}{int(time.time() * 1000)}")

    def emit(self, record):
        if os.path.exists(self.path) and os.path.getsize(self.path) > self.max_bytes:
            self.path = self.new_path()
            for old in self.existing()[: -self.max_files]:
                os.remove(old)
        with open(self.path, "a") as file:
            file.write(self.format(record) + "\n")


class RankFormatter(logging.Formatter):
    def format(self, record):
        rank = lambda name: os.environ.get(name) or "?"
        ranks = f"[workload:{rank('RANK')}({rank('LOCAL_RANK')}) infra:{rank('SLURM_PROCID')}({rank('SLURM_LOCALID')})]"
        self._style._fmt = f"%(asctime)s [%(levelname)s] [{socket.gethostname()}] {ranks} %(filename)s:%(lineno)d %(message)s"
        return super().format(record)


directory, prefix, count = sys.argv[1], sys.argv[2], int(sys.argv[3])
logger = logging.getLogger("nvrx")
logger.setLevel(logging.DEBUG)
logger.propagate = False
handler = NodeLocalTmpHandler(directory, prefix)
handler.setFormatter(RankFormatter())
logger.addHandler(handler)
for number in range(count):
    if number % 100 == 50:
        try:
            raise ValueError(f"message {number}")
        except ValueError:
            logger.exception(f"message {number}")
    else:
        logger.info(f"message {number}")
