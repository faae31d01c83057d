import type { Example } from "../example";
import { scripts } from "../scripts";

/** Scripts as examples: a project of one file, linked incrementally. */
export const declarationCalls: readonly Example[] = scripts.map(({ id, title, concept, notice, text }) => ({
  id: `calls-${id}`,
  title,
  concept,
  difficulty: 3,
  notice,
  files: {
    arm64: [{ name: "program.calls", text: text.arm64 }],
    x86_64: [{ name: "program.calls", text: text.x86_64 }],
  },
  options: { mode: "incremental" },
}));
