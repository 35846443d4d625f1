import { useState } from 'react'

/**
 * The same object for as long as it says the same, though each drawing makes it anew: what is made from it is made once.
 * Only for what JSON can tell.
 */
export function useSame<Value>(value: Value): Value {
  const words = JSON.stringify(value)
  const [kept, keep] = useState({ words, value })
  if (kept.words === words) return kept.value
  keep({ words, value })
  return value
}
