// A loader for Turbopack: leaves a module out. For what fills gaps that no browser we name has.
module.exports = () => "";
