"""Stored files: ids, paths, sizes of pictures, and what an upload or a file_id in a call turns into."""

import base64
import mimetypes
import random
import struct
from pathlib import PurePosixPath

from .calls import Call, Upload
from .errors import ApiError, Json, bad_request
from .records import Media, MediaKind, StoredFile

MAX_DOWNLOAD = 20 * 1024 * 1024
MAX_UPLOAD = 50 * 1024 * 1024
MAX_PHOTO = 10 * 1024 * 1024
_PREFIX = {
    "document": "BQACAgUAAxk",
    "photo": "AgACAgUAAxk",
    "voice": "AwACAgUAAxk",
    "sticker": "CAACAgUAAxk",
}
_FOLDER = {"document": "documents", "photo": "photos", "voice": "voice", "sticker": "stickers"}
_SUFFIX = {"photo": ".jpg", "voice": ".oga", "sticker": ".webp"}
_THUMBNAIL = b"\xff\xd8\xff\xe0 the small size of a photo; take the last size instead"
_DEFAULT_SIZE = (800, 600)


class FileStore:
    def __init__(self, rng: random.Random) -> None:
        self._rng = rng
        self._by_id: dict[str, Media] = {}
        self._contents: dict[str, StoredFile] = {}

    def add_document(self, content: bytes, name: str, mime: str) -> Media:
        stored = self._store(MediaKind.DOCUMENT, content, suffix=PurePosixPath(name).suffix)
        payload = stored.as_json() | {"file_name": name, "mime_type": mime}
        return self._keep(Media(MediaKind.DOCUMENT, payload, stored, name, mime))

    def add_photo(self, content: bytes, size: tuple[int, int]) -> Media:
        """Several sizes, as Telegram makes them; only the last one has the real content."""
        small = self._store(MediaKind.PHOTO, _THUMBNAIL, suffix=".jpg")
        large = self._store(MediaKind.PHOTO, content, suffix=".jpg")
        width, height = size
        scale = min(1.0, 90 / max(size))
        thumb = small.as_json() | {
            "width": max(1, round(width * scale)),
            "height": max(1, round(height * scale)),
        }
        sizes = [thumb, large.as_json() | {"width": width, "height": height}]
        return self._keep(Media(MediaKind.PHOTO, sizes, large, mime="image/jpeg"))

    def add_plain(self, kind: MediaKind, content: bytes, fields: Json) -> Media:
        """A voice message or a sticker with the `fields` its object needs beside the file."""
        stored = self._store(kind, content, suffix=_SUFFIX[kind.value])
        return self._keep(Media(kind, stored.as_json() | fields, stored, mime=fields.get("mime_type")))

    def find_media(self, file_id: str) -> Media | None:
        return self._by_id.get(file_id)

    def find_file(self, file_id: str) -> StoredFile | None:
        return self._contents.get(file_id)

    def find_path(self, path: str) -> StoredFile | None:
        return next((stored for stored in self._contents.values() if stored.path == path), None)

    def _store(self, kind: MediaKind, content: bytes, *, suffix: str) -> StoredFile:
        token = base64.urlsafe_b64encode(self._rng.randbytes(33)).decode()
        path = f"{_FOLDER[kind.value]}/file_{len(self._contents)}{suffix}"
        stored = StoredFile(_PREFIX[kind.value] + token, f"AgAD{token[-11:]}", content, path)
        self._contents[stored.file_id] = stored
        return stored

    def _keep(self, media: Media) -> Media:
        if media.file is not None:
            self._by_id[media.file.file_id] = media
        return media


def take_media(store: FileStore, call: Call, kind: MediaKind) -> Media:
    """What the call's field of that name means: an upload, `attach://`, or a file_id. Raise `ApiError`."""
    field = kind.value
    value = call.text(field)
    name = value.removeprefix("attach://") if value.startswith("attach://") else field
    upload = call.uploads.get(name)
    if upload is not None:
        return _take_upload(store, upload, kind)
    if not value:
        raise bad_request(f"there is no {field} in the request")
    if value.startswith(("http://", "https://")):
        raise bad_request("failed to get HTTP URL content")
    media = store.find_media(value)
    if media is None:
        raise bad_request("wrong file identifier/HTTP URL specified")
    if media.kind is not kind:
        raise bad_request(f"can't use file of type {media.kind.value.title()} as {kind.value.title()}")
    return media


def _take_upload(store: FileStore, upload: Upload, kind: MediaKind) -> Media:
    if len(upload.content) > (MAX_PHOTO if kind is MediaKind.PHOTO else MAX_UPLOAD):
        raise ApiError(413, "Request Entity Too Large")
    if not upload.content:
        raise bad_request("file must be non-empty")
    if kind is MediaKind.DOCUMENT:
        name = PurePosixPath(upload.name.replace("\\", "/")).name or "file"
        mime = mimetypes.guess_type(name)[0] or upload.mime or "application/octet-stream"
        return store.add_document(upload.content, name, mime)
    size = picture_size(upload.content)
    if size is None:
        raise bad_request("IMAGE_PROCESS_FAILED")
    if sum(size) > 10_000 or max(size) > 20 * min(size):
        raise bad_request("PHOTO_INVALID_DIMENSIONS")
    return store.add_photo(upload.content, size)


def picture_size(content: bytes) -> tuple[int, int] | None:
    """Width and height of PNG, GIF and JPEG; None for what is no picture."""
    if content.startswith(b"\x89PNG\r\n\x1a\n") and len(content) >= 24:
        width, height = struct.unpack(">II", content[16:24])
        return int(width), int(height)
    if content[:6] in (b"GIF87a", b"GIF89a") and len(content) >= 10:
        width, height = struct.unpack("<HH", content[6:10])
        return int(width), int(height)
    return _jpeg_size(content) if content.startswith(b"\xff\xd8\xff") else None


def _jpeg_size(content: bytes) -> tuple[int, int]:
    at = 2
    while at + 9 <= len(content) and content[at] == 0xFF:
        marker, length = content[at + 1], struct.unpack(">H", content[at + 2 : at + 4])[0]
        if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            height, width = struct.unpack(">HH", content[at + 5 : at + 9])
            return int(width), int(height)
        at += 2 + int(length)
    return _DEFAULT_SIZE
