// Validates an AsyncAPI document with the reference parser, and writes a TypeScript interface for each of its models.
// Arguments: the folder with `node_modules`, the document, the folder for the models. Prints the models' names as JSON.
// Fails with whatever the parser or the generator complains of.
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";

const [packages, document, folder] = process.argv.slice(2);
const require = createRequire(`${packages}/package.json`);
const { Parser } = require("@asyncapi/parser");
const { TypeScriptGenerator, Logger } = require("@asyncapi/modelina");

const complaints = [];
const text = readFileSync(document, "utf8");
const { diagnostics } = await new Parser().parse(text);
// Hints and information (severity 2 and 3), as that there are later versions of AsyncAPI, are none.
complaints.push(...diagnostics.filter((each) => each.severity < 2).map((each) => `${each.path.join("/")}: ${each.message}`));

// A message of two channels is met twice, and has the same models each time.
const note = (message) => /^Overwriting existing model/.test(message) || complaints.push(String(message));
Logger.setLogger({ debug() {}, info() {}, warn: note, error: note });
const generator = new TypeScriptGenerator({ modelType: "interface", mapType: "record", enumType: "union", rawPropertyNames: true });
const models = await generator.generateCompleteModels(JSON.parse(text), { exportType: "named" });
mkdirSync(folder, { recursive: true });
for (const model of models) writeFileSync(`${folder}/${model.modelName}.ts`, model.result.replaceAll(/ from '(\.\/\w+)'/g, " from '$1.ts'"));
if (complaints.length > 0) {
  console.error(complaints.join("\n"));
  process.exitCode = 1;
}
console.log(JSON.stringify(models.map((model) => model.modelName)));
