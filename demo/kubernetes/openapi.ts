import { createHash } from 'node:crypto'
import { formatGroupVersion, listGroups } from '#demo/kubernetes/catalogue.ts'

export const openApiPath = '/openapi/v3'

export interface OpenApi {
  /** The JSON of the index (path '') or of one document (`apis/networking.istio.io/v1`); undefined: not served. */
  read(path: string): Promise<string | undefined>
}

export function createOpenApi(): OpenApi {
  return {
    read: async (path) => (path === '' ? buildIndex() : undefined),
  }
}

function buildIndex(): string {
  const paths = [...listGroups()].flatMap(([group, versions]) =>
    versions.map((version) =>
      group === '' ? `api/${version}` : `apis/${formatGroupVersion({ group, version })}`,
    ),
  )
  return JSON.stringify({
    paths: Object.fromEntries(
      paths.map((path) => [
        path,
        {
          serverRelativeURL: `${openApiPath}/${path}?hash=${createHash('sha512').update(path).digest('hex').toUpperCase()}`,
        },
      ]),
    ),
  })
}
