// @vitest-environment happy-dom
import { act, cleanup, render, screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { NextIntlClientProvider } from 'next-intl'
import { useState } from 'react'
import { afterEach, expect, test } from 'vitest'
import { parseFilter } from '#components/objects/list/filter.ts'
import { FilterBox } from '#components/objects/list/filter-box.tsx'
import type { FilterFacts } from '#components/objects/list/types.ts'
import { ActionsProvider } from '#components/shell/actions.tsx'
import { useAhead } from '#components/ui/use-ahead.ts'
import messages from '#messages/en.json' with { type: 'json' }

afterEach(cleanup)

interface Item {
  readonly namespace: string
  readonly name: string
}
const items: readonly Item[] = [
  { namespace: 'bookinfo', name: 'reviews-v1' },
  { namespace: 'shop', name: 'frontend-v1' },
]
const facts: FilterFacts<Item> = { namespace: ({ namespace }) => [namespace] }

/** An address that follows only when it is let, as Next's follows after its transition. */
function LateAddress({ told }: { readonly told: string[] }) {
  const [text, setText] = useState('')
  const [ahead, tell] = useAhead(text, (next) => told.push(next))
  return (
    <NextIntlClientProvider locale="en" messages={messages} timeZone="UTC">
      <ActionsProvider>
        <FilterBox filter={parseFilter(ahead, ['namespace'])} onFilter={tell} items={items} facts={facts} />
        <button type="button" onClick={() => setText(told.at(-1) ?? '')}>
          Arrive
        </button>
        <button type="button" onClick={() => setText('shop')}>
          Back
        </button>
      </ActionsProvider>
    </NextIntlClientProvider>
  )
}

test('what is written before the address has followed is added to what was told, and nothing is lost', async () => {
  const told: string[] = []
  const person = userEvent.setup()
  render(<LateAddress told={told} />)
  const field = screen.getByRole('combobox')
  await person.type(field, 'namespace:bookinfo{Enter}rev')
  expect(told.at(-1)).toBe('namespace:bookinfo rev')
  await person.click(screen.getByRole('button', { name: 'Arrive' }))
  expect(screen.getByRole('button', { name: 'Remove namespace:bookinfo' })).toBeTruthy()
  expect(field).toHaveProperty('value', 'rev')
  await person.type(field, 'iews')
  expect(told.at(-1)).toBe('namespace:bookinfo reviews')
})

test('an address that changes by itself wins over what was told', async () => {
  const told: string[] = []
  const person = userEvent.setup()
  render(<LateAddress told={told} />)
  await person.type(screen.getByRole('combobox'), 'namespace:bookinfo{Enter}')
  await act(() => person.click(screen.getByRole('button', { name: 'Back' })))
  expect(screen.queryByRole('button', { name: 'Remove namespace:bookinfo' })).toBeNull()
  expect(screen.getByRole('combobox')).toHaveProperty('value', 'shop')
})
