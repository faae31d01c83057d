import { hex0x } from "@/base/text";
import type { BinarySummary } from "./binarySummary";
import styles from "./sources.module.css";

/** What stands in the place of a text for a file that is none. */
export function BinaryCard({ name, summary }: { readonly name: string; readonly summary: BinarySummary }) {
  return (
    <section className={styles.card} aria-label={`Summary of ${name}`}>
      <h3>{name}</h3>
      <p>{summary.kind}</p>
      <dl>
        {summary.facts.map(([term, value]) => (
          <div key={term}>
            <dt>{term}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      {summary.sections.length > 0 && (
        <table>
          <caption>Sections</caption>
          <thead>
            <tr>
              <th scope="col">Name</th>
              <th scope="col">Size</th>
            </tr>
          </thead>
          <tbody>
            {summary.sections.map((section) => (
              <tr key={section.name}>
                <td>{section.name}</td>
                <td>{hex0x(section.size)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}
