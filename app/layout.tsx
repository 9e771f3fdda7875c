// The document around every page: fonts, theme without a flash, and the client with the viewer's data.
import type { Metadata, Viewport } from "next";
import { headers } from "next/headers";
import type { ReactNode } from "react";
import { EpochRefresh } from "@/components/connection/epoch-refresh";
import { DebugMount } from "@/components/debug/debug-mount";
import { DemoWindow } from "@/components/demo/demo-window";
import { ThemeRoot } from "@/components/layout/theme-root";
import { Announcer } from "@/components/ui/feedback/announcer";
import { ToasterSlot } from "@/components/ui/feedback/toaster-slot";
import { HeartwireProvider } from "@/hooks/provider/heartwire-provider";
import { getConfig } from "@/server/config";
import { getEngine } from "@/server/engine-slot";
import { demoOrigins } from "./demo/origins";
import { fontVariables } from "./fonts";
import "./globals.css";
import { readViewer } from "./viewer";

export const metadata: Metadata = {
  title: { default: "heartwire", template: "%s · heartwire" },
  description: "Short posts with live likes. Everyone sees the count change the moment you tap.",
  applicationName: "heartwire",
};

export const viewport: Viewport = {
  width: "device-width",
  initialScale: 1,
  viewportFit: "cover",
  themeColor: [
    { media: "(prefers-color-scheme: light)", color: "#faf6f1" },
    { media: "(prefers-color-scheme: dark)", color: "#140f0c" },
  ],
};

export default async function RootLayout({ children }: { children: ReactNode }) {
  const nonce = (await headers()).get("x-nonce") ?? undefined;
  const viewer = await readViewer();
  const { epoch } = getEngine();
  return (
    <html lang="en" className={fontVariables} suppressHydrationWarning>
      <body>
        <ThemeRoot nonce={nonce}>
          <HeartwireProvider
            viewer={viewer?.person ?? null}
            epoch={epoch}
            inbox={viewer?.inbox ?? null}
          >
            <DemoWindow origins={demoOrigins(getConfig())}>
              <Announcer>{children}</Announcer>
            </DemoWindow>
            <ToasterSlot />
            <EpochRefresh />
            <DebugMount />
          </HeartwireProvider>
        </ThemeRoot>
      </body>
    </html>
  );
}
