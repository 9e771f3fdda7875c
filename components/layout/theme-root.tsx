"use client";
// Light and dark: follows the system until somebody chooses, and is set before the first paint.
import { ThemeProvider } from "next-themes";
import type { ReactNode } from "react";
import { THEME_KEY } from "./theme-key";

/** `nonce` lets the small script that sets the theme run under the page's policy. */
export function ThemeRoot({ nonce, children }: { nonce: string | undefined; children: ReactNode }) {
  return (
    <ThemeProvider
      attribute="data-theme"
      defaultTheme="system"
      enableSystem
      disableTransitionOnChange
      storageKey={THEME_KEY}
      {...(nonce === undefined ? {} : { nonce })}
    >
      {children}
    </ThemeProvider>
  );
}
