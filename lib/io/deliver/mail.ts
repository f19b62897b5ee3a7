import type { Transporter } from 'nodemailer'
import type { MailRequest } from '../../channel.ts'
import type { Outcome, Send } from './outcome.ts'
import { isCertificateError } from './webhook.ts'

export interface MailServer {
  readonly host: string
  readonly port: number
  readonly security: 'none' | 'starttls' | 'tls'
  readonly user?: string
  readonly password?: string
  /** Certificates that the server's own is checked against, besides the public ones. */
  readonly ca?: readonly string[]
  readonly timeoutMs: number
}

/**
 * Returns a sender of mail through one server, with a connection of its own for every mail. 4xx may work later, 5xx
 * never will.
 */
export function mailSender(server: MailServer): Send<MailRequest> {
  return async (request, signal) => {
    const transport = await connect(server)
    try {
      return await sendOne(transport, request, signal)
    } finally {
      transport.close()
    }
  }
}

async function connect(server: MailServer): Promise<Transporter> {
  // Loaded on demand: a chain without mail does not pay for it.
  const [{ createTransport }, { rootCertificates }] = await Promise.all([import('nodemailer'), import('node:tls')])
  return createTransport({
    host: server.host,
    port: server.port,
    secure: server.security === 'tls',
    requireTLS: server.security === 'starttls',
    ignoreTLS: server.security === 'none',
    ...(server.user === undefined ? {} : { auth: { user: server.user, pass: server.password ?? '' } }),
    ...(server.ca === undefined ? {} : { tls: { ca: [...rootCertificates, ...server.ca] } }),
    connectionTimeout: server.timeoutMs,
    greetingTimeout: server.timeoutMs,
    socketTimeout: server.timeoutMs,
    disableFileAccess: true,
    disableUrlAccess: true,
  })
}

async function sendOne(transport: Transporter, request: MailRequest, signal: AbortSignal): Promise<Outcome> {
  try {
    const { rejected } = await transport.sendMail({
      from: request.from,
      to: [...request.to],
      subject: request.subject,
      text: request.text,
      html: request.html,
      messageId: request.messageId,
      ...(request.inReplyTo === undefined ? {} : { inReplyTo: request.inReplyTo, references: request.inReplyTo }),
      headers: { ...request.headers },
      signal,
    })
    const refused = (rejected as readonly (string | { address: string })[]).map(one =>
      typeof one === 'string' ? one : one.address,
    )
    return refused.length === 0 ? { is: 'sent' } : { is: 'sent', remark: `refused for ${refused.join(', ')}` }
  } catch (error) {
    return judge(error as Error & { code?: string; responseCode?: number; cause?: { code?: string } })
  }
}

function judge(error: Error & { code?: string; responseCode?: number; cause?: { code?: string } }): Outcome {
  const words = error.message
  if (error.code === 'EABORT') return { is: 'retry', error: 'the mail server did not answer in time' }
  if (error.responseCode !== undefined) return { is: error.responseCode >= 500 ? 'refused' : 'retry', error: words }
  // A server without the encryption or the login that was asked for, an address that is none, a certificate that is not
  // the right one.
  if (error.code === 'ETLS' || error.code === 'EAUTH' || error.code === 'EENVELOPE' || error.code === 'EMESSAGE')
    return { is: 'refused', error: words }
  if (isCertificateError(error.cause?.code) || isCertificateError(error.code) || /certificate/i.test(words))
    return { is: 'refused', error: words }
  return { is: 'retry', error: words }
}
