// `npm run demo`: the whole app, built and full of people, with nothing to set up. Switches demo mode on
// and becomes the server itself, so that Ctrl-C reaches everything there is.
import { ensureBuild } from "./build";

process.env.HEARTWIRE_DEMO = "1";
Object.assign(process.env, { NODE_ENV: "production" });

try {
  ensureBuild();
  await import("@/server");
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
