// What the Prisma command line needs to know. The application itself never reads this file.
// `generate` asks for a schema engine it does not use; pointing it at Node itself spares a download
// that fails on machines without the internet (docs/decisions/0002-prisma-without-downloads.md).
import { defineConfig } from "prisma/config";

if (process.argv.includes("generate")) {
  process.env.PRISMA_SCHEMA_ENGINE_BINARY ??= process.execPath;
}

const url = process.env.DATABASE_URL;

export default defineConfig({
  schema: "prisma/schema.prisma",
  migrations: { path: "prisma/migrations", seed: "tsx prisma/seed.ts" },
  ...(url ? { datasource: { url } } : {}),
});
