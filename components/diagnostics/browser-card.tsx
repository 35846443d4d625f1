import { useTranslations } from 'next-intl'
import { Facts } from '#components/diagnostics/facts.tsx'
import type { BrowserFacts } from '#components/diagnostics/read-browser.ts'
import { Card } from '#components/ui/card.tsx'

export function BrowserCard({ browser }: { readonly browser: BrowserFacts }) {
  const t = useTranslations('diagnostics.browser')
  const { userAgent, languages, timeZone, window, theme, clockAheadSeconds } = browser
  return (
    <Card title={t('title')}>
      <Facts
        facts={[
          { name: t('userAgent'), value: userAgent },
          { name: t('languages'), value: languages },
          { name: t('timeZone'), value: timeZone },
          { name: t('window'), value: window },
          { name: t('theme'), value: theme },
          { name: t('clock'), value: t('clockOf', { seconds: clockAheadSeconds }) },
        ]}
      />
    </Card>
  )
}
