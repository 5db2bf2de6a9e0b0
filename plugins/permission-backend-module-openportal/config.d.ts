export interface Config {
  permission?: {
    /** Who has rights beyond those of a team on what it owns. */
    openportal?: {
      /**
       * References of groups and users that may do everything, for example
       * `group:default/platform-team`. Nobody by default.
       */
      administrators?: string[];
      /**
       * References of groups and users that approve changes of protected
       * environments, promote and roll back everything, and skip
       * environments. Nobody by default.
       */
      approvers?: string[];
      /**
       * References of groups and users that may break the glass: change what
       * is frozen or has not soaked, or has not all its approvals of the
       * portal, with a reason. They may do what approvers may, too. By
       * default only administrators may.
       */
      breakGlass?: string[];
      /**
       * Names of the environments in which members of a team may promote and
       * roll back what the team owns, for example `[development, qa,
       * staging]`. All by default.
       */
      ownerEnvironments?: string[];
    };
  };
}
