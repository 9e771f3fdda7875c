"use client";
// Opens the dialogs that any part of a page may ask for: the composer and the list of keys. Each is
// fetched when first wanted.
import {
  createContext,
  lazy,
  type ReactNode,
  Suspense,
  useContext,
  useMemo,
  useState,
} from "react";

type DialogName = "composer" | "keys";

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

const ComposerDialog = lazy(async () => ({
  default: (await import("./composer-dialog")).ComposerDialog,
}));
const KeysDialog = lazy(async () => ({ default: (await import("./keys-dialog")).KeysDialog }));

/** The dialogs of the page around the caller. */
export function useDialogs(): Dialogs {
  return useContext(DialogsContext);
}

/** Stands once around the signed-in pages. */
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
  return (
    <DialogsContext value={dialogs}>
      {children}
      <Suspense fallback={null}>
        {wanted.has("composer") ? (
          <ComposerDialog isOpen={open === "composer"} close={close} />
        ) : null}
        {wanted.has("keys") ? <KeysDialog isOpen={open === "keys"} close={close} /> : null}
      </Suspense>
    </DialogsContext>
  );
}
