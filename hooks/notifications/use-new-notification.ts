"use client";
// The bell's ring: once per `notification:new`, never for one heard twice.
import type { Notification } from "@/protocol/views";
import { useSignal } from "../provider/use-client-event";

export function useNotificationRing(ring: (notification: Notification) => void): void {
  useSignal("notificationRang", ring);
}
