"use client";
// The demo's crowd and its figures, polled often while a crowd runs and seldom otherwise. Demo mode alone:
// elsewhere the server has no such routes.
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import * as z from "zod/mini";
import type { ErrorView } from "@/protocol/errors";
import { viewOf } from "../../client/errors";
import { useHeartwire } from "../provider/heartwire-context";

const crowdSchema = z.object({
  isRunning: z.boolean(),
  size: z.number(),
  arrivedCount: z.number(),
  likesAcked: z.number(),
  likesFailed: z.number(),
  secondsLeft: z.number(),
});

const showSchema = z.object({
  likesAcked: z.number(),
  changesCommitted: z.number(),
  eventsSent: z.number(),
  changesMerged: z.number(),
  mergedRatio: z.number(),
  crowd: crowdSchema,
});
export type DemoControlsView = z.infer<typeof showSchema>;

const crowdCheck = () => crowdSchema;
const showCheck = () => showSchema;

export interface CrowdWish {
  size: number;
  seconds: number;
  contentId?: string;
}

export interface DemoControl {
  /** Null until the first answer. */
  show: DemoControlsView | null;
  bringCrowd(wish: CrowdWish): void;
  sendHome(): void;
  isAsking: boolean;
  error: ErrorView | null;
}

const SHOW_KEY = ["demo-show"];
const BUSY_MS = 400;
const IDLE_MS = 2_000;

export function useDemoControls(): DemoControl {
  const { request } = useHeartwire();
  const queryClient = useQueryClient();
  const { data } = useQuery<DemoControlsView>({
    queryKey: SHOW_KEY,
    queryFn: ({ signal }) => request(showCheck, "/api/demo/stats", { signal }),
    refetchInterval: (query) => (query.state.data?.crowd.isRunning ? BUSY_MS : IDLE_MS),
  });
  const lookAgain = () => queryClient.invalidateQueries({ queryKey: SHOW_KEY });
  const bringing = useMutation({
    mutationFn: (body: CrowdWish) =>
      request(crowdCheck, "/api/demo/crowd", { method: "POST", body }),
    onSettled: lookAgain,
  });
  const sending = useMutation({
    mutationFn: () => request(crowdCheck, "/api/demo/crowd", { method: "DELETE" }),
    onSettled: lookAgain,
  });
  const error = bringing.error ?? sending.error;
  return {
    show: data ?? null,
    bringCrowd: (wish) => bringing.mutate(wish),
    sendHome: () => sending.mutate(),
    isAsking: bringing.isPending || sending.isPending,
    error: error ? viewOf(error) : null,
  };
}
