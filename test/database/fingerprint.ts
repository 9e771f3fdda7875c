// One value for everything the database holds: equal before and after means nothing was written, in any
// table. For tests alone.
import { Prisma, type PrismaClient } from "@/generated/prisma/client";

/** Table → hash of all its rows. */
export async function fingerprint(prisma: PrismaClient): Promise<Record<string, string>> {
  const tables = await prisma.$queryRaw<{ name: string }[]>`
    SELECT tablename AS name FROM pg_tables WHERE schemaname = current_schema() ORDER BY 1`;
  const hashes = tables.map(
    ({ name }) => Prisma.sql`
      SELECT ${name}::text AS name, md5(coalesce(string_agg(t::text, '|' ORDER BY t::text), '')) AS hash
        FROM ${Prisma.raw(`"${name}"`)} t`,
  );
  const rows = await prisma.$queryRaw<{ name: string; hash: string }[]>(
    Prisma.join(hashes, " UNION ALL "),
  );
  return Object.fromEntries(rows.map(({ name, hash }) => [name, hash]));
}
