import { buildPrograms, readGoVersion } from '#e2e/real/servers/build-programs.ts'
import { serveMesh } from '#e2e/real/servers/mesh-control.ts'
import { startRealMesh } from '#e2e/real/servers/real-mesh.ts'
import { startConsole } from '#e2e/support/start-console.ts'
import { buildConsole } from '#tools/build/build-console.ts'
import { onEnd } from '#tools/run/on-end.ts'
import { formatBuilt, tellWithoutGo, withoutGoExitCode } from '#tools/run/real-builds.ts'

/**
 * `npm run real`: the mesh of real servers that tests run on, and the console over it, until somebody ends it. Without Go
 * it says what it needs and exits with 3.
 */
if ((await readGoVersion()) === undefined) {
  tellWithoutGo()
  process.exit(withoutGoExitCode)
}
const tell = (words: string) => console.log(words)
const programs = await buildPrograms((built) => tell(formatBuilt(built)))
await buildConsole(tell)

const started: { stop(): Promise<unknown> }[] = []
const end = async (code: number) => {
  for (const each of started.reverse()) await each.stop()
  process.exit(code)
}
onEnd(() => void end(0))

try {
  const mesh = await startRealMesh(programs, tell)
  started.push(mesh)
  const control = await serveMesh(mesh)
  started.push(control)
  const console = await startConsole({
    KUBECONFIG: mesh.kubeconfigPath,
    VARDIA_PROMETHEUS_URL: mesh.prometheusUrl,
    VARDIA_ISTIOD_URL: mesh.istiodMonitoringUrl,
    VARDIA_TRACING_URL: mesh.jaegerUrl,
    PORT: process.env['PORT'] ?? '20002',
  })
  started.push(console)
  tell(
    [
      `Kubernetes API  ${mesh.apiServerUrl}`,
      `Prometheus      ${mesh.prometheusUrl}`,
      `istiod          ${mesh.istiodUrl}`,
      `Jaeger          ${mesh.jaegerUrl}, OTLP at ${mesh.otlpUrl}`,
      `kubectl         ${mesh.kubernetesProgram} kubectl --kubeconfig ${mesh.kubeconfigPath}`,
      `for tests       VARDIA_REAL_MESH=${control.url}`,
      `kubeconfig      ${mesh.kubeconfigPath} (contexts admin, editor, auditor, nobody)`,
      `Vardia is at ${console.url}`,
    ].join('\n'),
  )
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  await end(1)
}
