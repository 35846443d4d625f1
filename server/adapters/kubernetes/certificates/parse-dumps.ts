import * as z from 'zod'
import { parseCertificates } from '#server/adapters/kubernetes/certificates/parse-certificates.ts'
import type { HeldSecret } from '#server/mesh/objects/certificate.ts'

const bytesSchema = z.object({ inline_bytes: z.string().optional(), inline_string: z.string().optional() })
const contextSchema = z.object({ trusted_ca: bytesSchema.optional() })

/** envoy.admin.v3.SecretsConfigDump.DynamicSecret around envoy.extensions.transport_sockets.tls.v3.Secret. */
const envoySchema = z.object({
  configs: z
    .array(
      z.object({
        name: z.string(),
        secret: z
          .object({
            tls_certificate: z.object({ certificate_chain: bytesSchema.optional() }).optional(),
            validation_context: contextSchema.optional(),
            combined_validation_context: z.object({ default_validation_context: contextSchema }).optional(),
          })
          .optional(),
      }),
    )
    .default([]),
})

/** What a proxy of Envoy holds; undefined for a text that is no such dump. */
export function parseEnvoySecrets(text: string): readonly HeldSecret[] | undefined {
  const dump = parseJson(envoySchema, text)
  return dump?.configs.map(({ name, secret }) => ({
    name,
    chain: readPem(secret?.tls_certificate?.certificate_chain),
    roots: readPem(
      (secret?.validation_context ?? secret?.combined_validation_context?.default_validation_context)
        ?.trusted_ca,
    ),
  }))
}

function readPem(bytes: z.output<typeof bytesSchema> | undefined) {
  return parseCertificates(
    bytes?.inline_string ?? Buffer.from(bytes?.inline_bytes ?? '', 'base64').toString('latin1'),
  )
}

const certificateSchema = z.object({ pem: z.string().default('') })

/** `certificates` of ztunnel's dump (istio/ztunnel `src/admin.rs`, CertsDump): PEM in base64, which older ones wrote bare. */
const ztunnelSchema = z.object({
  certificates: z.array(
    z.object({
      identity: z.string(),
      state: z.string().default(''),
      certChain: z.array(certificateSchema).default([]),
      rootCerts: z.array(certificateSchema).default([]),
    }),
  ),
})

/** What ztunnel holds for the workloads of its node; undefined for a text that is no such dump. */
export function parseZtunnelSecrets(text: string): readonly HeldSecret[] | undefined {
  const dump = parseJson(ztunnelSchema, text)
  return dump?.certificates.map(({ identity, state, certChain, rootCerts }) => ({
    name: identity,
    chain: certChain.flatMap(readDumped),
    roots: rootCerts.flatMap(readDumped),
    ...(state === '' || state === 'Available' ? {} : { fault: state.slice(0, 200) }),
  }))
}

function readDumped({ pem }: { readonly pem: string }) {
  return parseCertificates(pem.startsWith('-----') ? pem : Buffer.from(pem, 'base64').toString('latin1'))
}

function parseJson<Schema extends z.ZodType>(schema: Schema, text: string): z.output<Schema> | undefined {
  try {
    return schema.safeParse(JSON.parse(text)).data
  } catch {
    return undefined
  }
}
