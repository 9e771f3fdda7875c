-- The tables of prisma/schema.prisma, then what Prisma cannot spell.

-- CreateSchema
CREATE SCHEMA IF NOT EXISTS "public";

-- CreateEnum
CREATE TYPE "content_type" AS ENUM ('post', 'video');

-- CreateEnum
CREATE TYPE "visibility" AS ENUM ('public', 'followers');

-- CreateEnum
CREATE TYPE "notification_type" AS ENUM ('like', 'follow');

-- CreateTable
CREATE TABLE "epoch" (
    "id" INTEGER NOT NULL DEFAULT 1,
    "epoch" UUID NOT NULL DEFAULT gen_random_uuid(),
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "epoch_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "users" (
    "id" UUID NOT NULL,
    "username" TEXT NOT NULL,
    "display_name" TEXT NOT NULL,
    "bio" TEXT NOT NULL DEFAULT '',
    "avatar_url" TEXT,
    "password_hash" TEXT,
    "is_demo" BOOLEAN NOT NULL DEFAULT false,
    "follower_count" INTEGER NOT NULL DEFAULT 0,
    "following_count" INTEGER NOT NULL DEFAULT 0,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "users_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "oauth_accounts" (
    "provider" TEXT NOT NULL,
    "provider_account_id" TEXT NOT NULL,
    "user_id" UUID NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "oauth_accounts_pkey" PRIMARY KEY ("provider","provider_account_id")
);

-- CreateTable
CREATE TABLE "sessions" (
    "id" UUID NOT NULL,
    "user_id" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "user_agent" TEXT NOT NULL DEFAULT '',
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "last_seen_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "ended_at" TIMESTAMPTZ(3),

    CONSTRAINT "sessions_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "contents" (
    "id" UUID NOT NULL,
    "content_type" "content_type" NOT NULL,
    "author_id" UUID NOT NULL,
    "body" TEXT NOT NULL,
    "visibility" "visibility" NOT NULL DEFAULT 'public',
    "video_url" TEXT,
    "poster_url" TEXT,
    "duration_ms" INTEGER,
    "width" INTEGER,
    "height" INTEGER,
    "like_count" INTEGER NOT NULL DEFAULT 0,
    "comment_count" INTEGER NOT NULL DEFAULT 0,
    "repost_count" INTEGER NOT NULL DEFAULT 0,
    "version" INTEGER NOT NULL DEFAULT 0,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "deleted_at" TIMESTAMPTZ(3),

    CONSTRAINT "contents_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "likes" (
    "user_id" UUID NOT NULL,
    "content_id" UUID NOT NULL,
    "liked" BOOLEAN NOT NULL,
    "liked_at" TIMESTAMPTZ(3) NOT NULL,
    "devices" TEXT[] DEFAULT ARRAY[]::TEXT[],
    "seqs" BIGINT[] DEFAULT ARRAY[]::BIGINT[],
    "notification_id" UUID,
    "is_rung" BOOLEAN NOT NULL DEFAULT false,
    "rang_at" TIMESTAMPTZ(3),

    CONSTRAINT "likes_pkey" PRIMARY KEY ("content_id","user_id")
);

-- CreateTable
CREATE TABLE "follows" (
    "follower_id" UUID NOT NULL,
    "followee_id" UUID NOT NULL,
    "follows" BOOLEAN NOT NULL DEFAULT true,
    "followed_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "notification_id" UUID,
    "is_rung" BOOLEAN NOT NULL DEFAULT false,
    "rang_at" TIMESTAMPTZ(3),

    CONSTRAINT "follows_pkey" PRIMARY KEY ("follower_id","followee_id")
);

-- CreateTable
CREATE TABLE "inboxes" (
    "user_id" UUID NOT NULL,
    "unread_count" INTEGER NOT NULL DEFAULT 0,
    "version" INTEGER NOT NULL DEFAULT 0,

    CONSTRAINT "inboxes_pkey" PRIMARY KEY ("user_id")
);

-- CreateTable
CREATE TABLE "notifications" (
    "id" UUID NOT NULL,
    "recipient_id" UUID NOT NULL,
    "type" "notification_type" NOT NULL,
    "subject_id" UUID NOT NULL,
    "actor_count" INTEGER NOT NULL DEFAULT 0,
    "latest_actors" UUID[] DEFAULT ARRAY[]::UUID[],
    "is_read" BOOLEAN NOT NULL DEFAULT false,
    "inbox_version" INTEGER NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "notifications_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "idempotency_keys" (
    "user_id" UUID NOT NULL,
    "key" TEXT NOT NULL,
    "body_hash" TEXT NOT NULL,
    "answer" JSONB NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "idempotency_keys_pkey" PRIMARY KEY ("user_id","key")
);

-- CreateIndex
CREATE UNIQUE INDEX "users_username_key" ON "users"("username");

-- CreateIndex
CREATE INDEX "oauth_accounts_user_id_idx" ON "oauth_accounts"("user_id");

-- CreateIndex
CREATE INDEX "sessions_user_id_ended_at_idx" ON "sessions"("user_id", "ended_at");

-- CreateIndex
CREATE INDEX "contents_created_at_id_idx" ON "contents"("created_at" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "contents_author_id_created_at_id_idx" ON "contents"("author_id", "created_at" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "idempotency_keys_created_at_idx" ON "idempotency_keys"("created_at");

-- AddForeignKey
ALTER TABLE "oauth_accounts" ADD CONSTRAINT "oauth_accounts_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "sessions" ADD CONSTRAINT "sessions_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "contents" ADD CONSTRAINT "contents_author_id_fkey" FOREIGN KEY ("author_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "likes" ADD CONSTRAINT "likes_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "likes" ADD CONSTRAINT "likes_content_id_fkey" FOREIGN KEY ("content_id") REFERENCES "contents"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "follows" ADD CONSTRAINT "follows_follower_id_fkey" FOREIGN KEY ("follower_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "follows" ADD CONSTRAINT "follows_followee_id_fkey" FOREIGN KEY ("followee_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "inboxes" ADD CONSTRAINT "inboxes_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "notifications" ADD CONSTRAINT "notifications_recipient_id_fkey" FOREIGN KEY ("recipient_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "idempotency_keys" ADD CONSTRAINT "idempotency_keys_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE;


-- Counters are derived and can never be less than nothing; a change that would make one so is a bug,
-- and its transaction fails.
ALTER TABLE "users"
    ADD CONSTRAINT "users_username_form" CHECK ("username" ~ '^[a-z0-9_][a-z0-9_.-]{1,29}$'),
    ADD CONSTRAINT "users_follower_count_not_negative" CHECK ("follower_count" >= 0),
    ADD CONSTRAINT "users_following_count_not_negative" CHECK ("following_count" >= 0);

ALTER TABLE "sessions"
    ADD CONSTRAINT "sessions_kind_known" CHECK ("kind" IN ('browser', 'token'));

ALTER TABLE "contents"
    ADD CONSTRAINT "contents_like_count_not_negative" CHECK ("like_count" >= 0),
    ADD CONSTRAINT "contents_comment_count_not_negative" CHECK ("comment_count" >= 0),
    ADD CONSTRAINT "contents_repost_count_not_negative" CHECK ("repost_count" >= 0),
    ADD CONSTRAINT "contents_version_not_negative" CHECK ("version" >= 0),
    ADD CONSTRAINT "contents_video_has_url" CHECK (("content_type" = 'video') = ("video_url" IS NOT NULL)),
    ADD CONSTRAINT "contents_size_positive" CHECK ("duration_ms" > 0 AND "width" > 0 AND "height" > 0);

ALTER TABLE "likes"
    ADD CONSTRAINT "likes_presses_paired" CHECK (cardinality("devices") = cardinality("seqs"));

ALTER TABLE "follows"
    ADD CONSTRAINT "follows_not_oneself" CHECK ("follower_id" <> "followee_id");

ALTER TABLE "inboxes"
    ADD CONSTRAINT "inboxes_unread_count_not_negative" CHECK ("unread_count" >= 0),
    ADD CONSTRAINT "inboxes_version_not_negative" CHECK ("version" >= 0);

ALTER TABLE "notifications"
    ADD CONSTRAINT "notifications_actor_count_not_negative" CHECK ("actor_count" >= 0),
    ADD CONSTRAINT "notifications_inbox_version_not_negative" CHECK ("inbox_version" >= 0);

-- Room on each page for the next version of rows whose counters move, so that no index has to.
ALTER TABLE "contents" SET (fillfactor = 70);
ALTER TABLE "notifications" SET (fillfactor = 70);
ALTER TABLE "inboxes" SET (fillfactor = 50);
ALTER TABLE "likes" SET (fillfactor = 90);

-- Lists of what stands. Partial, so that a look-up of one row by its key has no index but the key's to
-- take: with another one that begins alike, a plan made on small tables would scan a person's every like
-- (or an author's every notification) once the tables are large.
CREATE INDEX "likes_by_person" ON "likes" ("user_id", "liked_at" DESC) WHERE "liked";
CREATE INDEX "likes_by_content" ON "likes" ("content_id", "liked_at" DESC) WHERE "liked";
CREATE INDEX "notifications_shown" ON "notifications" ("recipient_id", "updated_at" DESC, "id" DESC)
    WHERE "actor_count" > 0;
CREATE INDEX "follows_by_follower" ON "follows" ("follower_id", "followed_at" DESC) WHERE "follows";
CREATE INDEX "follows_by_followee" ON "follows" ("followee_id", "followed_at" DESC) WHERE "follows";

-- One unread group per subject: whoever rings again while it is unread joins it.
CREATE UNIQUE INDEX "notifications_one_unread_group"
    ON "notifications" ("recipient_id", "type", "subject_id") WHERE NOT "is_read";

-- One row, for ever: the epoch is what clients compare to know whether this is still the same database.
ALTER TABLE "epoch" ADD CONSTRAINT "epoch_single_row" CHECK ("id" = 1);
INSERT INTO "epoch" ("id") VALUES (1);
