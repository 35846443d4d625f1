'use client'
import { useEffect } from 'react'
import { usePreference } from '#components/shell/preferences.ts'

export const themes = ['light', 'dark', 'system'] as const
export type Theme = (typeof themes)[number]

/** The chosen theme; `system` follows the machine, also when it changes while the page is open. */
export function useTheme(): readonly [Theme, (theme: Theme) => void] {
  const [stored, choose] = usePreference('theme')
  const theme = themes.find((known) => known === stored) ?? 'system'
  return [theme, choose]
}

/** Keeps `<html data-theme>` true to the choice after the first paint, which theme-script.ts answered for. */
export function useThemeOnPage(): void {
  const [theme] = useTheme()
  useEffect(() => {
    const dark = window.matchMedia('(prefers-color-scheme: dark)')
    const apply = () => {
      const effective = theme === 'system' ? (dark.matches ? 'dark' : 'light') : theme
      document.documentElement.dataset['theme'] = effective
    }
    apply()
    dark.addEventListener('change', apply)
    return () => dark.removeEventListener('change', apply)
  }, [theme])
}
