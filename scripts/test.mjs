// npm test: installs what is missing, then runs the unit tests and the browser journeys on the production build.

import { installChromium, installPackages } from "./environment.mjs";
import { command, fail, finish, playwright, vitest } from "./suites.mjs";

installPackages();
vitest("unit tests");
command("production build", "npm", ["run", "--silent", "build"]);
if (installChromium()) playwright("browser journeys");
else fail("browser journeys (no browser)");
finish();
