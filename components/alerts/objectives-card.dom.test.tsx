// @vitest-environment happy-dom
import { configure, render, screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { describe, expect, it } from 'vitest'
import { ObjectivesCard } from '#components/alerts/objectives-card.tsx'
import { QueryProvider } from '#components/query/query-provider.tsx'
import { servePage } from '#components/query/serve-page.test-support.ts'
import { ViewProvider } from '#components/shell/view.tsx'
import { WordsProvider } from '#components/shell/words-provider.tsx'
import type { ObjectiveItem } from '#contract/objectives.ts'

configure({ asyncUtilTimeout: 15_000 })

const missed: ObjectiveItem = {
  id: 'sloth a',
  tool: 'sloth',
  name: '<img src=x onerror=alert(1)>',
  service: 'pay',
  about: { kind: 'service', namespace: 'shop', name: 'pay' },
  objectivePercent: 99.95,
  windowSeconds: 2_592_000,
  remainingPercent: -230,
  burnRates: [
    { windowSeconds: 300, rate: 3.3 },
    { windowSeconds: 3_600, rate: 0 },
  ],
  alerts: [{ name: 'Burns', state: 'firing', severity: 'critical' }],
  health: {
    status: 'failing',
    reasons: [{ code: 'objective-missed', params: {}, text: 'Its budget is spent.' }],
  },
}

let answer: { status: number; body: unknown }

const page = servePage(({ pathname }) => (pathname.includes('/objectives') ? answer : undefined))

const say = (items: readonly ObjectiveItem[]) => {
  answer = {
    status: 200,
    body: { asOf: '2026-01-01T00:00:00Z', items, total: items.length, notices: [] },
  }
}

function show() {
  return render(
    <WordsProvider>
      <QueryProvider>
        <ViewProvider>
          <p>page</p>
          <ObjectivesCard />
        </ViewProvider>
      </QueryProvider>
    </WordsProvider>,
  )
}

describe('the objectives', () => {
  it('tell goal, budget, burn rates and alerts, and why; hostile names are text', async () => {
    say([missed])
    show()
    await screen.findByText('<img src=x onerror=alert(1)>')
    expect(screen.getByText('99.95% over 30 d')).toBeTruthy()
    expect(screen.getByText('error budget spent, 230% over')).toBeTruthy()
    expect(screen.getByText('3.3× over 5 min')).toBeTruthy()
    expect(screen.getByText('0× over 1 h')).toBeTruthy()
    expect(screen.getByText('Burns: firing')).toBeTruthy()
    expect(screen.getByRole('link', { name: /shop \/ pay/ }).getAttribute('href')).toMatch(
      /^\/services\/shop\/pay/,
    )
    await userEvent.click(screen.getByRole('button', { name: /Failing/ }))
    expect(await screen.findByText('Its budget is spent.')).toBeTruthy()
  })

  it('without a figure say that, and without time only the goal', async () => {
    const { windowSeconds: _, remainingPercent: __, ...rest } = missed
    say([{ ...rest, burnRates: [], health: { status: 'unknown', reasons: [] } }])
    show()
    expect(await screen.findByText('not measured')).toBeTruthy()
    expect(screen.getByText('99.95%')).toBeTruthy()
  })

  it('are no card where there are none', async () => {
    say([])
    show()
    await new Promise<void>((done) => page().once('request', (_, response) => response.once('close', done)))
    expect(screen.queryByText('Objectives')).toBeNull()
  })
})
