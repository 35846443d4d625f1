/** @type {import('next').NextConfig} */
export default {
  output: 'standalone',
  basePath: '/__VARDIA_BASE__',
  poweredByHeader: false,
  compress: false,
  reactStrictMode: true,
  images: { unoptimized: true },
  typescript: { ignoreBuildErrors: true },
  turbopack: { root: import.meta.dirname },
  outputFileTracingRoot: import.meta.dirname,
  outputFileTracingExcludes: {
    '*': ['node_modules/sharp/**', 'node_modules/@img/**', 'node_modules/node/**', 'demo/**', 'e2e/**'],
  },
}
