"use client";
// The bell's ring: once per `notification:new`, never for one heard twice.
import type { Notification } from "@/protocol/views";
import { useClientEvent } from "../provider/use-client-event";

export function useNewNotification(ring: (notification: Notification) => void): void {
  useClientEvent("notificationArrived", ring);
}
