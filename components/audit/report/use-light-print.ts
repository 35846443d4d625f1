import { useEffect } from 'react'

/** Paper is light, whatever the screen is. */
export function useLightPrint(): void {
  useEffect(() => {
    const root = document.documentElement
    let screen: string | undefined
    const begin = () => {
      screen = root.dataset['theme']
      root.dataset['theme'] = 'light'
    }
    const end = () => {
      if (screen === undefined) delete root.dataset['theme']
      else root.dataset['theme'] = screen
    }
    window.addEventListener('beforeprint', begin)
    window.addEventListener('afterprint', end)
    return () => {
      window.removeEventListener('beforeprint', begin)
      window.removeEventListener('afterprint', end)
    }
  }, [])
}
