// How Next builds the pages and routes. Types are checked by `npm run check`, once, not again here.
/** @type {import("next").NextConfig} */
export default {
  poweredByHeader: false,
  reactStrictMode: true,
  // Few large scripts pack better than many small ones.
  experimental: {
    turbopackChunking: {
      minChunkSize: 10_000_000,
      requestCost: 20_000_000,
      maxMergeChunkSize: 10_000_000,
    },
  },
  typescript: { ignoreBuildErrors: true },
  // Loaded by server.ts as well: one copy in the process, not one more inside Next's bundles.
  serverExternalPackages: ["pino", "@node-rs/argon2", "prom-client"],
  // The second window of the two-window demo, when developing.
  allowedDevOrigins: ["localhost", "127.0.0.1"],
  // Before any file is looked for, so that every path answers exactly the same under /api/v1.
  rewrites: async () => ({
    beforeFiles: [{ source: "/api/v1/:path*", destination: "/api/:path*" }],
    afterFiles: [],
    fallback: [],
  }),
};
