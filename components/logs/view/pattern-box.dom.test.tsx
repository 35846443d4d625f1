// @vitest-environment happy-dom
import { act, render, screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { expect, test } from 'vitest'
import { PatternBox } from '#components/logs/view/pattern-box.tsx'
import { WordsProvider } from '#components/shell/words-provider.tsx'

const boxOf = (value: string, onValueChange: (value: string) => void) => (
  <WordsProvider>
    <PatternBox
      label="Only lines with"
      placeholder=""
      value={value}
      onValueChange={onValueChange}
      fault={undefined}
    />
  </WordsProvider>
)

test('letters typed while the URL still takes the last ones stay, and what another hand writes is taken over', async () => {
  const written: string[] = []
  const write = (text: string) => written.push(text)
  const { rerender } = render(boxOf('', write))
  const input = screen.getByRole<HTMLInputElement>('textbox', { name: 'Only lines with' })
  await userEvent.type(input, 'ab{Enter}')
  await userEvent.type(input, 'c')
  act(() => rerender(boxOf('ab', write)))
  expect(input.value).toBe('abc')
  await userEvent.type(input, '{Enter}')
  expect(written).toEqual(['ab', 'abc'])
  act(() => rerender(boxOf('abc', write)))
  act(() => rerender(boxOf('ab', write)))
  expect(input.value).toBe('ab')
})
