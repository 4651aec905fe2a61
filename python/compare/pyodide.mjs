// Does what dump.py does with the Python of npm's `pyodide` package: the newest, without installing it.
// Usage: node pyodide.mjs, in a folder where `npm install pyodide` was run; paths on standard input.
import { readFileSync, writeSync } from "node:fs";
import { dirname, join } from "node:path";
import { createInterface } from "node:readline";
import { pathToFileURL } from "node:url";

const installed = join(process.cwd(), "node_modules", "pyodide", "pyodide.mjs");
const { loadPyodide } = await import(pathToFileURL(installed));
const python = await loadPyodide();
const names = python.globals.get("dict")();
python.runPython(readFileSync(join(dirname(new URL(import.meta.url).pathname), "dump.py"), "utf8"), {
  globals: names,
});
const dumped = python.runPython("lambda path, data: dumped(path, data.to_bytes())", { globals: names });

function print(text) {
  const bytes = Buffer.from(text);
  for (let done = 0; done < bytes.length; ) {
    try {
      done += writeSync(1, bytes, done);
    } catch (error) {
      if (error.code !== "EAGAIN") throw error;
    }
  }
}

for await (const path of createInterface({ input: process.stdin })) {
  print(dumped(path, new Uint8Array(readFileSync(path))));
}
