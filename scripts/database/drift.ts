// Do the migrations and prisma/schema.prisma describe the same database? Builds one from each and compares
// their catalogs. What only SQL can say (CHECKs, functions, the indexes below) is left out.
import { PGlite } from "@electric-sql/pglite";
import { readMigrations } from "@/engine/database/migrate";
import { diffSql, readDatamodel } from "./schema-engine";

/** Written by hand in the migrations, for Prisma cannot spell them. */
const HAND_WRITTEN_INDEXES = [
  "notifications_one_unread_group",
  "notifications_shown",
  "likes_by_person",
  "likes_by_content",
  "follows_by_follower",
  "follows_by_followee",
  "contents_to_erase",
  "sessions_to_erase",
  "sessions_ended",
];
/** Types that the functions of the migrations pass to each other; no column has them. */
const HAND_WRITTEN_ENUMS = ["bell"];

const CATALOG = `
SELECT format('column %s.%s: %s%s%s', c.relname, a.attname, format_type(a.atttypid, a.atttypmod),
              CASE WHEN a.attnotnull THEN ' not null' ELSE '' END,
              coalesce(' default ' || pg_get_expr(d.adbin, d.adrelid), '')) AS fact
  FROM pg_class c
  JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
  LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum
 WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace AND c.relname <> '_prisma_migrations'
UNION ALL
SELECT format('index %s', pg_get_indexdef(i.indexrelid))
  FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_class t ON t.oid = i.indrelid
 WHERE c.relnamespace = 'public'::regnamespace AND t.relname <> '_prisma_migrations'
   AND c.relname <> ALL ($1)
UNION ALL
SELECT format('constraint %s on %s: %s', k.conname, k.conrelid::regclass, pg_get_constraintdef(k.oid))
  FROM pg_constraint k
 WHERE k.connamespace = 'public'::regnamespace AND k.contype IN ('p', 'u', 'f')
   AND k.conrelid <> coalesce(to_regclass('_prisma_migrations'), 0)
UNION ALL
SELECT format('enum %s: %s', t.typname, string_agg(e.enumlabel, ', ' ORDER BY e.enumsortorder))
  FROM pg_type t JOIN pg_enum e ON e.enumtypid = t.oid
 WHERE t.typnamespace = 'public'::regnamespace AND t.typname <> ALL ($2) GROUP BY t.typname
ORDER BY 1`;

/** One line a difference; none when they agree. */
export async function findSchemaDrift(): Promise<string[]> {
  const migrations = await readMigrations();
  const migrated = await readCatalog(migrations.map(({ sql }) => sql));
  const modelled = await readCatalog([await diffSql({ tag: "empty" }, await readDatamodel())]);
  return [
    ...modelled
      .filter((fact) => !migrated.includes(fact))
      .map((fact) => `not in the migrations: ${fact}`),
    ...migrated
      .filter((fact) => !modelled.includes(fact))
      .map((fact) => `not in the datamodel: ${fact}`),
  ];
}

async function readCatalog(scripts: string[]): Promise<string[]> {
  const db = await PGlite.create();
  try {
    for (const sql of scripts) await db.exec(sql);
    const { rows } = await db.query<{ fact: string }>(CATALOG, [
      HAND_WRITTEN_INDEXES,
      HAND_WRITTEN_ENUMS,
    ]);
    return rows.map((row) => row.fact);
  } finally {
    await db.close();
  }
}
