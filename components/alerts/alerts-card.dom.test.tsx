// @vitest-environment happy-dom
import { configure, render, screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { beforeEach, describe, expect, it } from 'vitest'
import { AlertsCard, type AlertsOf } from '#components/alerts/alerts-card.tsx'
import { QueryProvider } from '#components/query/query-provider.tsx'
import { servePage } from '#components/query/serve-page.test-support.ts'
import { ViewProvider } from '#components/shell/view.tsx'
import { WordsProvider } from '#components/shell/words-provider.tsx'
import type { AlertItem, alerts } from '#contract/alerts.ts'
import type { CallOutput } from '#contract/define-call.ts'

configure({ asyncUtilTimeout: 15_000 })

type Answer = CallOutput<typeof alerts>

const failing: AlertItem = {
  name: 'TooManyErrors',
  state: 'firing',
  severity: 'critical',
  since: '2026-01-01T00:00:00Z',
  summary: '<img onerror=alert(1)> fails',
  about: { kind: 'workload', namespace: 'shop', workloadKind: 'Deployment', name: 'pay' },
  labels: { alertname: 'TooManyErrors' },
}
const meshWide: AlertItem = { name: 'Rejects', state: 'pending', labels: {} }

let answer: { status: number; body: unknown }
let asked: URL[]

function say(items: readonly AlertItem[], more: Partial<Answer> = {}): void {
  const body = {
    asOf: '2026-01-01T00:00:00Z',
    supported: true,
    items,
    total: items.length,
    notices: [],
    ...more,
  }
  answer = { status: 200, body }
}

beforeEach(() => {
  asked = []
})
servePage((url) => {
  if (!url.pathname.endsWith('/alerts')) return undefined
  asked.push(url)
  return answer
})

function show(of?: AlertsOf) {
  render(
    <WordsProvider>
      <QueryProvider>
        <ViewProvider>
          <AlertsCard of={of} />
        </ViewProvider>
      </QueryProvider>
    </WordsProvider>,
  )
}

describe('the alerts', () => {
  it('say what fires, how bad it is, and lead to what it is about; hostile words are text', async () => {
    say([failing, meshWide])
    show()
    const link = await screen.findByRole('link', { name: /shop \/ pay/ })
    expect(link.getAttribute('href')).toMatch(/^\/workloads\/shop\/pay\?.*kind=Deployment/)
    expect(screen.getByText('Firing')).toBeTruthy()
    expect(screen.getByText('critical')).toBeTruthy()
    expect(screen.getByText('<img onerror=alert(1)> fails')).toBeTruthy()
    expect(screen.getByText('the mesh')).toBeTruthy()
    expect(screen.getByText('1 firing, 1 pending')).toBeTruthy()
  })

  it('of one workload are asked for by its namespace, kind and name', async () => {
    say([{ ...failing, name: 'Other', about: { kind: 'workload', namespace: 'shop', name: 'cart' } }])
    show({ namespace: 'shop', kind: 'workload', name: 'cart' })
    await screen.findByText('Other')
    expect(Object.fromEntries(asked[0]?.searchParams ?? [])).toEqual({
      namespaces: 'shop',
      kind: 'workload',
      name: 'cart',
    })
  })

  it('are five first, and all when they are asked for', async () => {
    const many = Array.from({ length: 8 }, (_, at) => ({
      ...failing,
      name: `Rule${at}`,
      labels: { alertname: `Rule${at}` },
    }))
    say(many, { total: 10 })
    show()
    await screen.findByText('Rule4')
    expect(screen.queryByText('Rule5')).toBeNull()
    await userEvent.click(screen.getByRole('button', { name: 'Show all 8' }))
    expect(screen.getByText('Rule7')).toBeTruthy()
    expect(screen.getByText('2 more are not listed.')).toBeTruthy()
  })

  it.each([
    ['none', () => say([]), 'No alert fires or is pending.'],
    ['a server without rules', () => say([], { supported: false }), /keeps no alerts/],
    [
      'Prometheus is away',
      () => {
        answer = {
          status: 503,
          body: {
            type: 'about:blank',
            title: 'Prometheus cannot be reached',
            detail: 'x',
            status: 503,
            kind: 'unavailable',
            code: 'x',
            params: {},
            retry: false,
            requestId: 'r',
          },
        }
      },
      /Prometheus cannot be reached/,
    ],
  ])('say it when there is %s', async (_, prepare, words) => {
    prepare()
    show()
    expect(await screen.findByText(words)).toBeTruthy()
  })
})
