'use client'
import { useTranslations } from 'next-intl'
import { useFlagWords } from '#components/mesh/response-flags.ts'
import type { TraceSpan } from '#contract/traces.ts'

/** A span in words. */
export function useSpanWords() {
  const t = useTranslations('traces.span')
  const all = useTranslations('traces')
  const flagWords = useFlagWords()
  const flag = (code: string): string => {
    const meaning = flagWords(code)
    return meaning === undefined ? code : `${code}: ${meaning}`
  }
  return {
    /** Whose proxy, and which way. */
    side: ({ side, route }: TraceSpan): string => {
      const host = route?.host?.split('.')[0]
      return (side === 'client' || side === 'gateway') && host
        ? t(`${side}To`, { host })
        : all(`span.${side}`)
    },
    /** Code, tries and flags: what came of it. */
    answer: ({ code, grpcCode, flags, attempts, withheldBelow, operation }: TraceSpan): string =>
      [
        code === undefined ? '' : code === '0' ? t('noAnswer') : code,
        grpcCode === undefined ? '' : t('grpc', { code: grpcCode }),
        attempts > 1 ? t('attempts', { count: attempts }) : '',
        ...flags.map(flag),
        withheldBelow > 0 ? t('withheldBelow', { count: withheldBelow }) : '',
        code === undefined && grpcCode === undefined && flags.length === 0 ? operation : '',
      ]
        .filter(Boolean)
        .join(' · '),
    flag,
  }
}
