/** A small workspace with every kind of configuration that the language features speak of. */

/** `web` depends on `lib`; one rule; a wireit block in `tool`. */
export const sample = `
  //- cachescope.json
  {
    // What all packages share.
    "globalEnv": ["CI"],
    "tasks": {
      "build": { "dependsOn": ["^build", "templates"], "outputs": ["dist/**"] },
      "web#deploy": { "dependsOn": ["build"], "outputs": [] }
    },
    "rules": {
      "templates": { "each": "views/**/*.hbs", "command": ["hbs", "{input}"], "outputs": ["out/{path}.html"] }
    }
  }
  //- package.json
  { "workspaces": ["packages/*"], "scripts": { "ci": "npm run build && turbo run test" } }
  //- turbo.json
  {
    "tasks": {
      "test": { "dependsOn": ["build", "lib#test"], "outputs": [] }
    }
  }
  //- packages/lib/package.json
  { "name": "lib", "scripts": { "build": "tsc", "test": "node --test" } }
  //- packages/lib/src/index.ts
  export {};
  //- packages/tool/package.json
  {
    "name": "tool",
    "scripts": { "gen": "wireit", "pack": "wireit" },
    "wireit": {
      "gen": { "command": "node gen.js", "files": ["gen.js"], "output": ["gen/**"] },
      "pack": { "command": "node pack.js", "dependencies": ["gen", "../lib:build"], "files": [], "output": [] }
    }
  }
  //- packages/web/package.json
  {
    "name": "web",
    "scripts": { "prebuild": "echo $API_KEY", "build": "vite build", "deploy": "npm run build", "test": "vitest" },
    "dependencies": { "lib": "*" }
  }
  //- packages/web/src/app/main.ts
  export {};
  //- packages/web/index.html
  <p></p>
  //- views/a/home.hbs
  {{x}}
  //- views/index.hbs
  {{y}}
`;
