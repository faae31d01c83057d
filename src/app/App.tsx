// The shell: toolbar on top; sources, bytes and explanation side by side; the strip of passes; the tables. On narrow
// screens one of these at a time, with a bar to choose.

import "./tokens.css";
import "./base.css";
import { ToastProvider } from "@/widgets/Toast";
import { TooltipLayer } from "@/widgets/Tooltip";
import { useMediaQuery } from "@/widgets/useMediaQuery";
import styles from "./app.module.css";
import { BuildKeeper } from "./BuildKeeper";
import { CommandProvider } from "./CommandContext";
import { DesktopShell } from "./DesktopShell";
import { ErrorBoundary } from "./ErrorBoundary";
import { NoticeBar } from "./NoticeBar";
import { PhoneShell } from "./PhoneShell";
import { useTheme } from "./useTheme";

export function App() {
  useTheme();
  const narrow = useMediaQuery("(max-width: 760px)");
  return (
    <ErrorBoundary name="The page">
      <ToastProvider>
        <CommandProvider>
          <div className={styles.app} data-narrow={narrow}>
            {narrow ? <PhoneShell notice={<NoticeBar />} /> : <DesktopShell notice={<NoticeBar />} />}
          </div>
          <TooltipLayer />
          <BuildKeeper />
        </CommandProvider>
      </ToastProvider>
    </ErrorBoundary>
  );
}
