'use client'
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { type ReactNode, useState } from 'react'
import { mayRetry } from '#components/query/call-options.ts'

/** One cache for the tab. What was asked less than a second ago is not asked again by a second reader. */
export function createQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: 1_000,
        gcTime: 10 * 60_000,
        retry: mayRetry,
        retryDelay: (attempt) => Math.min(1_000 * 2 ** attempt, 8_000),
        // The console is often on loopback or inside the cluster, where the browser's idea of "online" means nothing.
        networkMode: 'always',
      },
      mutations: { networkMode: 'always' },
    },
  })
}

export function QueryProvider({ children }: { readonly children: ReactNode }) {
  const [client] = useState(createQueryClient)
  return <QueryClientProvider client={client}>{children}</QueryClientProvider>
}
