// Types (Itanium C++ ABI 5.1.5), template parameters and arguments (5.1.5.8, 5.1.5.9), substitutions (5.1.10).

import {
  argumentPack,
  array,
  bracketed,
  expansion,
  functionType,
  memberPointer,
  parameterPack,
  pointer,
  postfixed,
  prefixed,
  reference,
  text,
  withArguments,
  withTag,
} from "./nodes";
import { type Node, print, printLeft, printList, printRight, refuse, shapeOf, write } from "./output";
import {
  deeper,
  digits,
  during,
  eat,
  expect,
  type ForwardReference,
  type Grammar,
  isDigit,
  number,
  type Parser,
  peek,
  plainName,
  remember,
  sequenceNumber,
  startsWith,
  until,
} from "./parser";

const builtIn: Readonly<Record<string, string>> = {
  v: "void",
  w: "wchar_t",
  b: "bool",
  c: "char",
  a: "signed char",
  h: "unsigned char",
  s: "short",
  t: "unsigned short",
  i: "int",
  j: "unsigned int",
  l: "long",
  m: "unsigned long",
  x: "long long",
  y: "unsigned long long",
  n: "__int128",
  o: "unsigned __int128",
  f: "float",
  d: "double",
  e: "long double",
  g: "__float128",
  z: "...",
};
const builtInD: Readonly<Record<string, string>> = {
  d: "decimal64",
  e: "decimal128",
  f: "decimal32",
  h: "half",
  i: "char32_t",
  s: "char16_t",
  u: "char8_t",
  a: "auto",
  c: "decltype(auto)",
  n: "std::nullptr_t",
};
/** `std::string` and the like; a constructor of one has the long name. */
const shortened = (short: string, name: string, given: string): Node => ({
  ...text(`std::${short}`),
  expanded: { ...text(`std::${name}<${given}>`), base: text(name).left },
});
const ofChar = "char, std::char_traits<char>";
const standard: Readonly<Record<string, Node>> = {
  a: { ...text("std::allocator"), base: text("allocator").left },
  b: { ...text("std::basic_string"), base: text("basic_string").left },
  s: shortened("string", "basic_string", `${ofChar}, std::allocator<char>`),
  i: shortened("istream", "basic_istream", ofChar),
  o: shortened("ostream", "basic_ostream", ofChar),
  d: shortened("iostream", "basic_iostream", ofChar),
};

const elaborated: Readonly<Record<string, string>> = { s: "struct", u: "union", e: "enum" };

export function createTypes(p: Parser, g: () => Grammar) {
  const qualifiers = (): string =>
    `${eat(p, "r") ? " restrict" : ""}${eat(p, "V") ? " volatile" : ""}${eat(p, "K") ? " const" : ""}`;
  /** In the order that they are written. */
  const written = (found: string): string =>
    [" const", " volatile", " restrict"].filter((one) => found.includes(one)).join("");

  const nodeAt = <T>(list: readonly T[] | undefined, index: number): T => list?.[index] ?? refuse();

  const qualifiedType = (): Node => {
    if (eat(p, "U")) {
      const name = plainName(p);
      const given = peek(p) === "I" ? g().templateArguments() : undefined;
      const child = deeper(p, qualifiedType);
      const suffix: Node = given === undefined ? text(` ${name}`) : prefixed(" ", withArguments(text(name), given));
      return {
        left(out) {
          print(out, child);
          print(out, suffix);
        },
      };
    }
    const found = written(qualifiers());
    const type = g().type();
    return found === "" ? type : postfixed(type, found);
  };
  /** Where the letters behind `r`, `V`, `K` start a function type. */
  const isFunctionAhead = (): boolean => /^[rVK]*(?:F|D[oOwx])/.test(p.source.slice(p.at, p.at + 8));

  const exceptions = (): Node | undefined => {
    if (eat(p, "Do")) return text(" noexcept");
    if (eat(p, "DO")) {
      const condition = g().expression();
      expect(p, "E");
      return bracketed(" noexcept(", condition, ")");
    }
    if (!eat(p, "Dw")) return undefined;
    const thrown = until(p, "E", g().type);
    return {
      left(out) {
        write(out, " throw(");
        printList(out, thrown);
        write(out, ")");
      },
    };
  };
  const functionOf = (): Node => {
    const constness = written(qualifiers());
    const exception = exceptions();
    eat(p, "Dx");
    expect(p, "F");
    eat(p, "Y");
    const result = g().type();
    const parameters: Node[] = [];
    let kind = "";
    while (!eat(p, "E")) {
      if (eat(p, "v")) continue;
      if (eat(p, "RE")) kind = " &";
      else if (eat(p, "OE")) kind = " &&";
      else {
        parameters.push(g().type());
        continue;
      }
      break;
    }
    const suffix = [text(constness + kind), ...(exception === undefined ? [] : [exception])];
    return functionType({ result, parameters, suffix });
  };
  const arrayOf = (): Node => {
    expect(p, "A");
    let length: Node | undefined;
    if (isDigit(peek(p))) length = text(digits(p));
    else if (peek(p) !== "_") length = g().expression();
    expect(p, "_");
    return array(g().type(), length);
  };
  const vectorOf = (): Node => {
    expect(p, "Dv");
    let length: Node | undefined;
    if (isDigit(peek(p))) {
      length = text(digits(p));
      expect(p, "_");
      if (eat(p, "p")) return bracketed("pixel vector[", length, "]");
    } else if (!eat(p, "_")) {
      length = g().expression();
      expect(p, "_");
    }
    const element = g().type();
    return {
      left(out) {
        print(out, element);
        print(out, bracketed(" vector[", length ?? text(""), "]"));
      },
    };
  };
  const decltype = (): Node => {
    if (!eat(p, "Dt") && !eat(p, "DT")) refuse();
    const of = g().expression();
    expect(p, "E");
    return bracketed("decltype(", of, ")");
  };
  const vendorType = (): Node => {
    expect(p, "u");
    const name = plainName(p);
    if (!eat(p, "I")) return text(name);
    const of = g().type();
    expect(p, "E");
    return bracketed(`${name}(`, of, ")");
  };
  /** `_Float16`, `_BitInt(8)` and the like; nothing when it is none of them. */
  const sizedType = (): Node | undefined => {
    if (eat(p, "DF16b")) return text("std::bfloat16_t");
    if (eat(p, "DF")) {
      const bits = number(p);
      const isExtended = eat(p, "x");
      if (!isExtended) expect(p, "_");
      return text(`_Float${bits}${isExtended ? "x" : ""}`);
    }
    if (!startsWith(p, "DB") && !startsWith(p, "DU")) return undefined;
    const sign = peek(p, 1) === "U" ? "unsigned " : "";
    p.at += 2;
    const bits = isDigit(peek(p)) ? text(number(p)) : g().expression();
    expect(p, "_");
    return bracketed(`${sign}_BitInt(`, bits, ")");
  };
  const constrained = (): Node => {
    const kind = peek(p, 1) === "k" ? " auto" : " decltype(auto)";
    p.at += 2;
    return postfixed(g().name(), kind);
  };
  const typeD = (): Node | { readonly builtIn: Node } => {
    const letter = peek(p, 1);
    const known = builtInD[letter];
    if (known !== undefined) {
      p.at += 2;
      return { builtIn: text(known) };
    }
    const sized = sizedType();
    if (sized !== undefined) return { builtIn: sized };
    if (letter === "t" || letter === "T") return decltype();
    if (letter === "v") return vectorOf();
    if (letter === "k" || letter === "K") return constrained();
    if (letter === "o" || letter === "O" || letter === "w" || letter === "x") return functionOf();
    expect(p, "Dp");
    return expansion(g().type());
  };
  /** `S…`: a type, a template with its arguments, or a name of `std`. */
  const typeS = (): Node | { readonly builtIn: Node } => {
    if (peek(p, 1) === "t") return g().name();
    const found = substitution();
    if (peek(p) !== "I" || !p.triesArguments) return { builtIn: found };
    return withArguments(found, g().templateArguments());
  };
  const typeT = (): Node => {
    const keyword = elaborated[peek(p, 1)];
    if (keyword !== undefined) {
      p.at += 2;
      return prefixed(`${keyword} `, g().name());
    }
    const parameter = templateParameter();
    if (!p.triesArguments || peek(p) !== "I") return parameter;
    remember(p, parameter);
    return withArguments(parameter, g().templateArguments());
  };
  const after = (wrap: (type: Node) => Node) => (): Node => {
    p.at += 1;
    return wrap(g().type());
  };
  const compound: Readonly<Record<string, () => Node | { readonly builtIn: Node }>> = {
    r: () => (isFunctionAhead() ? functionOf() : qualifiedType()),
    V: () => (isFunctionAhead() ? functionOf() : qualifiedType()),
    K: () => (isFunctionAhead() ? functionOf() : qualifiedType()),
    U: qualifiedType,
    u: vendorType,
    D: typeD,
    F: functionOf,
    A: arrayOf,
    M: () => {
      p.at += 1;
      const owner = g().type();
      return memberPointer(owner, g().type());
    },
    T: typeT,
    P: after(pointer),
    R: after((type) => reference(type, "&")),
    O: after((type) => reference(type, "&&")),
    C: after((type) => postfixed(type, " complex")),
    G: after((type) => postfixed(type, " imaginary")),
    S: typeS,
  };
  const type = (): Node =>
    deeper(p, () => {
      const letter = peek(p);
      const known = builtIn[letter];
      if (known !== undefined) {
        p.at += 1;
        return text(known);
      }
      const found = (compound[letter] ?? g().name)();
      return "builtIn" in found ? found.builtIn : remember(p, found);
    });

  const substitution = (): Node => {
    expect(p, "S");
    const letter = peek(p);
    const special = Object.hasOwn(standard, letter) ? standard[letter] : undefined;
    if (special === undefined) return nodeAt(p.substitutions, sequenceNumber(p));
    p.at += 1;
    let node = special;
    while (eat(p, "B")) node = withTag(node, plainName(p));
    return node === special ? node : remember(p, node);
  };

  /** A parameter that is named before its arguments: a conversion's type comes first. */
  const forwardReference = (index: number): Node => {
    const entry: ForwardReference = { index, target: undefined };
    p.forward.push(entry);
    let isOpen = false;
    const guarded = <T>(otherwise: T, use: (target: Node) => T): T => {
      if (isOpen || entry.target === undefined) return otherwise;
      isOpen = true;
      const result = use(entry.target);
      isOpen = false;
      return result;
    };
    return {
      left: (out) => guarded(undefined, (target) => printLeft(out, target)),
      right: (out) => guarded(undefined, (target) => printRight(out, target)),
      shape: (out) => guarded({}, (target) => shapeOf(out, target)),
      current(out) {
        const target = entry.target;
        return target === undefined ? text("") : (target.current?.(out) ?? target);
      },
    };
  };
  const templateParameter = (): Node => {
    expect(p, "T");
    let level = 0;
    if (eat(p, "L")) {
      level = Number(digits(p)) + 1;
      expect(p, "_");
    }
    let index = 0;
    if (!eat(p, "_")) {
      index = Number(digits(p)) + 1;
      expect(p, "_");
    }
    if (p.permitsForward && level === 0) return forwardReference(index);
    const found = p.parameters[level]?.[index];
    if (found !== undefined) return found;
    if (p.lambdaLevel !== level || level > p.parameters.length) refuse();
    if (level === p.parameters.length) p.parameters.push(undefined);
    return text("auto");
  };

  const templateArgument = (): Node => {
    g().skipDeclaration();
    if (eat(p, "X")) {
      const found = g().expression();
      expect(p, "E");
      return found;
    }
    if (eat(p, "J")) return argumentPack(until(p, "E", templateArgument));
    if (startsWith(p, "LZ")) {
      p.at += 2;
      const found = g().encoding();
      expect(p, "E");
      return found;
    }
    return peek(p) === "L" ? g().literal() : g().type();
  };
  /** `tag`: they are the arguments that `T…_` of the function's type stands for. */
  const templateArguments = (tag = false): readonly Node[] =>
    deeper(p, () => {
      expect(p, "I");
      if (tag) {
        p.outer = [];
        p.parameters = [p.outer];
      }
      const { outer } = p;
      return until(p, "E", () => {
        const argument = during(p, "triesArguments", true, templateArgument);
        if (tag) outer.push(argument.elements === undefined ? argument : parameterPack(argument.elements));
        return argument;
      });
    });
  return {
    type,
    decltype,
    qualifiers: () => written(qualifiers()),
    substitution,
    templateParameter,
    templateArgument,
    templateArguments,
  };
}
