import { useCallback, useEffect, useState } from 'react'

/** Longer than an address takes to arrive on a slow machine. */
const arrivesWithinMs = 5_000

/**
 * A text that stands in the address, and what it will be: the address follows a moment after it was told, and who goes on
 * writing meanwhile must build on what they told, not on what still stands there. A text that comes from elsewhere (Back,
 * a link) wins over all that was told, and sets a further state of the component by `takeOver`. Without `tell` whoever asks
 * writes the address.
 */
export function useAhead(
  standing: string,
  tell?: (text: string) => void,
  takeOver?: (text: string) => void,
): [string, (text: string) => void] {
  const [known, setKnown] = useState(standing)
  const [told, setTold] = useState<readonly string[]>([])
  if (standing !== known) {
    setKnown(standing)
    const arrived = told.lastIndexOf(standing)
    setTold(arrived < 0 ? [] : told.slice(arrived + 1))
    if (arrived < 0) takeOver?.(standing)
  }
  useEffect(() => {
    // Taken back before the address followed: what stands already arrives with no change that would tell of it.
    if (told.at(-1) !== standing) return
    const timer = setTimeout(() => setTold([]), arrivesWithinMs)
    return () => clearTimeout(timer)
  }, [told, standing])
  const tellAhead = useCallback(
    (text: string) => {
      setTold((before) => ((before.at(-1) ?? known) === text ? before : [...before, text]))
      tell?.(text)
    },
    [known, tell],
  )
  return [told.at(-1) ?? standing, tellAhead]
}

/**
 * A text while it is typed, ahead even of what was told of it: the text, how to change it, whether it is told, and how to
 * tell it, since whoever asks says when. A text that comes from elsewhere takes its place.
 */
export function useTyped(standing: string, tell: (text: string) => void) {
  const [typed, type] = useState(standing)
  const [now, tellAhead] = useAhead(standing, tell, type)
  return [typed, type, typed === now, tellAhead] as const
}
