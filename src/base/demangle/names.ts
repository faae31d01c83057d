// Names (Itanium C++ ABI 5.1.2 to 5.1.7): where something is declared, what it is called, and for functions what they
// take; the names of what compilers make themselves (5.1.4).

import {
  argumentPack,
  bracketed,
  functionEncoding,
  joined,
  nested,
  prefixed,
  structor,
  text,
  withArguments,
  withTag,
} from "./nodes";
import { operators } from "./operators";
import { inParentheses, type Node, print, printArguments, printList, refuse, write } from "./output";
import {
  deeper,
  during,
  eat,
  expect,
  type Grammar,
  isDigit,
  isDone,
  type NameState,
  number,
  type Parser,
  peek,
  plainName,
  remember,
  sequenceNumber,
  until,
} from "./parser";

const ctorKinds = "12345";
const dtorKinds = "01245";

export function createNames(p: Parser, g: () => Grammar) {
  const freshState = (): NameState => ({
    isStructor: false,
    endsWithArguments: false,
    constness: "",
    reference: "",
    firstForward: p.forward.length,
  });

  const sourceName = (): Node => {
    const name = plainName(p);
    return text(name.startsWith("_GLOBAL__N") ? "(anonymous namespace)" : name);
  };

  const structorName = (scope: Node, state: NameState | undefined): Node => {
    if (state !== undefined) state.isStructor = true;
    if (eat(p, "C")) {
      const isInherited = eat(p, "I");
      if (!ctorKinds.includes(peek(p))) refuse();
      p.at += 1;
      if (isInherited) g().name(state);
      return structor(scope, false);
    }
    expect(p, "D");
    if (!dtorKinds.includes(peek(p))) refuse();
    p.at += 1;
    return structor(scope, true);
  };

  const templateDeclaration = (): Node => {
    const invented = (kind: 0 | 1 | 2): Node => {
      const count = p.madeUp[kind]++;
      const name = text(`$${["T", "N", "TT"][kind]}${count === 0 ? "" : count - 1}`);
      // Outside of a lambda nobody refers to it.
      if (p.declaresParameters) p.parameters.at(-1)!.push(name);
      return name;
    };
    if (eat(p, "Ty")) return prefixed("typename ", invented(0));
    if (eat(p, "Tk")) {
      const concept = g().name();
      return joined(concept, " ", invented(0));
    }
    if (eat(p, "Tn")) {
      const name = invented(1);
      return joined(g().type(), " ", name);
    }
    if (eat(p, "Tt")) {
      const name = invented(2);
      p.parameters.push([]);
      const inner = during(p, "declaresParameters", true, () => until(p, "E", templateDeclaration));
      p.parameters.pop();
      return {
        left(out) {
          write(out, "template");
          printArguments(out, inner);
          write(out, " typename ");
          print(out, name);
        },
      };
    }
    expect(p, "Tp");
    const declared = templateDeclaration();
    return {
      left(out) {
        // The dots stand before the name: `typename ...$T`.
        const start = out.text.length;
        print(out, declared);
        const written = out.text.slice(start);
        const name = written.lastIndexOf(" ");
        out.text = `${out.text.slice(0, start)}${written.slice(0, name)} ...${written.slice(name + 1)}`;
      },
    };
  };
  const isTemplateDeclaration = (): boolean => peek(p) === "T" && "yptnk".includes(peek(p, 1) || "-");
  /** What an argument is for, where only that tells functions apart; it is not written. */
  const skipDeclaration = (): void => {
    if (isTemplateDeclaration()) during(p, "declaresParameters", false, templateDeclaration);
  };

  const lambda = (): Node =>
    during(p, "lambdaLevel", p.parameters.length, () => {
      const madeUp = p.madeUp;
      p.madeUp = [0, 0, 0];
      const levels = p.parameters.length;
      const own: Node[] = [];
      p.parameters.push(own);
      const declarations: Node[] = [];
      during(p, "declaresParameters", true, () => {
        while (isTemplateDeclaration()) declarations.push(templateDeclaration());
      });
      // Without declarations the level is that of its `auto`s.
      if (declarations.length === 0) p.parameters.pop();
      const parameters = eat(p, "vE") ? [] : until(p, "E", g().type);
      p.parameters.length = levels;
      p.madeUp = madeUp;
      const count = number(p);
      expect(p, "_");
      return {
        left(out) {
          write(out, `'lambda${count}'`);
          if (declarations.length > 0) printArguments(out, declarations);
          inParentheses(out, () => printList(out, parameters));
        },
      };
    });
  const unnamedType = (): Node => {
    if (eat(p, "Ut")) {
      const count = number(p);
      expect(p, "_");
      return text(`'unnamed${count}'`);
    }
    if (eat(p, "Ul")) return lambda();
    expect(p, "Ub");
    number(p);
    expect(p, "_");
    return text("'block-literal'");
  };

  const operatorName = (state: NameState | undefined): Node => {
    if (eat(p, "cv")) {
      const permitsForward = p.permitsForward || state !== undefined;
      const type = during(p, "triesArguments", false, () => during(p, "permitsForward", permitsForward, g().type));
      if (state !== undefined) state.isStructor = true;
      return prefixed("operator ", type);
    }
    if (eat(p, "li")) return text(`operator"" ${plainName(p)}`);
    if (peek(p) === "v" && isDigit(peek(p, 1))) {
      p.at += 2;
      return text(`operator ${plainName(p)}`);
    }
    const found = operators.get(p.source.slice(p.at, p.at + 2));
    if (found === undefined || found.kind === "of-type" || found.kind === "of-value" || found.kind === "named-cast")
      return refuse();
    if (found.symbol === "." || found.symbol === ".*" || found.symbol === "?") refuse();
    p.at += 2;
    return text(`operator${/^[a-z]/.test(found.symbol) ? " " : ""}${found.symbol.trimEnd()}`);
  };

  const unqualifiedName = (state: NameState | undefined, scope: Node | undefined): Node => {
    const isFriend = eat(p, "F");
    eat(p, "L");
    const letter = peek(p);
    // A constructor of `std::string` has the long name.
    const place = letter === "C" || letter === "D" ? (scope?.expanded ?? scope) : scope;
    let name: Node;
    if (isDigit(letter)) name = sourceName();
    else if (letter === "U") name = unnamedType();
    else if (eat(p, "DC")) {
      name = bracketed("[", argumentPack(until(p, "E", sourceName)), "]");
    } else if (letter === "C" || letter === "D") name = structorName(place ?? refuse(), state);
    else name = operatorName(state);
    while (eat(p, "B")) name = withTag(name, plainName(p));
    if (place === undefined) return name;
    return isFriend ? joined(place, "::friend ", name) : nested(place, name);
  };

  /** One step of a path: a name, the arguments of the one before, or where it starts. */
  const nextLevel = (state: NameState | undefined, before: Node | undefined): Node => {
    if (peek(p) === "I") {
      if (before === undefined) refuse();
      const found = withArguments(before, g().templateArguments(state !== undefined));
      if (state !== undefined) state.endsWithArguments = true;
      return found;
    }
    const isParameter = peek(p) === "T";
    if (!isParameter && !/^D[tT]/.test(p.source.slice(p.at, p.at + 2))) return unqualifiedName(state, before);
    if (before !== undefined) refuse();
    return isParameter ? g().templateParameter() : g().decltype();
  };
  /** The levels up to `E`, from the outermost on. */
  const path = (state: NameState | undefined): Node => {
    let found: Node | undefined;
    while (!eat(p, "E")) {
      if (state !== undefined) state.endsWithArguments = false;
      if (peek(p) === "S") {
        // It is remembered already.
        if (found !== undefined) refuse();
        found = eat(p, "St") ? text("std") : g().substitution();
        continue;
      }
      found = remember(p, nextLevel(state, found));
      eat(p, "M");
    }
    return found ?? refuse();
  };
  const nestedName = (state: NameState | undefined): Node => {
    expect(p, "N");
    eat(p, "H");
    const constness = g().qualifiers();
    const kind = eat(p, "O") ? " &&" : eat(p, "R") ? " &" : "";
    if (state !== undefined) {
      state.constness = constness;
      state.reference = kind;
    }
    const found = path(state);
    // Whoever asked for the name remembers it, if it is one to be remembered.
    if (p.substitutions.pop() === undefined) refuse();
    return found;
  };

  const discriminator = (): void => {
    const rest = /^(?:_\d|__\d+_)/.exec(p.source.slice(p.at, p.at + 24))?.[0];
    if (rest !== undefined) p.at += rest.length;
    else if (/^\d+$/.test(p.source.slice(p.at))) p.at = p.source.length;
  };
  const localName = (state: NameState | undefined): Node => {
    expect(p, "Z");
    const around = g().encoding();
    expect(p, "E");
    // The parameters of the name inside are none of those around it.
    const inside = () => nested(around, insideOf(state));
    if (state === undefined) return during(p, "parameters", [], () => during(p, "outer", [], inside));
    p.parameters = [];
    p.outer = [];
    return inside();
  };
  const insideOf = (state: NameState | undefined): Node => {
    if (eat(p, "s")) {
      discriminator();
      return text("string literal");
    }
    if (eat(p, "d")) {
      number(p, true);
      expect(p, "_");
      return g().name(state);
    }
    const found = g().name(state);
    discriminator();
    return found;
  };

  const unscopedName = (state: NameState | undefined): { readonly node: Node; readonly isKnown: boolean } => {
    if (eat(p, "St")) return { node: unqualifiedName(state, text("std")), isKnown: false };
    if (peek(p) === "S") return { node: g().substitution(), isKnown: true };
    return { node: unqualifiedName(state, undefined), isKnown: false };
  };

  const name = (state?: NameState): Node =>
    deeper(p, () => {
      if (peek(p) === "N") return nestedName(state);
      if (peek(p) === "Z") return localName(state);
      const { node, isKnown } = unscopedName(state);
      if (peek(p) !== "I") return isKnown ? refuse() : node;
      if (!isKnown) remember(p, node);
      const given = g().templateArguments(state !== undefined);
      if (state !== undefined) state.endsWithArguments = true;
      return withArguments(node, given);
    });

  const callOffset = (): void => {
    if (eat(p, "h")) number(p, true);
    else {
      expect(p, "v");
      number(p, true);
      expect(p, "_");
      number(p, true);
    }
    expect(p, "_");
  };
  const ofType = (prefix: string) => () => prefixed(prefix, g().type());
  const ofName = (prefix: string) => () => prefixed(prefix, g().name());
  const thunk = (prefix: string, offsets: number) => () => {
    for (let count = 0; count < offsets; count++) callOffset();
    return prefixed(prefix, g().encoding());
  };
  const specials: Readonly<Record<string, () => Node>> = {
    TV: ofType("vtable for "),
    TT: ofType("VTT for "),
    TI: ofType("typeinfo for "),
    TS: ofType("typeinfo name for "),
    TA: () => prefixed("template parameter object for ", g().templateArgument()),
    TW: ofName("thread-local wrapper routine for "),
    TH: ofName("thread-local initialization routine for "),
    Tc: thunk("covariant return thunk to ", 2),
    TC() {
      const derived = g().type();
      number(p, true);
      expect(p, "_");
      return prefixed("construction vtable for ", joined(g().type(), "-in-", derived));
    },
    GV: ofName("guard variable for "),
    GR() {
      const of = prefixed("reference temporary for ", g().name());
      if (!isDone(p)) sequenceNumber(p);
      return of;
    },
  };
  const specialName = (): Node => {
    const found = specials[p.source.slice(p.at, p.at + 2)];
    if (found !== undefined) {
      p.at += 2;
      return found();
    }
    expect(p, "T");
    const isVirtual = peek(p) === "v";
    return thunk(isVirtual ? "virtual thunk to " : "non-virtual thunk to ", 1)();
  };

  const isEnd = (): boolean => isDone(p) || "E._".includes(peek(p));
  const settleForward = ({ firstForward }: NameState): void => {
    for (const entry of p.forward.splice(firstForward)) entry.target = p.parameters[0]?.[entry.index] ?? refuse();
  };
  const constraint = (): readonly Node[] => (eat(p, "Q") ? [prefixed(" requires ", g().expression())] : []);
  const attributes = (): readonly Node[] => {
    if (!eat(p, "Ua9enable_ifI")) return [];
    return [bracketed(" [enable_if:", argumentPack(until(p, "E", g().templateArgument)), "]")];
  };
  const functionOrName = (): Node => {
    const state = freshState();
    const named = name(state);
    settleForward(state);
    if (isEnd()) return named;
    const attached = attributes();
    const result = !state.isStructor && state.endsWithArguments ? g().type() : undefined;
    const parameters: Node[] = [];
    if (!eat(p, "v")) while (!isEnd() && peek(p) !== "Q") parameters.push(g().type());
    const suffix = [text(state.constness + state.reference), ...attached, ...constraint()];
    return functionEncoding(named, { result, parameters, suffix });
  };
  const encoding = (): Node =>
    deeper(p, () =>
      during(p, "parameters", [], () =>
        during(p, "outer", [], () => (peek(p) === "G" || peek(p) === "T" ? specialName() : functionOrName())),
      ),
    );

  return { encoding, name, unnamedType, operatorName, skipDeclaration };
}
