import { hashText } from '#demo/world/random.ts'
import type { WorldWorkload } from '#demo/world/types.ts'

/** Something that a program has to say. */
export interface AppEvent {
  readonly timeMs: number
  readonly level: 'debug' | 'info' | 'warn' | 'error'
  readonly message: string
  readonly fields: Readonly<Record<string, string | number>>
  /** Why it failed, where it did: the message of what was thrown. */
  readonly failure?: string
}

export type LogStyle = 'plain' | 'json' | 'logfmt' | 'log4j'

const styles: Readonly<Record<string, LogStyle>> = {
  productpage: 'plain',
  details: 'plain',
  reviews: 'log4j',
  ratings: 'plain',
  frontend: 'json',
  catalog: 'json',
  cart: 'logfmt',
  checkout: 'json',
  payment: 'json',
  shipping: 'logfmt',
  currency: 'json',
  recommendation: 'plain',
  ads: 'log4j',
  orders: 'log4j',
  inventory: 'logfmt',
  points: 'json',
  rewards: 'logfmt',
  ledger: 'json',
}

const someStyles = ['plain', 'json', 'logfmt', 'log4j'] as const

/** How a workload's program writes: as its authors chose, for the workloads that the demo makes up by the name. */
export function chooseStyle({ app }: WorldWorkload): LogStyle {
  return styles[app] ?? someStyles[hashText(app) % someStyles.length] ?? 'plain'
}

/** An event in a style: one line, or more where a stack is told. */
export function formatEvent(style: LogStyle, app: string, event: AppEvent): string[] {
  switch (style) {
    case 'plain':
      return formatPlain(event)
    case 'json':
      return [formatJson(app, event)]
    case 'logfmt':
      return [formatLogfmt(event)]
    case 'log4j':
      return formatLog4j(app, event)
  }
}

function formatPlain({ timeMs, level, message, fields, failure }: AppEvent): string[] {
  const at = new Date(timeMs).toISOString().slice(0, 23).replace('T', ' ')
  const rest = Object.values(fields).join(' ')
  const first = `${at} ${level.toUpperCase()} ${message}${rest ? ` ${rest}` : ''}`
  if (failure === undefined) return [first]
  return [
    first,
    'Traceback (most recent call last):',
    '  File "/app/server.py", line 214, in handle',
    '    answer = self.respond(request)',
    '  File "/app/server.py", line 131, in respond',
    '    raise RuntimeError(reason)',
    `RuntimeError: ${failure}`,
  ]
}

function formatJson(app: string, { timeMs, level, message, fields, failure }: AppEvent): string {
  return JSON.stringify({
    time: new Date(timeMs).toISOString(),
    level,
    logger: app,
    msg: message,
    ...fields,
    ...(failure !== undefined && {
      error: failure,
      stack: `Error: ${failure}\n    at handle (/app/server.js:88:11)`,
    }),
  })
}

function formatLogfmt({ timeMs, level, message, fields, failure }: AppEvent): string {
  const pairs = { ...fields, ...(failure !== undefined && { err: failure }) }
  const rest = Object.entries(pairs).map(([key, value]) => ` ${key}=${quote(value)}`)
  return `ts=${new Date(timeMs).toISOString()} level=${level} msg=${quote(message)}${rest.join('')}`
}

/** A value of logfmt stands bare where nothing in it could end it. */
const quote = (value: string | number) =>
  /^[^\s"=]+$/.test(String(value)) ? String(value) : JSON.stringify(String(value))

function formatLog4j(app: string, { timeMs, level, message, fields, failure }: AppEvent): string[] {
  const at = new Date(timeMs).toISOString().slice(0, 23).replace('T', ' ').replace('.', ',')
  const title = `${app[0]?.toUpperCase() ?? ''}${app.slice(1)}`
  const thread = `http-nio-8080-exec-${1 + (Math.floor(timeMs) % 10)}`
  const rest = Object.entries(fields).map(([key, value]) => ` ${key}=${value}`)
  const first = `${at} ${level.toUpperCase().padEnd(5)} [${thread}] c.d.${app}.${title}Resource - ${message}${rest.join('')}`
  if (failure === undefined) return [first]
  return [
    first,
    `com.demo.${app}.${title}Exception: ${message}`,
    `\tat com.demo.${app}.${title}Client.exchange(${title}Client.java:88)`,
    `\tat com.demo.${app}.${title}Resource.handle(${title}Resource.java:41)`,
    '\tat java.base/java.util.concurrent.ThreadPoolExecutor.runWorker(ThreadPoolExecutor.java:1144)',
    `Caused by: java.io.IOException: ${failure}`,
    `\tat com.demo.${app}.${title}Client.read(${title}Client.java:131)`,
    '\t... 3 more',
  ]
}
