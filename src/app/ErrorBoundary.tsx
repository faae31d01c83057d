import { Component, type ErrorInfo, type ReactNode } from "react";
import { Button } from "@/widgets/Button";
import { EmptyState } from "@/widgets/EmptyState";

interface ErrorBoundaryProps {
  /** What failed, as its heading says. */
  readonly name: string;
  readonly children: ReactNode;
}
interface ErrorBoundaryState {
  readonly error: Error | undefined;
  readonly stack: string;
}

/** Classes are what React offers for this: a component that outlives the failure of those inside it. */
export class ErrorBoundary extends Component<ErrorBoundaryProps, ErrorBoundaryState> {
  override state: ErrorBoundaryState = { error: undefined, stack: "" };

  static getDerivedStateFromError(error: unknown): Partial<ErrorBoundaryState> {
    return { error: error instanceof Error ? error : new Error(String(error)) };
  }

  override componentDidCatch(_error: unknown, info: ErrorInfo): void {
    this.setState({ stack: info.componentStack ?? "" });
  }

  /** What a bug report needs: the message, where, on which page and browser. */
  private copyReport = (): void => {
    const { error, stack } = this.state;
    const report = [
      `${this.props.name}: ${error?.message ?? ""}`,
      window.location.href,
      navigator.userAgent,
      error?.stack ?? "",
      stack,
    ].join("\n\n");
    void navigator.clipboard?.writeText(report);
  };

  override render(): ReactNode {
    const { error } = this.state;
    if (error === undefined) return this.props.children;
    return (
      <EmptyState title={`${this.props.name} stopped working`}>
        <p>This is a bug in machoscope. Your files are safe: {error.message}</p>
        <p>
          <Button kind="outlined" onClick={() => this.setState({ error: undefined, stack: "" })}>
            Try again
          </Button>{" "}
          <Button icon="copy" onClick={this.copyReport}>
            Copy a report
          </Button>
        </p>
      </EmptyState>
    );
  }
}
