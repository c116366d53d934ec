/** Makes `src/api/schema.d.ts` from `openapi.json`.
 *
 * An amount of money is a `bigint` where it is more than a number holds exactly (src/api/exact.ts), so its type
 * is both, and arithmetic that would round does not compile.
 */
import { readFileSync, writeFileSync } from "node:fs";
import openapi, { astToString } from "openapi-typescript";
import ts from "typescript";

const AMOUNT = "#/components/schemas/Money/amount";
const { factory, SyntaxKind } = ts;

const description = JSON.parse(readFileSync(new URL("openapi.json", import.meta.url), "utf8"));
let isFound = false;
const nodes = await openapi(description, {
  silent: true,
  transform(_, { path }) {
    if (path !== AMOUNT) return undefined;
    isFound = true;
    return factory.createUnionTypeNode([
      factory.createKeywordTypeNode(SyntaxKind.NumberKeyword),
      factory.createKeywordTypeNode(SyntaxKind.BigIntKeyword),
    ]);
  },
});
if (!isFound) throw new Error(`${AMOUNT} is not described any more.`);
writeFileSync(new URL("src/api/schema.d.ts", import.meta.url), astToString(nodes));
