// One value for everything the database holds: equal before and after means nothing was written, in any
// table. For tests alone.
import { Prisma, type PrismaClient } from "@/generated/prisma/client";

interface Fingerprint {
  /** Where the write-ahead log ended before the rows were read. */
  logEnd: string;
  hashes: Record<string, string>;
}

const latest = new WeakMap<PrismaClient, Fingerprint>();

/**
 * Table → hash of all its rows. While the write-ahead log has not grown nothing was written, and the rows are
 * not read again.
 */
export async function fingerprint(prisma: PrismaClient): Promise<Record<string, string>> {
  const [log] = await prisma.$queryRaw<{ end: string }[]>`
    SELECT pg_current_wal_insert_lsn()::text AS "end"`;
  const logEnd = log?.end ?? "";
  const known = latest.get(prisma);
  if (known?.logEnd === logEnd) return known.hashes;
  const hashes = await hashTables(prisma);
  latest.set(prisma, { logEnd, hashes });
  return hashes;
}

async function hashTables(prisma: PrismaClient): Promise<Record<string, string>> {
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
