'use client'
import { useTranslations } from 'next-intl'

/**
 * Response flags that have words: Envoy's (its documentation of access logs, RESPONSE_FLAGS) and ztunnel's, which has
 * words of its own (`ResponseFlags` in istio/ztunnel, src/proxy/metrics.rs).
 */
const knownFlags = [
  'UH', 'UF', 'UO', 'NR', 'URX', 'NC', 'DT', 'DC', 'LH', 'UT', 'LR', 'UR', 'UC', 'DI', 'FI', 'RL', 'UAEX', 'RLSE',
  'IH', 'SI', 'DPE', 'UPE', 'UMSDR', 'OM', 'DF', 'NFCF', 'RFCF', 'DO', 'DR', 'UDO',
  'DENY', 'CONNECT',
] as const // biome-ignore format: one code per line would fill a page

type KnownFlag = (typeof knownFlags)[number]

const isKnownFlag = (flag: string): flag is KnownFlag => (knownFlags as readonly string[]).includes(flag) // Only widened.

/** What a response flag means; undefined for one without words. */
export function useFlagWords(): (flag: string) => string | undefined {
  const t = useTranslations('mesh.flag')
  return (flag) => (isKnownFlag(flag) ? t(flag) : undefined)
}
