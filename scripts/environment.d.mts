export const root: string;
export function run(command: string, args: readonly string[], environment?: Record<string, string>): number;
export function installPackages(): void;
export function findChromium(): string | undefined;
export function installChromium(): string | undefined;
export function packageVersion(): string;
