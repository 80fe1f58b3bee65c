"""One module a command: ``run(arguments) -> exit code``. Composition-level, like ``bot.app``; texts are English."""
