import { placeForm, type Transport } from '#server/adapters/prometheus/transport.ts'
import { openUrlRequests, type UrlSettings } from '#server/adapters/upstream/url-requests.ts'

/** The way to a base URL, on connections that are kept. Throws when a certificate's file cannot be read. */
export function openUrlTransport(settings: UrlSettings): Transport {
  const requests = openUrlRequests(settings, { keepAlive: true })
  return {
    ...requests,
    begin: async ({ path, form, headers }) => {
      const { body, ...placed } = placeForm(path, form, true)
      const request = await requests.begin({ ...placed, headers: { ...headers, ...placed.headers } })
      return { request, ...(body === undefined ? {} : { body }) }
    },
  }
}
