// Style sheets are imported for the bundler, which writes them to a file beside the script.
declare module '*.css';
