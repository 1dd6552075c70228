"""Files from the browser go straight to their encrypted place, piece by piece."""

from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, StopUpload

from quancheng.exchange.storage import Keeper, Stored, drop, too_large
from quancheng.kernel.refused import Refused

# So much more than the limit is not read to its end: the connection is closed.
FAR_TOO_LARGE = 8


class SealedUpload(UploadedFile):  # type: ignore[type-arg]
    """A received file that is on disk already; unless somebody takes it, it goes when the request ends."""

    def __init__(self, name: str | None, stored: Stored) -> None:
        super().__init__(name=name, size=stored.size)
        self._stored = stored
        self._taken = False

    def take(self) -> Stored:
        """The stored file, which whoever takes it answers for."""
        self._taken = True
        return self._stored

    def close(self) -> None:
        """Removes a file that nobody took: a form that was wrong, or sent twice."""
        if not self._taken:
            drop(self._stored.name)


class SealingHandler(FileUploadHandler):
    """Encrypts while it receives. What is too large is read to its end and thrown away, so that the browser
    gets to see the sentence; `request.upload_refused` holds it."""

    _keeper: Keeper | None = None
    _announced = 0

    def handle_raw_input(
        self,
        input_data: Any,
        META: dict[str, Any],  # noqa: N803 - Django's name
        content_length: int,
        boundary: Any,
        encoding: str | None = None,
    ) -> None:
        """Remembers how much the browser is about to send."""
        self._announced = content_length

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """Begins a file, or refuses it before the first byte."""
        super().new_file(*args, **kwargs)
        if self._announced > settings.UPLOAD_LIMIT_BYTES + 64 * 1024:
            self._refuse(too_large(self._announced))
        self._keeper = Keeper()

    def _refuse(self, refused: Refused) -> None:
        self.request.upload_refused = refused  # type: ignore[union-attr]
        far = self._announced > FAR_TOO_LARGE * settings.UPLOAD_LIMIT_BYTES
        raise StopUpload(connection_reset=far)

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Encrypts the next piece."""
        keeper = self._keeper
        if keeper is None:
            return
        try:
            keeper.write(raw_data)
        except Refused as refused:
            self.upload_interrupted()
            self._refuse(refused)

    def file_complete(self, file_size: int) -> SealedUpload | None:
        """The file, whole and on disk."""
        if self._keeper is None:
            return None
        stored, self._keeper = self._keeper.done(), None
        return SealedUpload(self.file_name, stored)

    def upload_interrupted(self) -> None:
        """Nothing is left of a file that did not arrive whole."""
        if self._keeper is not None:
            self._keeper.give_up()
            self._keeper = None
