'use client'
import Link from 'next/link'
import { useTranslations } from 'next-intl'
import { formatLatency, formatPercent, formatRate, formatWindow } from '#components/mesh/format.ts'
import { ObjectLink } from '#components/mesh/object-link.tsx'
import { addParameter, paths } from '#components/mesh/paths.ts'
import type { LiveCall } from '#components/query/use-live-call.ts'
import { NoticeList } from '#components/shell/notice-list.tsx'
import { ProblemView } from '#components/shell/problem-view.tsx'
import { useView } from '#components/shell/view.tsx'
import { Card } from '#components/ui/card.tsx'
import { Skeleton } from '#components/ui/skeleton.tsx'
import type { CallOutput } from '#contract/define-call.ts'
import type { RankedService, serviceInsights } from '#contract/overview.ts'

/** Each order with what it is by, and the column of the list of services that is ordered alike, where there is one. */
const orders = [
  {
    order: 'errors',
    sort: '-errors',
    tell: ({ errorPercent }: RankedService) => formatPercent(errorPercent),
  },
  {
    order: 'latency',
    sort: undefined,
    tell: ({ latencyMsP95 = 0 }: RankedService) => formatLatency(latencyMsP95),
  },
  {
    order: 'requests',
    sort: '-traffic',
    tell: ({ requestsPerSecond }: RankedService) => formatRate(requestsPerSecond),
  },
] as const

/**
 * The services that fail most, answer slowest and are asked most, whether or not anything is wrong with them. No order
 * of what could not be read, for an empty one says that nothing was measured.
 */
export function InsightsCard({
  insights,
}: {
  readonly insights: LiveCall<CallOutput<typeof serviceInsights>>
}) {
  const t = useTranslations('overview.insights')
  const { data, problem } = insights
  const lacks = (code: string) => data?.notices.some((notice) => notice.code === code) === true
  const isRanked = data ? !lacks('insights-without-traffic') : !problem
  const ranked = lacks('insights-without-latency')
    ? orders.filter(({ order }) => order !== 'latency')
    : orders
  return (
    <Card
      title={t('title')}
      aside={
        data ? (
          <span className="text-small text-muted">
            {t('window', { window: formatWindow(data.rangeSeconds) })}
          </span>
        ) : null
      }
    >
      {problem ? (
        <ProblemView problem={problem} stale={data !== undefined} onRetry={insights.askAgain} />
      ) : null}
      <NoticeList notices={data?.notices} />
      {isRanked ? (
        <div className="grid gap-x-8 gap-y-4 px-4 py-3 lg:grid-cols-3">
          {ranked.map(({ order, ...rest }) => (
            <Ranking key={order} order={order} services={data?.[order]} {...rest} />
          ))}
        </div>
      ) : null}
    </Card>
  )
}

function Ranking({
  order,
  services,
  sort,
  tell,
}: {
  readonly order: (typeof orders)[number]['order']
  /** Undefined while they are asked for. */
  readonly services: readonly RankedService[] | undefined
  readonly sort: string | undefined
  readonly tell: (service: RankedService) => string
}) {
  const t = useTranslations('overview.insights')
  const { viewQuery } = useView()
  return (
    <section aria-label={t(order)} className="min-w-0">
      <h3 className="flex items-baseline gap-3 text-small text-muted">
        {t(order)}
        {sort ? (
          <Link
            href={paths.services(addParameter(viewQuery, `sort=${sort}`))}
            prefetch={false}
            aria-label={`${t('all')}: ${t(order)}`}
            className="ml-auto text-accent hover:underline"
          >
            {t('all')}
          </Link>
        ) : null}
      </h3>
      {services === undefined ? <Skeleton className="mt-2 h-5 w-full" /> : null}
      {services?.length === 0 ? <p className="pt-1.5 text-muted">{t(`${order}None`)}</p> : null}
      <ol>
        {services?.map((service) => (
          <li
            key={`${service.cluster}/${service.namespace}/${service.kind}/${service.name}`}
            className="flex items-center gap-3 pt-1.5"
          >
            <span className="min-w-0 grow">
              <ObjectLink
                kind={service.kind}
                namespace={service.namespace}
                name={service.name}
                href={paths.service(service, viewQuery)}
              />
            </span>
            <span className={`tabular shrink-0 ${order === 'errors' ? 'font-medium text-failing' : ''}`}>
              {tell(service)}
            </span>
          </li>
        ))}
      </ol>
    </section>
  )
}
