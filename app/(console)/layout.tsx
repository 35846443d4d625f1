import type { ReactNode } from 'react'
import { ConsoleFrame } from '#components/shell/console-frame.tsx'

export default function ConsoleLayout({ children }: { readonly children: ReactNode }) {
  return <ConsoleFrame>{children}</ConsoleFrame>
}
