import { createContext, lazy, type ReactNode, Suspense, use, useEffect, useMemo, useState } from "react";
import { useStoreApi } from "@/state/storeContext";
import { useToast } from "@/widgets/Toast";
import { type CommandContext, commands } from "./commands";
import { commandForKey, isTyping, keyName } from "./keys";

// Asked for when first opened: neither is needed for the first look.
const Palette = lazy(async () => ({ default: (await import("./Palette")).Palette }));
const HelpSheet = lazy(async () => ({ default: (await import("./HelpSheet")).HelpSheet }));

const Context = createContext<CommandContext | undefined>(undefined);

export function useCommands(): CommandContext {
  const context = use(Context);
  if (context === undefined) throw new Error("no CommandProvider above this component");
  return context;
}

/** Gives commands what they act on, listens for their keys, and shows the dialogs they open. */
export function CommandProvider({ children }: { readonly children: ReactNode }) {
  const store = useStoreApi();
  const tell = useToast();
  const [dialog, openDialog] = useState<"palette" | "help" | undefined>(undefined);
  const context = useMemo(() => ({ store, tell, openDialog }), [store, tell]);
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.isComposing || document.querySelector("dialog[open]") !== null) return;
      const command = commandForKey(commands, keyName(event), isTyping(event.target));
      if (command === undefined) return;
      event.preventDefault();
      command.run(context);
    };
    // Before Monaco, which takes ⌘K for the start of a chord.
    window.addEventListener("keydown", press, true);
    return () => window.removeEventListener("keydown", press, true);
  }, [context]);
  const close = () => openDialog(undefined);
  return (
    <Context value={context}>
      {children}
      <Suspense>
        {dialog === "palette" && <Palette context={context} onClose={close} />}
        {dialog === "help" && <HelpSheet onClose={close} />}
      </Suspense>
    </Context>
  );
}
