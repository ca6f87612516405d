// Makes the calls of a file with Intercom's client for Node: `node witness.mjs PACKAGES CALLS BASE_URL`. Replies say nothing,
// so what a call throws afterwards is of no interest: what was sent has been recorded.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const [packages, file, baseUrl] = process.argv.slice(2);
const { IntercomClient } = createRequire(packages)("intercom-client");
const client = new IntercomClient({ token: "fake-token", baseUrl, maxRetries: 0 });

for (const [index, { node }] of JSON.parse(readFileSync(file, "utf8")).entries()) {
    const names = node.call.split(".");
    const method = names.pop();
    const group = names.reduce((group, name) => group[name], client);
    const takesArguments = Object.keys(node.arguments).length > 0 || group[method].length > 1;
    const options = { headers: { "x-trial": String(index) } };
    try {
        await (takesArguments ? group[method](node.arguments, options) : group[method](...unless(group[method], options)));
    } catch (error) {
        console.error(`${node.call}: ${error.message}`);
    }
}

// A method without arguments has the options first; one whose arguments all may be absent has them second.
function unless(method, options) {
    return method.toString().includes("request = {}") ? [{}, options] : [options];
}
