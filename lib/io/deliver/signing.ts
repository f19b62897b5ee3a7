// How requests are signed at the moment they leave: one row per receiver's way.
import { createHmac } from 'node:crypto'
import type { Signing } from '../../channel/request.ts'
import type { Millis } from '../../record/time.ts'

/** What a signature adds to a request. */
interface Signed {
  readonly headers: Readonly<Record<string, string>>
  /** Parameters of the address. */
  readonly query: Readonly<Record<string, string>>
  readonly body: string
}

type Sign = (key: string, body: string, now: Millis) => Partial<Signed>

const hmac = (key: string, text: string, encoding: 'hex' | 'base64'): string =>
  createHmac('sha256', key).update(text).digest(encoding)

const SIGN: Readonly<Record<Signing['scheme'], Sign>> = {
  logmon(key, body, now) {
    const seconds = Math.floor(now / 1000)
    return {
      headers: {
        'x-logmon-timestamp': String(seconds),
        'x-logmon-signature': `v1=${hmac(key, `${seconds}.${body}`, 'hex')}`,
      },
    }
  },
  // https://open.feishu.cn/document/client-docs/bot-v3/add-custom-bot: the key holds the secret, and nothing is signed.
  feishu(key, body, now) {
    const timestamp = String(Math.floor(now / 1000))
    const sign = hmac(`${timestamp}\n${key}`, '', 'base64')
    return { body: JSON.stringify({ timestamp, sign, ...JSON.parse(body) }) }
  },
  // https://open.dingtalk.com/document/robots/customize-robot-security-settings
  dingtalk(key, _body, now) {
    const timestamp = String(now)
    return { query: { timestamp, sign: hmac(key, `${timestamp}\n${key}`, 'base64') } }
  },
}

/** Returns a body with all that its signature adds; without a key as it is. */
export function signed(signing: Signing | undefined, body: string, now: Millis): Signed {
  const added = signing === undefined ? {} : SIGN[signing.scheme](signing.key, body, now)
  return { headers: {}, query: {}, body, ...added }
}
