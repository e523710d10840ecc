"""Static files under hashed names, the modules that scripts import included."""

from servestatic.storage import CompressedManifestStaticFilesStorage


class StaticStorage(CompressedManifestStaticFilesStorage):
    """Without this an upgraded script could import a module that the browser kept from before."""

    support_js_module_import_aggregation = True
    max_post_process_passes = 20  # modules import modules: one pass for each step of the longest chain

    def stored_name(self, name: str) -> str:
        """A name that was not collected stays as it is: the browser's 404 tells of it, the page is shown."""
        try:
            return str(super().stored_name(name))
        except ValueError:
            return name
