'use client'
import { useEffect, useState } from 'react'

const load = async () => ({
  ...(await import('#components/graph/find/language.ts')),
  ...(await import('#components/graph/find/list-suggestions.ts')),
})
export type Language = Awaited<ReturnType<typeof load>>

/** The find and hide language, loaded once it is wanted; undefined until it is there. */
export function useLanguage(wanted: boolean): Language | undefined {
  const [language, setLanguage] = useState<Language>()
  useEffect(() => {
    if (!wanted || language) return
    let gone = false
    void load().then((loaded) => {
      if (!gone) setLanguage(loaded)
    })
    return () => {
      gone = true
    }
  }, [wanted, language])
  return language
}
