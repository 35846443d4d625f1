import type { Dialect } from 'kysely'

const mostConnections = 5
const connectMs = 5_000
const queryMs = 10_000

/**
 * PostgreSQL by its address. Connections are made when they are needed, so one that is away now may come back.
 *
 * @param onLost told of a connection that breaks while nobody uses it
 */
export async function openPostgresql(url: string, onLost: (error: Error) => void): Promise<Dialect> {
  const [{ default: pg }, { PostgresDialect }] = await Promise.all([import('pg'), import('kysely')])
  const pool = new pg.Pool({
    connectionString: url,
    max: mostConnections,
    connectionTimeoutMillis: connectMs,
    query_timeout: queryMs,
    statement_timeout: queryMs,
    application_name: 'vardia',
  })
  // Without a listener such an error ends the process.
  pool.on('error', onLost)
  return new PostgresDialect({ pool })
}
