// Written as an attacker would, labelled before they were tried; what fell was mended as a kind.

export const UNFORESEEN: readonly string[] = String.raw`
export AWS_SECRET_ACCESS_KEY="⟦{B40}⟧"; export AWS_REGION=us-east-1
[env] set TF_TOKEN_app_terraform_io=⟦{A14}.atlas¦v1.{W67}⟧
kubectl create secret generic hf --from-literal=token=⟦abc123def456⟧
kubectl create secret docker-registry r --docker-password=⟦hunter2⟧ --docker-username=a
srun --export=ALL,WANDB_API_KEY=⟦{H40}⟧,NCCL_DEBUG=INFO python a.py
sbatch --export=HF_TOKEN=⟦abc123⟧ job.sh
ray start --redis-password=⟦5241590000000000⟧
ray start --redis-password '⟦5241590000000000⟧' --head
jupyter lab --NotebookApp.token='⟦{H48}⟧'
http://127.0.0.1:8888/lab?token=⟦{H48}⟧
mlflow server --backend-store-uri postgresql+psycopg2://mlflow:⟦s3cr:et⟧@db:5432/mlflow
SMTP login: user=me pass=⟦hunter2!⟧
smtp_pass: ⟦hunter⟧
INFO root:cli.py:12 called with {'lr': 0.1, 'hub_token': '⟦abc⟧', 'push': True}
TrainingArguments(hub_token=⟦abcdef⟧, hub_strategy=every_save)
"hub_token": "⟦{A20}⟧",
HfApi(token="⟦abc123def⟧")
openai.api_key = "⟦abc⟧"
client = OpenAI(api_key='⟦abc⟧')
litellm.AuthenticationError: Incorrect API key provided: ⟦s¦k-{A48}⟧. You can find your API key at https://x
Incorrect API key provided: ⟦abcd1234⟧
dotenv: loaded OPENAI_API_KEY='⟦abc⟧'
{"type": "service_account", "private_key": "⟦-----BEGIN PRIV¦ATE KEY-----\n{B64}\n{B64}\n-----END PRIV¦ATE KEY-----\n⟧", "client_email": "a@b"}
git remote add o https://x-access-token:⟦gh¦s_{A36}⟧@github.com/a/b
fatal: Authentication failed for 'https://me:⟦hunter2⟧@github.com/a/b.git/'
pip install --index-url https://__token__:⟦{A30}⟧@pypi.example.com/simple a
--extra-index-url=https://⟦{A32}⟧@pypi.example.com/simple
wget --header="Authorization: Bearer ⟦abc⟧" https://x
wget --user me --password ⟦hunter2⟧ https://x
requests.get(url, headers={"x-api-key": "⟦abc⟧"})
> X-Api-Key: ⟦abc⟧
< set-cookie: ⟦sid=abc123; HttpOnly⟧
urllib3 DEBUG: "POST /v1/x?api_key=⟦abc⟧ HTTP/1.1" 200
grpc metadata: (('authorization', 'Bearer ⟦abc.def1⟧'),)
azcopy cp "https://a.blob.core.windows.net/c?sv=2021&se=2024-01-01&sig=⟦{A40}%2B%3D⟧" .
rclone: access_key_id = ⟦{U20}⟧
rclone: secret_access_key = ⟦{B40}⟧
[default]\naws_access_key_id=⟦foo1234⟧\naws_secret_access_key=⟦{B40}⟧\n
s3cmd --access_key=⟦abc⟧ --secret_key=⟦def⟧ ls
mc alias set minio http://a:9000 --access-key ⟦abc⟧ --secret-key ⟦def⟧
fsspec storage_options={'key': 'id', 'secret': '⟦abc⟧', 'token': None}
slack_sdk: token=⟦xo¦xb-{D12}-{A24}⟧ channel=#a
TELEGRAM_BOT_TOKEN: ⟦{D9}:A¦A{W33}⟧
DISCORD_WEBHOOK=https://disc¦ord.com/api/webhooks/⟦{D18}/{W68}⟧
WEBHOOK_SECRET=⟦abc⟧
JWT_SECRET: ⟦abc⟧
cookie_secret='⟦abc⟧'
NEXTAUTH_SECRET=⟦abc⟧
"consumerSecret" : "⟦abc⟧"
ssh-keygen -N ⟦hunter2⟧ -f k
zip -P ⟦hunter2⟧ a.zip b
ldapsearch -D cn=a -w ⟦hunter2⟧ -b dc=x
mongosh -u a -p ⟦hunter2⟧ --host h
psql "host=db user=a password=⟦hunter2⟧ dbname=x"
psql "postgresql://a@db/x?password=⟦hunter2⟧"
clickhouse-client --password ⟦hunter2⟧
vault login ⟦hv¦s.{W90}⟧
VAULT_TOKEN=⟦s.{A24}⟧
consul: acl_token = "⟦{H8}-{H4}-{H4}-{H4}-{H12}⟧"
gcloud auth print-access-token: ⟦ya¦29.{W60}⟧
GOOGLE_CLIENT_SECRET=⟦GOC¦SPX-{W28}⟧
ansible_become_pass: ⟦hunter⟧
ansible_ssh_pass=⟦hunter2⟧
IPMI: ipmitool -H h -U root -P ⟦calvin⟧ power status
munge key: ⟦{B64}⟧
MUNGE_KEY=⟦{B64}⟧
login token ⟦{A32}⟧
Your new API token is: ⟦{A32}⟧
the password: '⟦hunter two⟧'
The password is "⟦hunter two⟧".
db.password -> ⟦hunter2⟧
"pwd" = ⟦abc123⟧;
user/pass: me/⟦hunter2⟧
credentials: me:⟦hunter2⟧
basic auth me:⟦hunter2⟧
accelerate launch --main_process_port 29500 t.py --wandb_api_key ⟦{H40}⟧
export OPENROUTER_API_KEY='⟦s¦k-or-v1-{H64}⟧'
HUGGINGFACEHUB_API_TOKEN="⟦abc⟧"
env: HF_HUB_TOKEN=⟦abc123⟧ TERM=xterm
[INFO] Loaded config {"db": {"user": "u", "passwd": "⟦p4ss⟧"}}
conn = psycopg2.connect(dbname="x", user="u", password="⟦p4ss⟧", host="h")
pymysql.err.OperationalError: (1045, "Access denied"), dsn='mysql+pymysql://u:⟦p4ss⟧@h/d'
s3 = boto3.client('s3', aws_access_key_id='⟦AK¦IA{U16}⟧', aws_secret_access_key='⟦{B40}⟧')
Using WANDB_API_KEY: ⟦{H40}⟧
wandb: Logging into https://api.wandb.ai with key ⟦{H40}⟧
docker run --env WANDB_API_KEY=⟦{H40}⟧ --gpus all img
podman login --username u --password=⟦p4ss⟧ reg
singularity: SINGULARITY_DOCKER_PASSWORD=⟦p4ss⟧
APPTAINERENV_HF_TOKEN=⟦abc⟧
enroot: machine nvcr.io login $oauthtoken password ⟦nv¦api-{W64}⟧
ngc registry: NGC_CLI_API_KEY=⟦{A60}⟧
git clone https://⟦gh¦p_{A36}⟧:⟦x-oauth-basic⟧@github.com/a/b
"headers": {"Authorization": "token ⟦{A20}⟧"}
{'headers': {'x-goog-api-key': '⟦AI¦za{W35}⟧'}}
curl: (22) url=https://api.x.com/v1?apikey=⟦abc12345⟧&x=1
--header 'api-key: ⟦abc123⟧'
user = me; password = ⟦p4ss⟧; host = h
DB_URI=postgres://u:⟦p4ss⟧@h:5432/d?sslmode=require
vault kv put secret/a password=⟦p4ss⟧
export VAULT_TOKEN=⟦hv¦s.{A24}⟧
SMTP_PASS=⟦p4ss⟧ SMTP_HOST=h
mail.smtp.password = ⟦p4ss⟧
"passphrase": "⟦some words here⟧"
ssh -o "ProxyCommand sshpass -p ⟦p4ss⟧ ssh j" h
rabbitmq: amqps://u:⟦p4ss⟧@h:5671/v
nats://⟦{A32}⟧@h:4222
kafka: sasl.jaas.config=org.apache.kafka.X required username="u" password="⟦p4ss⟧";
snowflake://u:⟦p4ss⟧@acc/db
{"refreshToken":"⟦1//0{W40}⟧","idToken":"⟦abc⟧"}
SLACK_WEBHOOK_URL=https://hooks.sl¦ack.com/services/⟦T{U8}/B{U8}/{A24}⟧
Bearer ⟦{W40}⟧
x-amz-security-token:⟦{B60}⟧
LD: azure_storage_key=⟦{B86}==⟧
`
  .trim()
  .split('\n')

export const UNFORESEEN_HARMLESS: readonly string[] = String.raw`
Setting pad_token to eos_token: '</s>'
tokenizer.pad_token = tokenizer.eos_token
Setting pad_token_id to eos_token_id:128001 for open-end generation.
stop_token_ids=[128001, 128009]
max_new_tokens=256, min_p=0.05, do_sample=True
| step | tokens | loss |
tokens/s: 12345 | key=train | secret sauce
[rank0]: KeyError: 'token'
AttributeError: 'NoneType' object has no attribute 'token'
HTTP 401 Unauthorized: Invalid username or password.
huggingface_hub.errors.GatedRepoError: 401 Client Error. Access to model x is restricted. You must have access to it and be authenticated to access it. Please log in.
Token is valid (permission: read).
Your token has been saved to /root/.cache/huggingface/token
Login successful
The token \`training\` has been saved to /root/.cache/huggingface/stored_tokens
wandb: WARNING API key not found, use WANDB_API_KEY
wandb: Syncing run sweet-sun-123
wandb: (1) Private W&B dashboard, no account required
keys: ['loss', 'lr', 'grad_norm_0123456789abcdef']
All keys matched successfully
state_dict keys: model.embed_tokens.weight
model.embed_tokens.weight: torch.Size([128256, 4096])
embed_tokens=128256x4096
vocab_size=50257 token_dropout=0.1
key_size=128 value_size=128
registry key: HKLM
cache key: train-2024-run7
lookup_key: user-42
s3 key: checkpoints/step_1000/model-00001-of-00008.safetensors
Authentication: OK
auth=ok user=me
cookie jar: empty
ssh: connect to host node17 port 22: Connection refused
debug1: Offering public key: /root/.ssh/id_ed25519 ED25519 SHA256:abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG agent
host key verification failed.
SHA256:abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG
slurmstepd: error: *** JOB 123 ON node17 CANCELLED ***
password_hash_rounds=12
secret_version=3
key_rotation=weekly
token_bucket=100 refill=5
token budget: 8192
passthrough=true
password reset: disabled
api_key_length=32
access_log=/var/log/a.log
signature verification failed
function signature: forward(self, input_ids)
accessor: 3f2a9b8c-1111-2222-3333-444455556666
etag: "9f86d081884c7d659a2feaa0c55ad015"
request_id=req_011CSHoEeqs5C35K2UUqR7Fy
trace_id=4bf92f3577b34da6a3ce929d0e0e4736 span_id=00f067aa0ba902b7
loading tokenizer from key 'text_tokenizer' in config
dataset key=input_ids, label_key=labels, image_key: jpg
optimizer param_groups keys: dict_keys(['params', 'lr'])
DEBUG: pass_through_args=['--foo', 'bar2']
compile cache key fx_graph_abc123def456 hit
torch._inductor: fxgraph cache key f3d2x4abcdef0123456789: hit
kv_cache_key_dtype=fp8_e4m3
num_key_value_groups: 4, attn_key_norm=True
token embedding shape: torch.Size([32000, 4096])
--token-level-loss true --secret-sauce 3
access denied: bucket policy
credentials: default provider chain
Using AWS credentials from instance role arn:aws:iam::123456789012:role/train
botocore.credentials: Found credentials in shared credentials file: ~/.aws/credentials
Found credentials from IAM Role: node-role
wandb: Tracking run with wandb version 0.16.0
auth method: token
session_id: 12345
session=train-1
cookiecutter=1.0
sort keys: true
api version=v1 key count=12
password policy: strong
Host key fingerprint is SHA256:abcdefghijklmnop
max_position_embeddings=131072
torch.Size([2, 4096]) key.shape=torch.Size([2, 8, 128])
key_layer.size(): 128
author_association: MEMBER
hooks: {'forward': 3}
webhook delivered: 200
`
  .trim()
  .split('\n')
  .map(line => line.replaceAll('\\`', '`'))
