// `npm run demo`: the whole app, built and full of people, without any setup. Switches demo mode on and
// becomes the server itself, so that Ctrl-C reaches every process.
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
