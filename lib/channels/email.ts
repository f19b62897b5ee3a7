import { type ChannelConfig, defineChannel } from '../channel/channel.ts'
import { messageOf } from '../channel/message.ts'
import { messageText } from '../channel/message-text.ts'
import { type ChannelIssue, secretProperties } from '../channel/secret.ts'
import { incidentId, noticeId } from '../record/alert-identity.ts'
import type { AlertRecord } from '../record/types.generated.ts'
import { cleanLine } from '../redact/clean-text.ts'
import { messageHtml } from './email/html.ts'

export interface EmailConfig extends ChannelConfig {
  readonly to: string | readonly string[]
  readonly from: string
  readonly smtp: SmtpConfig
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
    const messageId = `<logmon.${noticeId(alert)}@${domain}>`
    return {
      via: 'mail',
      from: config.from,
      to: [config.to].flat(),
      subject: message.title,
      text: `${messageText(message, MAX_BODY) || `${message.title}\n`}\n-- \n${footer}\n`,
      html: messageHtml(message, footer, MAX_BODY),
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

/** Who says it, for whoever wonders; what programs need stands in the headers. */
const footerOf = ({ job }: AlertRecord): string =>
  job === undefined ? 'logmon' : `logmon, which watches ${cleanLine(job, 200)}`
