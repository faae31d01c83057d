// Icons as paths on a 16-unit grid, drawn in the colour and size of the text around them.

const paths = {
  add: "M8 3v10M3 8h10",
  check: "M3 8.5l3.2 3.2L13 4.8",
  chevronDown: "M4 6l4 4 4-4",
  chevronLeft: "M10 4l-4 4 4 4",
  chevronRight: "M6 4l4 4-4 4",
  close: "M4 4l8 8M12 4l-8 8",
  command:
    "M6 6H4.5A1.75 1.75 0 1 1 6 4.5v7A1.75 1.75 0 1 1 4.5 10H6m4-4h1.5A1.75 1.75 0 1 0 10 4.5v7a1.75 1.75 0 1 0 1.5-1.5H10M6 6h4v4H6z",
  copy: "M6 6h7v7H6zM3 10V3h7",
  download: "M8 2.5v8M4.5 7.5L8 11l3.5-3.5M3 13.5h10",
  error: "M8 2a6 6 0 1 1 0 12A6 6 0 0 1 8 2zM8 5v3.5M8 11v.1",
  filter: "M2.5 4h11M4.5 8h7M6.5 12h3",
  first: "M12 4L7 8l5 4M4 4v8",
  help: "M8 2a6 6 0 1 1 0 12A6 6 0 0 1 8 2zM6.3 6.3a1.8 1.8 0 1 1 2.5 1.7c-.6.2-.8.6-.8 1.1M8 11.2v.1",
  last: "M4 4l5 4-5 4M12 4v8",
  layers: "M8 2.5L14 6 8 9.5 2 6zM2.5 9.5L8 12.7l5.5-3.2",
  link: "M6.8 9.2l2.4-2.4M7.3 5.2l1.6-1.6a2.5 2.5 0 0 1 3.5 3.5l-1.6 1.6M8.7 10.8l-1.6 1.6a2.5 2.5 0 0 1-3.5-3.5l1.6-1.6",
  moon: "M13 9.6A5.5 5.5 0 0 1 6.4 3 5.5 5.5 0 1 0 13 9.6z",
  more: "M3.2 7.6h.8v.8h-.8zM7.6 7.6h.8v.8h-.8zM12 7.6h.8v.8h-.8z",
  next: "M6 4l5 4-5 4z",
  note: "M3 3h10v7l-3 3H3zM10 13v-3h3",
  options:
    "M2.5 5h6M12 5h1.5M2.5 11H5M8.5 11h5M10.2 3.5a1.5 1.5 0 1 1 0 3 1.5 1.5 0 0 1 0-3zM6.7 9.5a1.5 1.5 0 1 1 0 3 1.5 1.5 0 0 1 0-3z",
  previous: "M10 4L5 8l5 4z",
  search: "M7 3a4 4 0 1 1 0 8 4 4 0 0 1 0-8zM10 10l3.5 3.5",
  share: "M8 10V2.5M5 5l3-2.7L11 5M4 8H3v5.5h10V8h-1",
  sun: "M8 5.2a2.8 2.8 0 1 1 0 5.6 2.8 2.8 0 0 1 0-5.6zM8 1.5v1.2M8 13.3v1.2M1.5 8h1.2M13.3 8h1.2M3.4 3.4l.9.9M11.7 11.7l.9.9M12.6 3.4l-.9.9M4.3 11.7l-.9.9",
  system: "M2.5 3.5h11v7h-11zM6 13h4M8 10.5V13",
  tables: "M2.5 3h11v10h-11zM2.5 6.5h11M6.5 6.5V13",
  warning: "M8 2.5l6 10.5H2zM8 6.5v3M8 11.3v.1",
  bytes: "M3 3.5h3v3H3zM3 9.5h3v3H3zM9 3.5h4M9 6.5h4M9 9.5h4M9 12.5h4",
  sources: "M5.5 4.5L2 8l3.5 3.5M10.5 4.5L14 8l-3.5 3.5",
  explain: "M3 3h10v8H8l-3 2.5V11H3zM5.5 6h5M5.5 8.3h3",
} as const;

export type IconName = keyof typeof paths;

/** Decoration only: whoever uses it says in words what it means. */
export function Icon({ name, size = 16 }: { readonly name: IconName; readonly size?: number }) {
  return (
    <svg
      width={size}
      height={size}
      viewBox="0 0 16 16"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.4"
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
      focusable="false"
      style={{ flex: "none" }}
    >
      <path d={paths[name]} />
    </svg>
  );
}
