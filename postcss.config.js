/** Tailwind is the whole of the CSS build. */
export default { plugins: { '@tailwindcss/postcss': {} } }
