// Secrets that are known by what stands beside them.

export const NAMED: readonly string[] = String.raw`
password=⟦hunter2⟧
Password: ⟦hunter2⟧
PASSWORD = "⟦hunter 2⟧"
passwd: ⟦x⟧
pwd=⟦abc⟧ host=a
db_pwd=⟦S3cret⟧
passphrase: ⟦correct horse battery staple⟧
{'password': '⟦hunter 2⟧', 'user': 'me'}
{"db_password":"⟦hunter2⟧","port":1}
{"line":"{\"password\": \"⟦hunter2⟧\"}"}
{"a":"{\"b\":\"{\\\"password\\\": \\\"⟦hunter2⟧\\\"}\"}"}
dbPassword=⟦hunter2⟧, host=a
Config(user='a', password='⟦it\'s me⟧', port=1)
Config(host=a, password=⟦hunter2⟧)
password=⟦hun,ter2⟧ done
password=⟦p@ss(w)0rd!⟧ done
password=⟦ünïcödé密⟧ done
密码：⟦hunter2⟧
пароль: ⟦hunter2⟧
contraseña=⟦hunter2⟧
password=“⟦hunter 2⟧”
password=«⟦hunter 2⟧»
password=&quot;⟦hunter2⟧&quot;
password: '''⟦hunter2⟧'''
api_key=⟦abc123⟧
apikey: ⟦abc⟧
"apiKey": "⟦abc⟧"
api key is ⟦abc123def⟧
API key: ⟦abc⟧
the secret key is ⟦abc123def⟧
OPENAI_API_KEY=⟦abcdef⟧
WANDB_API_KEY=⟦{H40}⟧ python train.py
WANDB_API_KEY_FOR_CI=⟦{H40}⟧
wandb_key=⟦{H40}⟧
--wandb-key ⟦{H40}⟧ --lr 0.1
wandb_key='⟦{H40}⟧'
wandb login ⟦{H40}⟧
wandb login --relogin --host http://a ⟦{H40}⟧
wandb.login(key='⟦{H40}⟧')
wandb: using API key ending, key ⟦{H40}⟧
MISTRAL_KEY=⟦{A32}⟧
COMET_API_KEY=⟦{A25}⟧
NEPTUNE_API_TOKEN=⟦{A60}==⟧
CLEARML_API_SECRET_KEY=⟦{A50}⟧
MLFLOW_TRACKING_PASSWORD=⟦q⟧
KAGGLE_KEY=⟦{H32}⟧
NGC_API_KEY=⟦{A84}⟧
{"username":"me","key":"x"} KAGGLE_KEY: ⟦{H32}⟧
PAGERDUTY_ROUTING_KEY=⟦{H32}⟧
OPSGENIE_API_KEY=⟦{H8}-{H4}-{H4}-{H4}-{H12}⟧
DD_API_KEY=⟦{H32}⟧
CLOUDFLARE_API_TOKEN=⟦{W40}⟧
HEROKU_API_KEY=⟦{H8}-{H4}-{H4}-{H4}-{H12}⟧
TWILIO_AUTH_TOKEN=⟦{H32}⟧
SNOWFLAKE_PASSWORD='⟦x y⟧'
PGPASSWORD=⟦hunter2⟧ psql -h db
MYSQL_PWD=⟦hunter2⟧ mysql -u me
REDISCLI_AUTH=⟦{A20}⟧
aws_secret_access_key = ⟦wJalr¦XUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY⟧
AWS_SESSION_TOKEN=⟦{B300}==⟧
AWS_ACCESS_KEY_ID=⟦anything⟧
aws configure set aws_secret_access_key ⟦{B40}⟧
"SecretAccessKey": "⟦{B40}⟧"
DefaultEndpointsProtocol=https;AccountName=a;AccountKey=⟦{B86}==⟧;EndpointSuffix=core.windows.net
Endpoint=sb://a.servicebus.windows.net/;SharedAccessKeyName=Root;SharedAccessKey=⟦{B43}=⟧
Server=db;User Id=sa;Password=⟦hunter2⟧;Database=x
AZURE_CLIENT_SECRET=⟦{A34}⟧
client_secret: ⟦s3cr3t!⟧
client-key-data: ⟦{B200}==⟧
"private_key_id": "x", "private_key": "⟦anything⟧"
"access_token": "⟦{A24}⟧"
refresh_token=⟦abc⟧
HF_TOKEN=⟦notprefixedtoken1234⟧
hf_token ........................ ⟦notprefixed⟧
  wandb_api_key ................... ⟦{H40}⟧
--token=⟦abc123def456⟧
--token ⟦abc⟧
--hf-token ⟦abc⟧ --lr 0.1
--hf_token=⟦abc⟧
--api-key=⟦abc123⟧
--db-password ⟦hunter2⟧ --port 3
-password ⟦hunter2⟧
-Dpassword=⟦hunter2⟧
--password \
  ⟦hunter2⟧
--password ⟦hunter\ 2⟧ x
--password '⟦it'"'"'s⟧' x
--password '⟦it'\''s⟧' x
--password $'⟦a\'b⟧' x
['train.py', '--hf-token', '⟦notprefixed⟧', '--lr', '0.1']
"args": ["--password", "⟦Zx81secretpw⟧", "--lr", "0.1"]
[\"--password\", \"⟦Zx81secretpw⟧\"]
[--token ⟦abc⟧ --lr 0.1]
--token,⟦abc⟧,--lr,0.1
+model.api_key=⟦abc⟧
Namespace(hf_token='⟦abc⟧', lr=0.1)
environ({'HF_TOKEN': '⟦abc⟧', 'HOME': '/root'})
('HF_TOKEN', '⟦abc123def⟧')
os.environ['HF_TOKEN'] = '⟦abc⟧'
export HF_TOKEN=⟦abc,def;g⟧ && run
declare -x HF_TOKEN="⟦abc⟧"
setenv HF_TOKEN ⟦abc⟧
ENV HF_TOKEN ⟦abc⟧
set -x HF_TOKEN ⟦abc⟧
docker run -e HF_TOKEN=⟦abc⟧ image
- name: HF_TOKEN
  value: ⟦abc⟧
{"name": "HF_TOKEN", "value": "⟦abc⟧"}
{Name:HF_TOKEN Value:⟦abc⟧ ValueFrom:nil}
<password>⟦hunter2⟧</password>
<add key="password" value="⟦hunter2⟧" />
password: "⟦hunter2⟧" # comment
password = '⟦hunter2⟧' # toml
"password":
  "⟦hunter2⟧"
def f(password: str = "⟦hunter2⟧"):
password: Optional[str] = '⟦hunter2⟧'
password="⟦first
second⟧" rest
│ password │ ⟦hunter2⟧ │
| api_key | ⟦abc123⟧ |
token: ⟦{A24}⟧
auth_token: ⟦abc⟧
bot_token=⟦abc⟧
session_token=⟦abc⟧
password%3D⟦hunter2⟧%26x
"password\": \"⟦hunter2⟧\"
password => ⟦hunter2⟧
password := ⟦hunter2⟧
trying with password ⟦hunter2⟧ now
password for user bob: ⟦hunter2⟧
Authorization: Bearer ⟦abc.def-123⟧
authorization: Basic ⟦dXNlcjpwYXNz⟧
Authorization: Token ⟦abc⟧
Authorization: ⟦abc⟧
Proxy-Authorization: Basic ⟦dXNlcjpwYXNz⟧
{'Authorization': 'Basic ⟦dXNlcjpwYXNz⟧'}
{"authorization": ["Bearer ⟦abcdefgh1⟧"]}
('Authorization', 'Bearer ⟦abc1⟧')
curl -H "Authorization: Bearer ⟦abc⟧" https://x
curl -H 'X-Api-Key: ⟦abc⟧' https://x
X-Auth-Token: ⟦abc⟧
X-Vault-Token: ⟦abc⟧
PRIVATE-TOKEN: ⟦abc⟧
X-Goog-Api-Key: ⟦abc⟧
Ocp-Apim-Subscription-Key: ⟦abc⟧
Authorization: AWS4-HMAC-SHA256 ⟦Credential=a/b/c, SignedHeaders=host;x, Signature={H64}⟧
Authorization: Digest ⟦username="a", realm="b", response="{H32}"⟧
sent Bearer ⟦abcdefgh12345678⟧ to it
Set-Cookie: ⟦session=abcdef0123456789; Path=/; id=77⟧ done
Cookie: ⟦a=b⟧
{'Cookie': '⟦a=b; c=d⟧', 'x': 1}
auth=('user', '⟦hunter2⟧')
"auth": "⟦dXNlcjpwYXNzd29yZDEyMw==⟧"
_authToken=⟦abc⟧
//npm.example.com/:_password=⟦aHVudGVyMg==⟧
machine api.wandb.ai login user password ⟦{H40}⟧
machine x password ⟦y⟧
default login me password ⟦hunter2⟧
postgres://train:⟦hunter2⟧@db:5432/runs
mysql://root:⟦p@ss⟧@db/x
mongodb+srv://u:⟦a%2Fb⟧@c.example.net/?x=1
redis://:⟦hunter2⟧@cache:6379/0
amqp://guest:⟦guest1⟧@mq//
mysql://root:⟦pa/ss⟧@db:3306/x
https://user:⟦hunter2⟧@example.com/simple
https://oauth2:⟦{W20}⟧@gitlab.com/a.git
https://⟦{H32}⟧@o1.ingest.sentry.io/2
jdbc:oracle:thin:scott/⟦tiger⟧@db:1521/x
https://s3/x?X-Amz-Credential=⟦{U20}%2F2024⟧&X-Amz-Signature=⟦{H64}⟧
https://s3/x?X-Amz-Security-Token=⟦{W80}⟧&a=b
https://storage.googleapis.com/b?X-Goog-Signature=⟦{H64}⟧
https://a.blob.core.windows.net/c?sv=2022-11-02&sr=c&sig=⟦{A43}%3D⟧
https://b.s3.amazonaws.com/x?AWSAccessKeyId=⟦{U20}⟧&Signature=⟦{A27}%3D⟧&Expires=1
https://x/y?token=⟦abc123⟧&z=1
https://x/y?access_token=⟦abc⟧&z=1
https://maps.example.com/api?key=⟦abcdefgh12⟧&q=1
https://oapi.dingtalk.com/robot/send?access_token=⟦{H64}⟧
https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=⟦{H8}-{H4}-{H4}⟧
https://hooks.sl¦ack.com/services/⟦T{U8}/B{U8}/{A24}⟧
https://disc¦ord.com/api/webhooks/⟦{D18}/{W68}⟧
https://a.webhook.off¦ice.com/webhookb2/⟦{H8}@{H8}/IncomingWebhook/{H32}/{H8}⟧
https://api.telegram.org/bot⟦{D9}:A¦A{W33}⟧/sendMessage
https://open.feishu.cn/open-apis/bot/v2/hook/⟦{H8}-{H4}⟧
https://hooks.zapier.com/hooks/catch/⟦{D6}/{A7}/⟧
https://hc-ping.com/⟦{H8}-{H4}-{H4}-{H4}-{H12}⟧
https://events.pagerduty.com/integration/⟦{H32}⟧/enqueue
https://chat.example.com/hooks/⟦9{L25}⟧
https://prod.logic.azure.com/workflows/a/triggers/manual/paths/invoke?sp=x&sig=⟦{W43}⟧
sshpass -p '⟦N0tSafe77⟧' ssh node1
sshpass -p⟦N0tSafe77⟧ ssh node1
["sshpass", "-p", "⟦N0tSafe77⟧", "ssh"]
mysql -u root -p⟦hunter2⟧ db
mysqldump --password=⟦hunter2⟧ db
docker login -u train -p ⟦secret⟧ registry
docker login -u train --password ⟦secret⟧ registry
curl -u train:⟦s3cretUserPw⟧ https://x
curl --user train:⟦s3cretUserPw⟧ https://x
curl -utrain:⟦s3cretUserPw⟧ https://x
['curl', '-u', 'train:⟦s3cretUserPw⟧', 'https://x']
redis-cli -h a -a ⟦hunter2⟧ ping
PuTTY: plink -pw ⟦hunter2⟧ host
openssl rsa -passin pass:⟦hunter2⟧ -in k
CREATE USER a IDENTIFIED BY '⟦hunter2⟧'
ALTER ROLE a WITH PASSWORD '⟦hunter2⟧'
requirepass ⟦hunter2⟧
GITHUB_PAT=⟦{A52}⟧
TF_VAR_db_password=⟦abc⟧
spring.datasource.password=⟦abc⟧
database.secret=⟦abc⟧
SECRET_KEY = '⟦django-insecure-abc⟧'
encryption_key: ⟦abc⟧
signing-key=⟦abc⟧
ssh_key_passphrase=⟦abc⟧
password1=⟦abc⟧
password_old=⟦abc⟧
userPassword:: ⟦aHVudGVyMg==⟧
x_key=⟦{A40}⟧
error: password=⟦hunter2⟧\nnext line
b'Authorization: Bearer ⟦abc⟧\r\nHost: x\r\n'
`
  .trim()
  .split('\n')
  // A line that goes on stands further in, or closes what was opened.
  .reduce<string[]>((templates, line) => {
    if (/^ {2}(?:value|⟦|"⟦)|^second/.test(line)) templates.push(`${templates.pop()}\n${line}`)
    else templates.push(line)
    return templates
  }, [])
