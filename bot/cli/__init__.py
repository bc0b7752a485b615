"""The command line: `shenbi run`, doctor, jobs and accounts, backup, migrate."""
