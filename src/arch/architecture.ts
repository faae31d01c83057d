export type Architecture = "arm64" | "x86_64";

export const architectures = ["arm64", "x86_64"] as const satisfies readonly Architecture[];
