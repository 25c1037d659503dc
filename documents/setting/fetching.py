"""What the PDF renderer may load: assets in memory, by name, and nothing else in the world."""

from __future__ import annotations

from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse


class OnlyAssets(URLFetcher):
    """Serves "asset:" names from a map; any other address stops the rendering, since none is of our making."""

    def __init__(self, assets: dict[str, bytes]):
        super().__init__(allowed_protocols=(), allow_redirects=False)
        self.assets = assets

    def fetch(self, url, headers=None):
        data = self.assets.get(url)
        if data is None:
            raise FatalURLFetchingError(f"not an asset: {url[:80]}")
        kind = "image/svg+xml" if url.startswith("asset:svg-") else "application/octet-stream"
        return URLFetcherResponse(url, data, {"Content-Type": kind})
