// @ts-check

/**
 * Which operation a message is about: the messages of one go out one after the other. Those of a replica of the version
 * before name none, and wait for none.
 *
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  await knex.schema.alterTable('outbox', table => {
    table.string('operation_id', 64).nullable();
    table.index(['operation_id', 'sequence']);
  });
};

/** @param {import('knex').Knex} knex */
exports.down = async function down(knex) {
  await knex.schema.alterTable('outbox', table => {
    table.dropIndex(['operation_id', 'sequence']);
    table.dropColumns('operation_id');
  });
};
