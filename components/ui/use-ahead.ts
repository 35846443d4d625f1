import { useCallback, useState } from 'react'

/**
 * A text that stands in the address, and what it will be: the address follows a moment after it was told, and who goes on
 * writing meanwhile must build on what they told, not on what still stands there. A text that comes from elsewhere (Back,
 * a link) wins over all that was told. Without `tell` whoever asks writes the address.
 */
export function useAhead(standing: string, tell?: (text: string) => void): [string, (text: string) => void] {
  const [known, setKnown] = useState(standing)
  const [told, setTold] = useState<readonly string[]>([])
  if (standing !== known) {
    setKnown(standing)
    const arrived = told.lastIndexOf(standing)
    setTold(arrived < 0 ? [] : told.slice(arrived + 1))
  }
  const tellAhead = useCallback(
    (text: string) => {
      setTold((before) => ((before.at(-1) ?? known) === text ? before : [...before, text]))
      tell?.(text)
    },
    [known, tell],
  )
  return [told.at(-1) ?? standing, tellAhead]
}
