"use client";
// Opens the dialogs that any part of a page may ask for: the composer and the list of keys. Each is
// fetched when first wanted.
import { createContext, type ReactNode, useContext, useMemo, useState } from "react";
import { lazyCode } from "@/client/lazy-code";
import { LazyView, sayMissing } from "../ui/lazy-view";

type DialogName = keyof typeof parts;

interface Dialogs {
  openComposer(): void;
  openKeys(): void;
  /** A dialog of ours is open: page-wide keys rest. */
  isAnyOpen: boolean;
}

const DialogsContext = createContext<Dialogs>({
  openComposer: () => {},
  openKeys: () => {},
  isAnyOpen: false,
});

const parts = {
  composer: lazyCode(async () => (await import("../contents/composer-dialog")).ComposerDialog),
  keys: lazyCode(async () => (await import("../keyboard/shortcuts-dialog")).ShortcutsDialog),
};

/** The dialogs of the page around the caller. */
export function useDialogs(): Dialogs {
  return useContext(DialogsContext);
}

/** Mounted once around the signed-in pages. */
export function DialogsProvider({ children }: { children: ReactNode }) {
  const [open, setOpen] = useState<DialogName | null>(null);
  const [wanted, setWanted] = useState<ReadonlySet<DialogName>>(new Set());
  const dialogs = useMemo<Dialogs>(() => {
    const show = (name: DialogName) => {
      setWanted((before) => new Set(before).add(name));
      setOpen(name);
    };
    return {
      openComposer: () => show("composer"),
      openKeys: () => show("keys"),
      isAnyOpen: open !== null,
    };
  }, [open]);
  const close = () => setOpen(null);
  const giveUp = (name: DialogName) => {
    setWanted((before) => new Set([...before].filter((one) => one !== name)));
    setOpen(null);
    sayMissing();
  };
  return (
    <DialogsContext value={dialogs}>
      {children}
      {[...wanted].map((name) => (
        <LazyView
          key={name}
          part={parts[name]}
          with={{ isOpen: open === name, close }}
          onMissing={() => giveUp(name)}
        />
      ))}
    </DialogsContext>
  );
}
