-- Sessions that ended lately are found without reading the rest. Written by hand: it holds none that counts.
CREATE INDEX "sessions_ended" ON "sessions" ("ended_at") WHERE "ended_at" IS NOT NULL;
