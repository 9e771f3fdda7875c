// How Next builds the pages and routes. Types are checked by `npm run check`, once, not again here.
/** @type {import("next").NextConfig} */
export default {
  poweredByHeader: false,
  reactStrictMode: true,
  typescript: { ignoreBuildErrors: true },
  // Loaded by server.ts as well: one copy in the process, not one more inside Next's bundles.
  serverExternalPackages: ["pino", "@node-rs/argon2"],
};
