import type { ReactNode } from 'react'
import { WrittenBar } from '#components/istio-config/write/written-bar.tsx'

export default function Layout({ children }: { readonly children: ReactNode }) {
  return (
    <>
      <WrittenBar />
      {children}
    </>
  )
}
