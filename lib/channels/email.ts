import { type ChannelConfig, defineChannel } from '../channel/channel.ts'
import { messageOf } from '../channel/message.ts'
import { messageText } from '../channel/message-text.ts'
import type { MailPicture } from '../channel/request.ts'
import { type ChannelIssue, secretProperties } from '../channel/secret.ts'
import { stepCurves } from '../channel/step-curve.ts'
import { incidentId, noticeId } from '../record/alert-identity.ts'
import type { AlertRecord } from '../record/types.generated.ts'
import { cleanLine } from '../redact/clean-text.ts'
import { messageHtml } from './email/html.ts'

export interface EmailConfig extends ChannelConfig {
  readonly to: string | readonly string[]
  readonly from: string
  readonly smtp: SmtpConfig
  /** False: steps stand in the mail as text alone. */
  readonly plots?: boolean
}

interface SmtpConfig {
  readonly host: string
  readonly port?: number
  readonly security?: 'none' | 'starttls' | 'tls'
  readonly user?: string
  /** The name that the server is greeted with. */
  readonly hello?: string
}

const DEFAULT_PORTS = { none: 25, starttls: 587, tls: 465 } as const

const PASSWORD = {
  what: 'the password',
  question: ({ smtp }: EmailConfig): string => `Password of ${smtp.user} at ${smtp.host}`,
}

const SMTP = {
  description: 'the mail server',
  type: 'object',
  required: ['host'],
  properties: {
    host: { description: 'name or address of the mail server', type: 'string', format: 'logmon-one-line' },
    port: { description: 'By default 587, for tls 465, for none 25.', type: 'integer', minimum: 1, maximum: 65535 },
    security: {
      description: 'starttls: plain, then encrypted, never without; tls: encrypted from the start; none: not at all.',
      type: 'string',
      enum: ['none', 'starttls', 'tls'],
    },
    ca_file: { $ref: '#/$defs/ca_file' },
    hello: {
      description: 'Name that the server is greeted with (EHLO), by default that of this host.',
      type: 'string',
      format: 'logmon-host-name',
    },
    user: { description: 'Name to log in with.', type: 'string', format: 'logmon-one-line' },
    ...secretProperties('smtp.password', PASSWORD),
  },
  additionalProperties: false,
}

const MAX_BODY = 65_536

/** A mail in plain text and HTML; the mails of one episode answer its first, so that they stand together. */
export const email = defineChannel<EmailConfig, 'mail'>({
  type: 'email',
  via: 'mail',
  settings: {
    required: ['to', 'from', 'smtp'],
    properties: {
      retry_for: { description: 'How long a mail that cannot be sent is tried again.', $ref: '#/$defs/duration' },
      to: {
        description: 'the address to write to, or a list of them',
        type: ['string', 'array'],
        minItems: 1,
        format: 'logmon-address',
        items: { type: 'string', format: 'logmon-address' },
      },
      from: { description: 'the address that mails come from', type: 'string', format: 'logmon-address' },
      smtp: SMTP,
      plots: {
        description: 'Whether loss and step time of the last steps stand in the mail as pictures, too. Default: true.',
        type: 'boolean',
      },
    },
  },
  secrets: { 'smtp.password': PASSWORD },
  certificates: 'smtp.ca_file',
  check: checkLogin,
  target({ smtp }, { 'smtp.password': password }) {
    const security = smtp.security ?? 'starttls'
    return {
      host: smtp.host,
      port: smtp.port ?? DEFAULT_PORTS[security],
      security,
      ...(smtp.hello === undefined ? {} : { hello: smtp.hello }),
      ...(smtp.user === undefined ? {} : { user: smtp.user }),
      ...(password === undefined ? {} : { password }),
    }
  },
  render(alert, config) {
    const message = messageOf(alert)
    const footer = footerOf(alert)
    const domain = /@([^>\s]+)>?$/.exec(config.from)?.[1] ?? 'localhost'
    const first = `<logmon.${noticeId(alert, 1)}@${domain}>`
    const name = `logmon.${noticeId(alert)}@${domain}`
    const messageId = `<${name}>`
    const pictures = config.plots === false ? [] : picturesOf(alert, name)
    return {
      via: 'mail',
      from: config.from,
      to: [config.to].flat(),
      subject: message.title,
      text: `${messageText(message, MAX_BODY) || `${message.title}\n`}\n-- \n${footer}\n`,
      html: messageHtml(messageOf(alert, pictures.length > 0), { footer, limit: MAX_BODY, pictures }),
      pictures,
      messageId,
      ...(messageId === first ? {} : { inReplyTo: first }),
      headers: {
        // RFC 3834: no holiday notice answers this.
        'Auto-Submitted': 'auto-generated',
        'X-Logmon-State': alert.state,
        'X-Logmon-Severity': alert.severity ?? 'warning',
        'X-Logmon-Incident': incidentId(alert),
        ...(alert.severity === 'critical' && alert.state === 'firing' ? { Importance: 'high' } : {}),
      },
    }
  },
  samples: [
    {
      describe: 'a recovery answers the first mail of its episode; log text is inert in subject and HTML',
      config: {
        type: 'email',
        to: ['ops@example.com'],
        from: 'logmon <logmon@example.com>',
        smtp: { host: 'localhost', user: 'logmon' },
      },
      secrets: { 'smtp.password': 'hunter2' },
      alert: {
        kind: 'alert',
        key: 'job/llama',
        state: 'resolved',
        severity: 'critical',
        summary: '[RESOLVED] llama\r\nBcc: all@example.com',
        body: 'was <script>alert(1)</script> & "more"\u0007\n',
        labels: { reason: 'LogHang_step' },
        episode: 1,
        sequence: 2,
      },
      target: { host: 'localhost', port: 587, security: 'starttls', user: 'logmon', password: 'hunter2' },
      request: {
        via: 'mail',
        from: 'logmon <logmon@example.com>',
        to: ['ops@example.com'],
        subject: '[RESOLVED] llama Bcc: all@example.com',
        text: 'was <script>alert(1)</script> & "more"\n\n-- \nlogmon\n',
        html: `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>[RESOLVED] llama Bcc: all@example.com</title></head>
<body style="margin:0;padding:16px;background:#f3f4f6;font-family:-apple-system,'Segoe UI',Roboto,Helvetica,Arial,sans-serif;color:#1f2328">
<div style="max-width:860px;margin:0 auto;background:#ffffff;border:1px solid #d0d7de;border-radius:8px;overflow:hidden;font-size:14px;line-height:1.45">
<div style="background:#1e6e3a;color:#ffffff;padding:14px 20px;font-size:16px;font-weight:600;line-height:1.4">[RESOLVED] llama Bcc: all@example.com</div>
<pre style="margin:0;padding:0 20px 14px;font:13px/1.5 ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;white-space:pre-wrap;overflow-wrap:anywhere;padding-top:14px">was &lt;script&gt;alert(1)&lt;/script&gt; &amp; &quot;more&quot;
</pre>
<div style="padding:10px 20px;border-top:1px solid #d0d7de;color:#59636e;font-size:12px">logmon</div>
</div>
</body>
</html>
`,
        pictures: [],
        messageId: '<logmon.f5488861568e9985-2@example.com>',
        inReplyTo: '<logmon.f5488861568e9985-1@example.com>',
        headers: {
          'Auto-Submitted': 'auto-generated',
          'X-Logmon-State': 'resolved',
          'X-Logmon-Severity': 'critical',
          'X-Logmon-Incident': 'f5488861568e9985',
        },
      },
    },
    {
      describe: 'steps stand in the HTML as a picture, whose text is the plot of the plain text',
      config: { type: 'email', to: 'ops@example.com', from: 'logmon@example.com', smtp: { host: 'localhost' } },
      alert: {
        kind: 'alert',
        key: 'job',
        state: 'firing',
        severity: 'warning',
        summary: '[SLOW] training job',
        steps: [500, 500, 1000].map((time, index) => ({ step: index + 7, metrics: { step_time_ms: time } })),
        episode: 1,
        sequence: 1,
      },
      target: { host: 'localhost', port: 587, security: 'starttls' },
      request: {
        via: 'mail',
        from: 'logmon@example.com',
        to: ['ops@example.com'],
        subject: '[SLOW] training job',
        text: 'Last steps\n  step time  ▅▅█  500 ms to 1000 ms\n\n  time  step  step time\n           7     500 ms\n           8     500 ms\n           9    1000 ms\n\n-- \nlogmon\n',
        html: `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>[SLOW] training job</title></head>
<body style="margin:0;padding:16px;background:#f3f4f6;font-family:-apple-system,'Segoe UI',Roboto,Helvetica,Arial,sans-serif;color:#1f2328">
<div style="max-width:860px;margin:0 auto;background:#ffffff;border:1px solid #d0d7de;border-radius:8px;overflow:hidden;font-size:14px;line-height:1.45">
<div style="background:#b26a00;color:#ffffff;padding:14px 20px;font-size:16px;font-weight:600;line-height:1.4">[SLOW] training job</div>
<p style="margin:14px 20px 4px;font-weight:600">Last steps</p><table style="margin:4px 20px 10px;border-collapse:collapse;font-size:12px;color:#59636e"><tr><td style="min-width:72px;padding:0 8px 0 0;text-align:right;white-space:nowrap;vertical-align:top">step time<br>1000 ms</td><td rowspan="2" style="padding:0"><img src="cid:step-time.logmon.556e5ca731a5995b-1@example.com" width="520" height="120" style="display:block;max-width:100%" alt="step time  ▅▅█  500 ms to 1000 ms"></td></tr><tr><td style="min-width:72px;padding:0 8px 0 0;text-align:right;white-space:nowrap;vertical-align:bottom">0 ms</td></tr><tr><td></td><td style="padding:0">steps 7 to 9</td></tr></table><pre style="margin:0;padding:0 20px 14px;font:13px/1.5 ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;white-space:pre-wrap;overflow-wrap:anywhere">time  step  step time
         7     500 ms
         8     500 ms
         9    1000 ms
</pre>
<div style="padding:10px 20px;border-top:1px solid #d0d7de;color:#59636e;font-size:12px">logmon</div>
</div>
</body>
</html>
`,
        pictures: [
          {
            id: 'step-time.logmon.556e5ca731a5995b-1@example.com',
            name: 'step-time.png',
            curve: {
              metric: 'step_time_ms',
              title: 'step time',
              values: [500, 500, 1000],
              least: 0,
              most: 1000,
              steps: [7, 9],
            },
          },
        ],
        messageId: '<logmon.556e5ca731a5995b-1@example.com>',
        headers: {
          'Auto-Submitted': 'auto-generated',
          'X-Logmon-State': 'firing',
          'X-Logmon-Severity': 'warning',
          'X-Logmon-Incident': '556e5ca731a5995b',
        },
      },
    },
  ],
})

/** A user and a password come together, or not at all. */
function checkLogin({ smtp }: EmailConfig): readonly ChannelIssue[] {
  const [password] = ['password_file', 'password_env', 'password_prompt'].filter(name => Object.hasOwn(smtp, name))
  if (smtp.user !== undefined && password === undefined) {
    const reason = 'needs a password: give password_file, password_env or password_prompt: true'
    return [{ path: ['smtp', 'user'], reason }]
  }
  return smtp.user === undefined && password !== undefined
    ? [{ path: ['smtp', password], reason: 'needs a user to log in with' }]
    : []
}

/** The curves that are worth a plot, under names that no other mail has. */
function picturesOf({ steps = [] }: AlertRecord, name: string): readonly MailPicture[] {
  return stepCurves(steps).map(curve => {
    const file = curve.title.replaceAll(' ', '-')
    return { id: `${file}.${name}`, name: `${file}.png`, curve }
  })
}

/** Who says it, for whoever wonders; what programs need stands in the headers. */
const footerOf = ({ job }: AlertRecord): string =>
  job === undefined ? 'logmon' : `logmon, which watches ${cleanLine(job, 200)}`
