// @ts-check

/**
 * Names of templates are given once: which of several forms of an XRD has the plain one must not depend on
 * which cluster answers first after a restart.
 *
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  await knex.schema.createTable('crossplane_template_names', table => {
    table.comment('The template that an XRD of a cluster belongs to');
    table.string('provider', 255).notNullable();
    table.string('cluster', 255).notNullable();
    table.string('xrd', 255).notNullable();
    table.string('name', 63).notNullable().comment('Entity name');
    table.primary(['provider', 'cluster', 'xrd']);
  });
};

/**
 * @param {import('knex').Knex} knex
 */
exports.down = async function down(knex) {
  await knex.schema.dropTable('crossplane_template_names');
};
