import type { Architecture } from "@/arch/architecture";
import { gallery } from "@/gallery/gallery";
import { useAppStore, useStoreApi } from "@/state/storeContext";
import { Button, IconButton } from "@/widgets/Button";
import type { IconName } from "@/widgets/Icon";
import { Menu, type MenuGroup } from "@/widgets/Menu";
import { Select } from "@/widgets/Select";
import { Segments } from "@/widgets/Tabs";
import { useCommands } from "./CommandContext";
import { commandOf } from "./commands";
import { shortcutOf } from "./keys";
import { LinkStatus } from "./LinkStatus";
import { OptionsMenu } from "./OptionsMenu";
import { downloadImage, downloadObject, downloadProject, objectsOf } from "./sharing";
import { TransportMark } from "./TransportMark";
import styles from "./toolbar.module.css";

const architectures = [
  { id: "arm64", title: "arm64", hint: "Apple silicon" },
  { id: "x86_64", title: "x86_64", hint: "Intel" },
] as const;

/** Two boxes and what connects them. */
function Mark() {
  return (
    <svg width="20" height="20" viewBox="0 0 20 20" aria-hidden="true" focusable="false" className={styles.glyph}>
      <rect x="1.75" y="4.75" width="5.5" height="10.5" rx="1.5" />
      <rect x="12.75" y="4.75" width="5.5" height="10.5" rx="1.5" />
      <path d="M7.5 10h5" />
    </svg>
  );
}

function ExampleMenu() {
  const store = useStoreApi();
  const example = useAppStore((state) => state.example);
  const modified = useAppStore((state) => state.modified);
  const title = gallery.find(({ id }) => id === example)?.title ?? "Own project";
  const groups: MenuGroup[] = [
    {
      heading: "Examples",
      items: gallery.map(({ id, title: name, concept }) => ({
        id,
        title: name,
        detail: concept,
        checked: id === example,
        run: () => store.getState().openExample(id),
      })),
    },
  ];
  return (
    <Menu
      label={`Examples, now: ${title}${modified ? ", changed" : ""}`}
      kind="outlined"
      groups={groups}
      title={
        <span className={styles.example}>
          <span>{title}</span>
          {modified && <span className={styles.modified} role="img" aria-label="changed" />}
          <svg width="10" height="10" viewBox="0 0 10 10" aria-hidden="true">
            <path d="M2 3.5l3 3 3-3" fill="none" stroke="currentColor" strokeWidth="1.4" />
          </svg>
        </span>
      }
    />
  );
}

function ArchitectureSwitch({ compact }: { readonly compact: boolean }) {
  const store = useStoreApi();
  const architecture = useAppStore((state) => state.options.architecture);
  const choose = (id: Architecture) => store.getState().setOptions({ architecture: id });
  return compact ? (
    <Select label="Architecture" value={architecture} choices={architectures} onChange={choose} />
  ) : (
    <Segments label="Architecture" choices={architectures} selected={architecture} onSelect={choose} />
  );
}

const placements = [
  { id: "traditional", title: "Packed", hint: "Traditional: everything is placed anew, tightly, at each link" },
  {
    id: "incremental",
    title: "Incremental",
    hint: "Things have room to grow and keep their places; an edit changes what it must",
  },
] as const;

function PlacementSwitch({ compact }: { readonly compact: boolean }) {
  const store = useStoreApi();
  const mode = useAppStore((state) => state.options.mode);
  const choose = (id: typeof mode) => store.getState().setOptions({ mode: id });
  return compact ? null : <Segments label="Placement" choices={placements} selected={mode} onSelect={choose} />;
}

function useDownloads(): MenuGroup {
  const context = useCommands();
  const build = useAppStore((state) => state.build);
  const image = build?.view.image;
  return {
    heading: "Download",
    items: [
      {
        id: "image",
        title: build?.view.options.outputName ?? "a.out",
        detail:
          image === undefined
            ? "No image yet: the sources do not link"
            : `The image, ${image.length.toLocaleString("en")} bytes`,
        disabled: image === undefined,
        run: () => downloadImage(context),
      },
      ...objectsOf(build).map((object) => ({
        id: object.name,
        title: object.name,
        detail: `Object file, ${object.bytes.length.toLocaleString("en")} bytes`,
        run: () => downloadObject(object),
      })),
      {
        id: "project",
        title: "Project",
        detail: "All files and options, to open here again",
        run: () => downloadProject(context),
      },
    ],
  };
}

const themes = [
  { id: "system", title: "As the system", icon: "system" },
  { id: "light", title: "Light", icon: "sun" },
  { id: "dark", title: "Dark", icon: "moon" },
] as const satisfies readonly { readonly id: string; readonly title: string; readonly icon: IconName }[];

function useThemes(): { readonly group: MenuGroup; readonly icon: IconName } {
  const store = useStoreApi();
  const theme = useAppStore((state) => state.theme);
  return {
    icon: themes.find(({ id }) => id === theme)?.icon ?? "system",
    group: {
      heading: "Theme",
      items: themes.map(({ id, title }) => ({
        id: `theme-${id}`,
        title,
        checked: id === theme,
        run: () => store.getState().setTheme(id),
      })),
    },
  };
}

function WideActions() {
  const context = useCommands();
  const downloads = useDownloads();
  const theme = useThemes();
  const [share, palette, help] = ["share", "palette", "help"].map(commandOf);
  return (
    <>
      <Button icon="link" hint={share?.title} shortcut={shortcutOf(share)} onClick={() => share?.run(context)}>
        Share
      </Button>
      <Menu label="Download" icon="download" groups={[downloads]} />
      <Menu label="Theme" icon={theme.icon} groups={[theme.group]} />
      <span className={styles.rule} />
      <Button icon="search" hint={palette?.title} aria-label={palette?.title} onClick={() => palette?.run(context)}>
        <kbd>{shortcutOf(palette)}</kbd>
      </Button>
      <IconButton
        icon="help"
        label={help?.title ?? ""}
        shortcut={shortcutOf(help)}
        onClick={() => help?.run(context)}
      />
    </>
  );
}

/** On a phone everything that is not used all the time is behind one button. */
function NarrowActions() {
  const context = useCommands();
  const downloads = useDownloads();
  const theme = useThemes();
  const items = ["share", "palette", "help"].flatMap((id) => {
    const command = commandOf(id);
    return command === undefined ? [] : [{ id, title: command.title, run: () => command.run(context) }];
  });
  return <Menu label="More" icon="more" groups={[{ items }, downloads, theme.group]} />;
}

export function Toolbar({ compact }: { readonly compact: boolean }) {
  return (
    <header className={styles.toolbar} data-compact={compact}>
      <h1 className={styles.mark}>
        <Mark />
        <span className={compact ? "visually-hidden" : undefined}>machoscope</span>
      </h1>
      <ExampleMenu />
      <ArchitectureSwitch compact={compact} />
      <PlacementSwitch compact={compact} />
      <OptionsMenu />
      <span className={styles.space} />
      <LinkStatus compact={compact} />
      {!compact && <TransportMark />}
      {!compact && <span className={styles.rule} />}
      {compact ? <NarrowActions /> : <WideActions />}
    </header>
  );
}
