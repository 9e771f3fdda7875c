// The empty app's own configuration. Without one, Next takes that of the project above, whose loaders are
// named from there.
import path from "node:path";

/** @type {import("next").NextConfig} */
export default {
  poweredByHeader: false,
  // Next itself is found in the project's node_modules.
  turbopack: { root: path.join(import.meta.dirname, "../../..") },
  typescript: { ignoreBuildErrors: true },
};
