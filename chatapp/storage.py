"""Static files under hashed names, the modules that scripts import included."""

from servestatic.storage import CompressedManifestStaticFilesStorage


class StaticStorage(CompressedManifestStaticFilesStorage):
    """Without this an upgraded script could import a module that the browser kept from before."""

    # An unknown name is told by the browser's 404, not by a page that cannot be shown at all.
    manifest_strict = False
    support_js_module_import_aggregation = True
    max_post_process_passes = 20  # modules import modules: one pass for each step of the longest chain
