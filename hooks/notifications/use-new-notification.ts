"use client";
// Announces a notification: once per `notification:new`, never for one received twice.
import type { Notification } from "@/protocol/views";
import { useClientEvent } from "../provider/use-client-event";

export function useNewNotification(ring: (notification: Notification) => void): void {
  useClientEvent("notificationArrived", ring);
}
