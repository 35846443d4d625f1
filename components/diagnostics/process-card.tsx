import { useTranslations } from 'next-intl'
import { Facts } from '#components/diagnostics/facts.tsx'
import { formatBytes, formatLatency, formatWindow } from '#components/mesh/format.ts'
import { Card } from '#components/ui/card.tsx'
import type { Diagnostics } from '#contract/diagnostics.ts'

/** Which versions meet, and how the console's own process does. */
export function ProcessCard({
  diagnostics: { asOf, setup, process, caches, snapshot },
}: {
  readonly diagnostics: Diagnostics
}) {
  const t = useTranslations('diagnostics.process')
  const { memoryBytes: memory, eventLoopDelayMs: delay } = process
  const objects = Object.values(snapshot?.objects ?? {}).reduce((sum, count) => sum + count, 0)
  const facts = [
    { name: t('vardia'), value: setup.console.version },
    { name: t('node'), value: `${process.node} · ${process.platform}` },
    {
      name: t('running'),
      value: formatWindow(Math.max(0, (Date.parse(asOf) - Date.parse(process.startedAt)) / 1_000)),
    },
    {
      name: t('memory'),
      value: t('memoryOf', {
        resident: formatBytes(memory.resident),
        heap: formatBytes(memory.heapUsed),
        limit: formatBytes(memory.heapLimit),
      }),
    },
    { name: t('cpu'), value: formatLatency(process.cpuSeconds * 1_000) },
    {
      name: t('delay'),
      value: t('delayOf', {
        p50: formatLatency(delay.p50),
        p99: formatLatency(delay.p99),
        max: formatLatency(delay.max),
      }),
    },
    { name: t('snapshot'), value: snapshot ? t('snapshotOf', { version: snapshot.version, objects }) : '–' },
    ...caches.map(({ name, entries, oldestSeconds }) => ({
      name: t('cache', { name }),
      value:
        oldestSeconds === undefined
          ? t('entries', { entries })
          : t('entriesSince', { entries, age: formatWindow(oldestSeconds) }),
    })),
  ]
  return (
    <Card title={t('title')}>
      <Facts facts={facts} />
    </Card>
  )
}
