// A loader for Turbopack: puts a module and all it imports into one piece without what it does not use.
// For libraries that are written to be shaken finer than Turbopack shakes; next.config.mjs says which modules.
// Whatever such a module imports is inside it alone, so it must share no state with the rest of a page.
const path = require("node:path");
const { build } = require("esbuild");

/** Pages open WebSockets and nothing else (client/connection/socket-transport.ts); the other ways are left out. */
const webSocketOnly = {
  name: "web-socket-only",
  setup(bundle) {
    bundle.onLoad(
      { filter: /engine\.io-client[\\/]build[\\/]esm[\\/]transports[\\/]index\.js$/ },
      () => ({
        contents:
          'import { WS } from "./websocket.js"; export const transports = { websocket: WS };',
      }),
    );
  },
};

module.exports = async function shake() {
  const done = this.async();
  try {
    const { outputFiles, metafile } = await build({
      absWorkingDir: this.rootContext,
      entryPoints: [this.resourcePath],
      bundle: true,
      write: false,
      metafile: true,
      format: "esm",
      platform: "browser",
      target: "es2022",
      plugins: [webSocketOnly],
    });
    for (const file of Object.keys(metafile.inputs)) {
      this.addDependency(path.resolve(this.rootContext, file));
    }
    done(null, outputFiles[0].text);
  } catch (error) {
    done(error);
  }
};
