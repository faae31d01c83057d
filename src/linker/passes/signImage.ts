// Signs the finished image ad hoc: a hash of every page, made by nobody in particular. arm64 kernels refuse executables
// without one. Nothing may change after this.

import { writeAdHocSignature } from "@/macho/codeSignature";
import { definePass } from "../context";
import { partRange } from "../linkedit";
import { causeKind, linkeditPart } from "../schemas/image";

export const signImage = definePass({
  id: "sign-image",
  title: "Sign the image",
  stage: "Seal",
  reads: ["segments"],
  writes: [],
  creates: [],
  requires: "contents-final",
  establishes: "image-final",
  run({ segments, strings, image, layout, options }) {
    const { offset, size } = partRange(layout, linkeditPart.signature);
    if (size === 0) return;
    const textName = strings.find("__TEXT");
    for (const segment of segments.rows()) {
      if (segments.name[segment] !== textName) continue;
      const signature = writeAdHocSignature({
        code: image.bytes().subarray(0, offset),
        identifier: options.outputName,
        textOffset: segments.fileOffset[segment],
        textSize: segments.fileSize[segment],
        isExecutable: options.output === "executable",
      });
      image.patch(offset, signature, causeKind.signature, 0);
    }
  },
});
