// Parses files of Swift and prints where one is not well formed.
const { readFileSync } = require("node:fs");
const Parser = require("tree-sitter");

const parser = new Parser();
parser.setLanguage(require("tree-sitter-swift"));
const bad = (node) => (node.isError || node.isMissing ? [node] : node.children.flatMap(bad));

for (const file of process.argv.slice(2)) {
  for (const node of bad(parser.parse(readFileSync(file, "utf8")).rootNode)) {
    console.log(`${file}:${node.startPosition.row + 1}: ${node.text.slice(0, 60)}`);
  }
}
