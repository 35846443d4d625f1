// @vitest-environment happy-dom
import { cleanup, render, screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { NextIntlClientProvider } from 'next-intl'
import { afterEach, expect, test } from 'vitest'
import { HealthWhy } from '#components/mesh/health-why.tsx'
import messages from '#messages/en.json' with { type: 'json' }

afterEach(cleanup)

const draw = (of: string) => (
  <NextIntlClientProvider locale="en" messages={messages} timeZone="UTC">
    <HealthWhy
      of={of}
      health={{ status: 'failing', reasons: [{ code: 'x', params: {}, text: `${of} fails` }] }}
    />
  </NextIntlClientProvider>
)

test('reasons that stand open close when the same elements come to show another item', async () => {
  const { rerender } = render(draw('cart'))
  await userEvent.click(screen.getByRole('button', { name: /cart/ }))
  await screen.findByText('cart fails')
  rerender(draw('cart'))
  expect(screen.getByText('cart fails')).toBeTruthy()
  rerender(draw('orders'))
  expect(screen.getByRole('button', { name: /orders/ }).getAttribute('aria-expanded')).toBe('false')
  expect(screen.queryByText(/fails/)).toBeNull()
})
