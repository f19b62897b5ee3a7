// Tokens that are known by their own form, whatever stands around them: one row for each kind of each service, with the
// prefix and the characters that its documentation names. Lengths are lower bounds: services make tokens longer.

import { longestRandomPart } from './random-looking.ts'

/**
 * A form is matched from where a word begins and takes all characters of the token, however many. Until the point
 * where it can no more fail it has bounded repeats alone, so that a search over any text is linear.
 */
export interface TokenForm {
  /** Names what was there, in `[redacted-…]`. */
  readonly name: string
  readonly form: RegExp
  /**
   * Returns where the token ends that begins at `start` and of which the form took all up to `end`; undefined where it
   * is none after all.
   */
  readonly endOf?: (text: string, start: number, end: number) => number | undefined
}

const row = (name: string, form: RegExp, endOf?: TokenForm['endOf']): TokenForm =>
  endOf === undefined ? { name, form } : { name, form, endOf }

/** Header and body are Base64 of JSON; a signature follows, or, of what was encrypted, three more parts. */
const JWT_REST = /\.{1,2}[\w-]{6,}(?:\.[\w-]*){1,3}|\.eyJ[\w-]{16,}/y
function endOfJwt(text: string, _start: number, end: number): number | undefined {
  JWT_REST.lastIndex = end
  return JWT_REST.test(text) ? JWT_REST.lastIndex : undefined
}

/** Names of words and dashes begin like keys: `sk-learn-…`. */
const endOfRandom = (text: string, start: number, end: number): number | undefined =>
  longestRandomPart(text.slice(start, Math.min(end, start + 400))) >= 12 ? end : undefined

export const TOKEN_FORMS: readonly TokenForm[] = [
  // Clouds
  row('aws-key-id', /(?:AKIA|ASIA|ABIA|ACCA)[A-Z0-9]{16}(?![A-Za-z0-9])/),
  row('aws-key', /ABSK[A-Za-z0-9+/]{60,}={0,2}|bedrock-api-key-[A-Za-z0-9+/=_-]{20,}/),
  row('google-key', /AIza[\w-]{35,}|GOCSPX-[\w-]{20,}|ya29\.[\w.-]{20,}|1\/\/0[\w-]{30,}/),
  row('azure-key', /[A-Za-z0-9_~.]{3}[78]Q~[A-Za-z0-9_~.-]{31,}/),
  row('azure-key', /[A-Za-z0-9]{52}(?:AZDO[A-Za-z0-9]{4}|JQQJ99[A-Za-z0-9]{10,})/),
  row('alibaba-key', /LTAI[A-Za-z0-9]{16,}/),
  row('tencent-key', /AKID[A-Za-z0-9]{32,}/),
  row('yandex-key', /AQVN[\w-]{35,}|YC[AM][A-Za-z0-9_-]{36,}|t1\.[A-Z0-9a-z_-]{20,}={0,2}\.[A-Z0-9a-z_-]{80,}={0,2}/),
  row('ibm-key', /ApiKey-[\w-]{30,}/),
  row('digitalocean-token', /do[opr]_v1_[a-f0-9]{40,}/),
  row('linode-token', /lin_pat_[A-Za-z0-9]{30,}/),
  row('cloudflare-key', /v1\.0-[a-f0-9]{24}-[a-f0-9]{100,}|cf(?:ut|at|k)_[A-Za-z0-9_-]{30,}/),
  row('heroku-key', /HRKU-[\w-]{36,}/),
  row('fly-token', /fo1_[\w-]{40,}|fm[12][ar]?_[A-Za-z0-9+/=_-]{60,}/),
  row('vercel-token', /vc[apikr]_[A-Za-z0-9]{24,}|vercel_blob_rw_[A-Za-z0-9_]{24,}/),
  row('netlify-token', /nf[pcoub]_[A-Za-z0-9]{36,}/),
  row('supabase-key', /sbp_[a-f0-9]{40,}|sb_(?:secret|publishable)_[\w-]{20,}/),
  row('render-key', /rnd_[A-Za-z0-9]{24,}/),
  row('planetscale-token', /pscale_(?:tkn|pw|oauth)_[\w.=-]{32,}/),
  row('scaleway-key', /SCW[A-Z0-9]{17}(?![A-Za-z0-9])/),
  row('runpod-key', /rpa_[A-Z0-9]{36,}[a-z0-9]*/),
  row('modal-token', /a[ks]-[A-Za-z0-9]{22,}(?![\w-])/),
  row('tailscale-key', /tskey-(?:[a-z]{3,12}-)?[A-Za-z0-9]{10,}(?:-[A-Za-z0-9]{16,})?/),
  row('ngrok-key', /2[A-Za-z0-9]{26}_[A-Za-z0-9]{20,}/),
  // Code hosts, packages, builds
  row('github-token', /gh[pousr]_[A-Za-z0-9_]{30,}|github_pat_\w{22,}/),
  row('gitlab-token', /gl(?:pat|oas|dt|rt|rtr|cbt|ptt|ft|imt|agent|soat|ffct|wt|dtr)-[\w.-]{20,}|GR1348941[\w-]{20,}/),
  row('gitlab-session', /_gitlab_session=[0-9a-z]{32,}/),
  row('bitbucket-token', /ATBB[A-Za-z0-9_=-]{24,}|ATCTT3xFfG[\w=.-]{100,}|ATATT3xFfGF0[\w=.-]{20,}/),
  row(
    'package-token',
    /npm_[A-Za-z0-9]{36,}|pypi-[\w-]{50,}|rubygems_[a-f0-9]{48,}|oy2[a-z0-9]{43,}|CLOJARS_[a-z0-9]{60,}/,
  ),
  row('package-token', /AKCp[A-Za-z0-9]{64,}|cmVmd[A-Za-z0-9]{59,}|cio[A-Za-z0-9]{32}(?![A-Za-z0-9])/),
  row('docker-token', /dckr_(?:pat|oat)_[\w-]{20,}/),
  row('sonar-token', /sq[aup]_[a-f0-9]{40,}/),
  row('circleci-token', /CCI(?:PAT|PRJ)_[A-Za-z0-9]{22}_[a-f0-9]{40,}/),
  row('buildkite-token', /bk(?:ua|ct|sst|aa|pt)?_[a-f0-9]{40,}/),
  row('terraform-token', /[A-Za-z0-9]{14}\.atlasv1\.[\w=-]{60,}/),
  row('vault-token', /hv[sbr]\.[\w-]{20,}|s\.(?=[A-Za-z]{0,23}\d)[A-Za-z0-9]{24}(?![\w.-])/),
  row('pulumi-token', /pul-[a-f0-9]{40,}/),
  row('doppler-token', /dp\.(?:pt|st|ct|sa|scim|audit)\.[\w.-]{30,}/),
  row('infracost-key', /ico-[A-Za-z0-9]{32,}/),
  row('age-key', /AGE-SECRET-KEY-1[A-Z0-9]{20,}|AGE-SECRET-KEY-PQ-1[A-Z0-9]{20,}/),
  row(
    '1password-key',
    /A3-[A-Z0-9]{6}-(?:[A-Z0-9]{11}|[A-Z0-9]{6}-[A-Z0-9]{5})(?:-[A-Z0-9]{5}){3}|ops_eyJ[\w+/=-]{100,}/,
  ),
  row(
    'private-key',
    /b3BlbnNzaC1rZXktdjEA[A-Za-z0-9+/]{20,}={0,2}|LS0tLS1CRUdJTi[A-Za-z0-9+/]{0,20}(?:QUklWQVRFIEtFW|BSSVZBVEUgS0VZ|UFJJVkFURSBLRVkt)[A-Za-z0-9+/]*={0,2}/,
  ),
  // Models, training, tracking
  row('hugging-face-token', /(?:hf|api_org|hf_oauth|hf_jwt)_[A-Za-z0-9]{30,}(?!\w)/),
  // OpenAI, Anthropic, Stability, DeepSeek, OpenRouter and others.
  row('api-key', /sk-(?:ant|proj|svcacct|admin|or|lf|None)-(?=[A-Za-z_-]{0,200}\d)[\w-]{16,}|sess-[A-Za-z0-9]{40,}/),
  row('api-key', /sk-[\w-]{20,}/, endOfRandom),
  row('nvidia-key', /nvapi-[\w-]{40,}/),
  row('wandb-key', /wandb_v1_[\w-]{30,}|local-[0-9a-f]{40}(?![A-Za-z0-9])/),
  row('groq-key', /gsk_[A-Za-z0-9]{40,}/),
  row('xai-key', /xai-[A-Za-z0-9]{40,}/),
  row('perplexity-key', /pplx-[A-Za-z0-9]{32,}/),
  row('replicate-token', /r8_[A-Za-z0-9]{30,}/),
  row('fireworks-key', /fw_(?=[A-Za-z]{0,40}\d)[A-Za-z0-9]{22,}/),
  row('together-key', /tgp_v1_[\w-]{30,}/),
  row('cerebras-key', /csk-[a-z0-9]{40,}/),
  row('voyage-key', /pa-[\w-]{40,}/, endOfRandom),
  row('tavily-key', /tvly-(?:dev-|prod-)?[A-Za-z0-9_-]{20,}/),
  row('pinecone-key', /pcsk_[A-Za-z0-9_]{40,}/),
  row('jina-key', /jina_[A-Za-z0-9]{30,}[\w-]*/),
  row('elevenlabs-key', /sk_[a-f0-9]{48}(?![A-Za-z0-9])/),
  row('langchain-key', /ls(?:v2_(?:pt|sk)|__)_?[a-f0-9]{32}_?[a-f0-9]*|ls__[A-Za-z0-9]{32,}|pk-lf-[\w-]{30,}/),
  row('kaggle-token', /KGAT_[A-Za-z0-9]{30,}/),
  row('databricks-token', /dapi[a-f0-9]{32}(?:-\d)?(?![A-Za-z0-9])|dose[a-f0-9]{32}(?![A-Za-z0-9])/),
  row('lightning-key', /lit_[A-Za-z0-9]{30,}/),
  // Chat, mail, telephone
  row(
    'slack-token',
    /xox[a-z](?:\.xox[a-z])?-[A-Za-z0-9-]{10,}|xapp-\d-[A-Z0-9]{5,}-\d+-[a-z0-9]{10,}|xwfp-[A-Za-z0-9-]{20,}/,
  ),
  row('bot-token', /\d{8,10}:AA[\w-]{33}(?![\w-])/),
  row('bot-token', /[MNO][A-Za-z0-9_-]{23,27}\.[A-Za-z0-9_-]{6}\.[A-Za-z0-9_-]{27,}/),
  row('sendgrid-key', /SG\.[\w-]{16,64}\.[\w-]{32,}/),
  row('mailgun-key', /(?:key|pubkey)-[a-f0-9]{32}(?![\w-])|[a-f0-9]{32}-[a-f0-9]{8}-[a-f0-9]{8}(?![\w-])/),
  row('mailchimp-key', /[a-f0-9]{32}-us\d{1,2}(?![\w-])/),
  row('brevo-key', /xkeysib-[a-f0-9]{64}-[A-Za-z0-9]{16,}|xsmtpsib-[a-f0-9]{64}-[A-Za-z0-9]{16,}/),
  row('resend-key', /re_[A-Za-z0-9]{8,}_[A-Za-z0-9]{20,}/),
  row('twilio-key', /SK[a-f0-9]{32}(?![A-Za-z0-9])/),
  row('twitch-token', /oauth:[a-z0-9]{30}(?![A-Za-z0-9])/),
  row('zapier-token', /zpka_\w{30,}/),
  // Watching and paging
  row('grafana-token', /gl(?:sa|c)_[A-Za-z0-9+/=_]{32,}|eyJrIjoi[A-Za-z0-9+/=_-]{40,}/),
  row('new-relic-key', /NR(?:AK|JS|II|RA|AA|BR|SP|IQ|IN|IT)-[A-Za-z0-9_-]{20,}|[a-f0-9]{36}NRAL(?![A-Za-z0-9])/),
  row('sentry-token', /sntry[su]_[\w+/=-]{40,}/),
  row('dynatrace-token', /dt0[a-z]\d{2}\.[A-Z0-9]{24}\.[A-Z0-9]{64,}/),
  row('honeycomb-key', /hc[abx]ik_[a-z0-9]{50,}/),
  row('logfire-token', /pylf_v\d_[a-z]{2}_[A-Za-z0-9]{30,}/),
  row('posthog-key', /ph[cxs]_[A-Za-z0-9]{40,}/),
  row('better-stack-key', /bsk_[A-Za-z0-9]{20,}/),
  row('datadog-key', /dd(?:api|app)_[A-Za-z0-9]{30,}|pub[a-f0-9]{32}(?![A-Za-z0-9])/),
  row('pagerduty-key', /pd(?:us|eu)\+[\w+/=-]{16,}/),
  // Money and shops
  row('stripe-key', /(?:[rsp]k|whsec|rk)_(?:live|test|prod)_[A-Za-z0-9]{10,}|whsec_[A-Za-z0-9+/=]{24,}/),
  row('square-token', /sq0[a-z]{3}-[\w-]{22,}|EAAA[\w-]{56,}/),
  row('shopify-token', /shp(?:at|ca|pa|ss|tka|it|ua)_[A-Fa-f0-9]{32,}/),
  row('paypal-token', /access_token\$(?:production|sandbox)\$[a-z0-9]{16}\$[a-f0-9]{32}/),
  row('flutterwave-key', /FLW(?:SEC|PUB)K?(?:_TEST|_LIVE)?-[A-Za-z0-9]{12,}(?:-X)?/),
  row('razorpay-key', /rzp_(?:live|test)_[A-Za-z0-9]{14,}/),
  row('adyen-key', /AQE[A-Za-z0-9+/=]{50,}[\w-]*/),
  row('easypost-key', /EZ[AT]K[A-Za-z0-9]{54,}/),
  row('shippo-token', /shippo_(?:live|test)_[a-f0-9]{40,}/),
  row('duffel-token', /duffel_(?:live|test)_[\w=-]{43,}/),
  row('plaid-token', /access-(?:sandbox|development|production)-[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/),
  row('meta-token', /EAA[A-Za-z0-9]{90,}/),
  // Work and content
  row('linear-key', /lin_(?:api|oauth)_[A-Za-z0-9]{32,}/),
  row('notion-token', /ntn_[A-Za-z0-9]{40,}|secret_[A-Za-z0-9]{43}(?![A-Za-z0-9])/),
  row('figma-token', /fig[duo]r?_[\w-]{36,}/),
  row('airtable-token', /pat[A-Za-z0-9]{14}\.[a-f0-9]{64}/),
  row('asana-token', /[12]\/\d{10,20}(?:\/\d{10,20})?:[a-f0-9]{32}(?![A-Za-z0-9])/),
  row('postman-key', /PMAK-[a-f0-9]{24}-[a-f0-9]{34,}/),
  row('readme-key', /rdme_[a-z0-9]{60,}/),
  row('prefect-key', /pn[ub]_[A-Za-z0-9]{36,}/),
  row('contentful-token', /CFPAT-[\w-]{40,}/),
  row('typeform-token', /tfp_[\w.=-]{40,}/),
  row('hubspot-token', /pat-(?:na|eu|ap)\d-[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/),
  row('atlassian-token', /AT(?:OAT|STT|UIT|CTT)[\w=.-]{60,}/),
  row('dropbox-token', /sl\.(?:u\.)?[\w-]{60,}/),
  row('mapbox-token', /[ps]k\.eyJ[\w-]{20,400}\.[\w-]{10,}/),
  row('launchdarkly-key', /(?:api|sdk|mob)-[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/),
  row('algolia-key', /aa-[a-f0-9]{32}(?![\w-])/),
  row('frameio-token', /fio-u-[\w=-]{60,}/),
  row('onfido-token', /api_(?:live|sandbox)(?:_[a-z]{2})?\.[\w-]{11}\.[\w-]{32}/),
  row('jwt', /eyJ[\w-]{6,}/, endOfJwt),
  // Hashes of passwords, as files of accounts keep them.
  row(
    'password-hash',
    /\$(?:2[abxy]\$\d\d|[156y]|apr1|argon2(?:id|i|d)|scrypt|pbkdf2-[\w-]{3,20})\$[$./A-Za-z0-9=,+-]{20,}/,
  ),
]
