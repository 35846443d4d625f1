import type { Level } from '#components/logs/parse/types.ts'

const byWord: Readonly<Record<string, Level>> = {
  emerg: 'error',
  emergency: 'error',
  alert: 'error',
  crit: 'error',
  critical: 'error',
  fatal: 'error',
  panic: 'error',
  severe: 'error',
  error: 'error',
  err: 'error',
  warn: 'warn',
  warning: 'warn',
  notice: 'info',
  info: 'info',
  information: 'info',
  debug: 'debug',
  trace: 'debug',
  verbose: 'debug',
  fine: 'debug',
}

/** A level by the word or number that a program has for it (syslog, log4j, Go, pino); undefined where it is none. */
export function readLevel(said: string): Level | undefined {
  const known = byWord[said.toLowerCase()]
  if (known) return known
  // pino and bunyan count in tens from 10 (trace) to 60 (fatal).
  const number = /^[1-6]0$/.test(said) ? Number(said) : 0
  return number === 0
    ? undefined
    : number >= 50
      ? 'error'
      : number === 40
        ? 'warn'
        : number === 30
          ? 'info'
          : 'debug'
}

/**
 * The level in the head of a plain line: a word of its own after the time, as `INFO`, `[warn]`, `E1121` (klog) or between
 * tabs (Istio). Words deep in a sentence say nothing.
 */
export function findLevel(text: string): Level | undefined {
  const head = text.slice(0, 80)
  const klog = /^([IWEF])\d{4} \d\d:\d\d:\d\d/.exec(head)
  if (klog) return klog[1] === 'I' ? 'info' : klog[1] === 'W' ? 'warn' : 'error'
  const word =
    /(?:^|[\s[(|])(TRACE|DEBUG|INFO|NOTICE|WARN|WARNING|ERROR|FATAL|CRITICAL|SEVERE|trace|debug|info|warning|warn|error|critical|fatal)(?=[\s\]):|]|$)/.exec(
      head,
    )
  if (word) return readLevel(word[1] ?? '')
  return /^(?:Traceback \(most recent|[\w.]*(?:Error|Exception)\b|panic:|Caused by:)/.test(head)
    ? 'error'
    : undefined
}
