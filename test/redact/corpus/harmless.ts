// Lines and words that hold no secret, and must stay to the letter.

export const HARMLESS: readonly string[] = String.raw`
 [2024-11-05 10:00:00] iteration     1200/    5000 | consumed samples:      1228800 | elapsed time per iteration (ms): 1234.5 | learning rate: 1.5E-04 | lm loss: 2.341E+00 |
> padded vocab (size: 50257) with 431 dummy tokens (new size: 50688)
tokens_per_second: 123456, tokens=4096, num_tokens = 1000000000, token: 5, eos_token: </s>, pad_token="<pad>", eos_token_id=2
tokenizer_type=GPT2BPETokenizer tokenizer: meta-llama/Llama-3.1-8B-Instruct
  token_dispatcher_type ........................... alltoall_seq_v2_with_overlap
Token indices sequence length is longer than the specified maximum sequence length for this model (1025 > 1024)
git commit 0123456789abcdef0123456789abcdef01234567 (HEAD -> main)
wandb: Run data is saved locally in /runs/wandb/run-20241105_100000-a1b2c3d4
wandb: View run at https://wandb.ai/me/project/runs/a1b2c3d4
wandb: Currently logged in as: me (my-team). Use wandb login --relogin to force relogin
wandb: W&B API key is configured. Use wandb login --relogin to force relogin
wandb: Appending key for api.wandb.ai to your netrc file: /root/.netrc
wandb git commit 0123456789abcdef0123456789abcdef01234567
NCCL INFO ncclCommInitRank comm 0x55d0a0b0c0d0 rank 3 nranks 8 cudaDev 3 busId 3b000 commId 0x1234567890abcdef - Init START
tcp://10.0.0.1:29500 rdzv_endpoint=node-1:29400 http://[::1]:8080/a@b
password: None, api_key=None, secret=<unset>, HF_TOKEN=null, --password-file /run/secrets/mail
sk-learn style-of-naming-things-with-many-words is fine: sk-learn-compatible-estimator-api
sk-learn-random-forest-v2-n100-depth5-seed42
secret_key_file: /etc/x; passing: 3; bypass=2; author: me; authentication=none
assert_keys=["model.layers.0.weight"] missing_keys: model.layers.31.self_attn.q_proj.weight
RuntimeError: CUDA error: device-side assert triggered
Loading safetensors checkpoint shards: 100% Completed | 4/4 [00:02<00:00, 1.55it/s]
sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855
ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJ0000000000000000000000000000000000000000 me@node
tokenizer_key='gpt2'
max_tokens=4096
num_tokens: 12
PWD=/home/x
OLDPWD=/home/me/runs
pwd: /home/me/runs/2024
export PWD=/workspace
pad_token='<pad>'
"eos_token": "<|end_of_text|>"
"bos_token": "<|begin_of_text|>", "unk_token": "[UNK]"
additional_special_tokens=['<|im_start|>', '<|im_end|>']
image_token='<image>'
token_type_ids
token_type_ids=tensor([[0, 0, 1]])
key_padding_mask
key_padding_mask=None
primary_key=id
foreign_key: user_id
sort_key=loss
partition_key='year=2024'
tokens per second
tokens per second: 123456.7
throughput (tokens/sec/gpu): 3456
AWS_REGION=us-east-1
AWS_DEFAULT_REGION: eu-central-1
password_file: /run/x
--password-file=/run/x
password_env: SMTP_PASSWORD
api_key_env: OPENAI_API_KEY
secretsmanager
arn:aws:secretsmanager:us-east-1:123456789012:secret:prod/db
secretsmanager.get_secret_value(SecretId='prod/db')
monkey=1
turkey: 2
keyboard
keyboard=us
KeyboardInterrupt
KeyError: 'loss'
KeyError: 'module.encoder.layer.0.attention.self.query.weight'
missing key(s) in state_dict: "lm_head.weight"
Unexpected key(s) in state_dict: "model.layers.0.self_attn.rotary_emb.inv_freq"
key: model.layers.0.weight
key = jax.random.PRNGKey(0)
rng_key=[0 42]
dropout_key: [123456789 987654321]
cache_key=9f86d081884c7d659a2feaa0c55ad015
hash_key: 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08
run_id=3fa85f64-5717-4562-b3fc-2c963f66afa6
uuid: 3fa85f64-5717-4562-b3fc-2c963f66afa6
GPU-3fa85f64-5717-4562-b3fc-2c963f66afa6
digest: sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855
image: nvcr.io/nvidia/pytorch:24.01-py3@sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855
md5 d41d8cd98f00b204e9800998ecf8427e
loss: 2.3456, grad_norm: 0.123, lr: 3e-4
lm loss: 2.341E+00 | loss scale: 1.0 | grad norm: 0.567 | tokens: 4096
step 100: train loss 3.5, val loss 4
{'loss': 2.3, 'learning_rate': 1e-05, 'epoch': 0.1, 'num_input_tokens_seen': 123456}
num_input_tokens_seen=1234567890
total_tokens=12.3B
token_count: 12
tokens_per_sample: 2048
--max-tokens 4096 --update-freq 2
--eos-token '</s>' --pad-token '<pad>'
--tokens-per-batch 4096
--tokenizer-name-or-path meta-llama/Llama-3.1-8B
--sort-key length
--key-dim 64 --value-dim 64
--num-key-value-heads 8
num_key_value_heads: 8
key_value_heads=8
query_key_value.weight
attention.query_key_value.bias
self_attn.k_proj key states shape torch.Size([1, 8, 128, 64])
past_key_values=None
use_cache=True past_key_values: (tensor([1]),)
hotkey=ctrl+c
press any key: enter
ssh public key: ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAABgQC7 me@node
public_key=AAAAB3NzaC1yc2E1234567890abcdef
-----BEGIN CERTIFICATE-----
-----BEGIN PUBLIC KEY-----
expected -----BEGIN PRIVATE KEY----- at the start of the file, found nothing
authentication: failed
author=jane
authors: 3
authorized_keys: 4
authority=ca.example.com
auth: none
auth=None
auth_type: basic
auth_enabled=true
Authorization: None
Authorization failed: permission denied
bearer of bad news
Bearer token is missing
cookie: none
cookies enabled
secret: false
secret=None
no secrets found
secrets: 3 loaded
secret_name: my-secret
secretName: hf-token
imagePullSecrets: registry
secretKeyRef: name
kubectl create secret generic hf
password: ********
password=***
password: [redacted]
password=[redacted]
api_key='[redacted-api-key]'
api_key=<your key>
api_key=\${API_KEY}
api_key: {{ secrets.key }}
token=\$HF_TOKEN
--token \$HF_TOKEN
token = os.environ["HF_TOKEN"]
token = os.getenv('HF_TOKEN')
token=token
api_key=self.api_key,
password=password)
use_auth_token=use_auth_token
hf_token=args.hf_token
api_key: str | None = None
token: Optional[Union[bool, str]] = None
password: str
password = getpass.getpass()
headers["authorization"] = f"Bearer {token}"
token is None
token is not set
api key is invalid
API key is missing
password is required
password must be at least 8 characters
Invalid password: must contain a digit
password: incorrect
using password: YES
Enter passphrase for key '/root/.ssh/id_rsa':
root@host's password:
password authentication failed for user "train"
Permission denied (publickey,password).
No password supplied
["password", "username", "email"]
fields: token, key, value
unexpected token: word
SyntaxError: Unexpected token < in JSON at position 0
json.decoder.JSONDecodeError: Expecting property name enclosed in double quotes: line 1 column 2 (char 1)
pass: 3
forward pass: 12.3 ms
backward_pass=45.6
pass=1
PASS tests/test_a.py
passed=12 failed=0
passing seed=42
compass=north
passenger: 2
seed=1234 rank=0 world_size=8
MASTER_ADDR=10.0.0.1 MASTER_PORT=29500
MASTER_KEY_NAME=a
CUDA_VISIBLE_DEVICES=0,1,2,3 NCCL_DEBUG=INFO
SSH_AUTH_SOCK=/tmp/ssh-abc/agent.123
KEYTIMEOUT=1
HF_HOME=/data/hf TOKENIZERS_PARALLELISM=false
HF_TOKEN_PATH=/root/.cache/huggingface/token
WANDB_API_KEY_FILE=/run/secrets/wandb
https://huggingface.co/meta-llama/Llama-3.1-8B/resolve/main/tokenizer.json
https://github.com/a/b/commit/0123456789abcdef0123456789abcdef01234567
git@github.com:a/b.git
ssh://git@github.com/a/b.git
s3://bucket/key/with/parts-00001.tar
gs://bucket/checkpoints/step=1000/model.safetensors
https://x/y?page=2&key=name&sort=asc
https://x/search?q=token+budget
http://localhost:8080/metrics
http://user@host/path
redis://cache:6379/0
docker run -u 1000:1000 -p 8080:80 image
docker run -p 127.0.0.1:8080:80 image
curl -u "\$USER:\$PASS" https://x
ps -p 1234
mkdir -p /data/runs
ssh -p 2222 node1
scp -P 2222 a b:
nvidia-smi -p 0
torchrun --nproc-per-node 8 train.py --key value
checkpoint saved to /ckpt/step_00001000-abcdef0123456789
Epoch 3: 100%|██████████| 100/100 [00:10<00:00, 9.99it/s, loss=2.1, token_acc=0.56]
token_accuracy: 0.56
key=3 value=4
{"key": "loss", "value": 2.3}
{"key": "lr", "value": "3e-4"}
d_model: 4096, n_heads: 32, d_k: 128
hidden_act='silu', rope_theta=500000.0, tie_word_embeddings=False
ds_config = {"train_batch_size": 256, "zero_optimization": {"stage": 3}}
  encryption ........................................ False
  key_size .......................................... 64
  no_load_rng ....................................... None
  tokenizer_model ................................... /data/tok.model
The tokenizer class you load from this checkpoint is 'LlamaTokenizer'.
Special tokens have been added in the vocabulary, make sure the associated word embeddings are fine-tuned
_ZN2at6native29vectorized_elementwise_kernelILi4ENS0_13BUnaryFunctorIfffNS0
ncclDevKernel_AllReduce_Sum_bf16_RING_LL(ncclDevKernelArgsStorage<4096ul>)
ampere_bf16_s16816gemm_bf16_128x256_ldg8_f2f_stages_64x3_nn
base64: SGVsbG8gd29ybGQ=
0x7f3a5c0012d0 0xdeadbeefcafebabe
2024-11-05T10:00:00.123456Z node-17 trainer[1234]: step=100
3d-parallelism tp=8 pp=4 dp=16
`
  .trim()
  .split('\n')
  // A dollar before a brace would be the template's own.
  .map(line => line.replaceAll('\\$', '$'))
