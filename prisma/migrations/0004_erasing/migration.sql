-- What is erased after its time is found without reading the rest. Written by hand: each holds only what waits for it.
CREATE INDEX "contents_to_erase" ON "contents" ("deleted_at") WHERE "deleted_at" IS NOT NULL AND "body" <> '';
CREATE INDEX "sessions_to_erase" ON "sessions" ((LEAST("ended_at", "expires_at")));
