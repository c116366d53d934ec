"""What of the objects behind a page stays. Only what a page draws is reached at all, and of that a
picture or a form keeps the keys that drawing needs. Elsewhere a key may be a name that somebody
gave a font, so there only those go that no drawing has, and whatever is an action or a file.
"""

from typing import Final

from pikepdf import Array, Dictionary, Name, Object, Stream

from tillwatch.features.disputes.uploads import pictures
from tillwatch.kernel import errors

DEPTH_MAX: Final = 60

OF_ANY: Final = {"/Type", "/Subtype", "/Length", "/Filter", "/DecodeParms"}
OF_A_FORM: Final = OF_ANY | {"/FormType", "/BBox", "/Matrix", "/Resources", "/Group"}
OF_A_PICTURE: Final = OF_ANY | {
    "/Width", "/Height", "/ColorSpace", "/BitsPerComponent", "/Intent", "/ImageMask", "/Mask",
    "/Decode", "/Interpolate", "/SMask", "/SMaskInData", "/Matte",
}  # fmt: skip
NEVER: Final = {
    "/OpenAction", "/JavaScript", "/EmbeddedFile", "/EmbeddedFiles", "/RichMediaContent",
    "/RichMediaSettings", "/Metadata", "/PieceInfo", "/LastModified", "/AcroForm", "/XFA",
    "/Annots", "/StructParent", "/StructParents", "/StructTreeRoot", "/FFilter", "/FDecodeParms",
}  # fmt: skip
ACTIONS: Final = {
    "/JavaScript", "/Launch", "/URI", "/SubmitForm", "/ImportData", "/ResetForm", "/GoToR",
    "/GoToE", "/Movie", "/Sound", "/Rendition", "/RichMediaExecute", "/Named", "/Hide", "/Trans",
    "/SetOCGState", "/Thread", "/GoTo3DView",
}  # fmt: skip
UNREADABLE: Final = "This PDF is built too deep to be read: print it to a new PDF, and bring that"


def strip(found: Object, depth: int = 0) -> None:
    """Of one object and of those written inside it; others are looked at for themselves."""
    if depth > DEPTH_MAX:
        raise errors.BadInput(UNREADABLE)
    if isinstance(found, Stream):
        keep_drawn(found)
    if isinstance(found, Dictionary) and (is_action(found) or is_file(found)):
        for key in list(found.keys()):
            del found[key]
    if isinstance(found, (Dictionary, Stream)):
        for key in NEVER & set(found.keys()):
            del found[key]
        inside = [found[key] for key in found.keys()]  # noqa: SIM118 - not a dict of Python's
    elif isinstance(found, Array):
        inside = list(found)
    else:
        return
    for one in inside:
        if isinstance(one, (Array, Dictionary)) and not one.is_indirect:
            strip(one, depth + 1)


def keep_drawn(stream: Stream) -> None:
    kind = str(stream.get("/Subtype", ""))
    kept = {"/Form": OF_A_FORM, "/Image": OF_A_PICTURE}.get(kind)
    keys = set(stream.keys())
    for key in keys - kept if kept else keys & {"/F"}:  # /F: the content is in another file
        del stream[key]
    if kind == "/Image" and stream.get("/Filter") == Name.DCTDecode:
        found = stream.get("/DecodeParms")
        how = found if isinstance(found, (Dictionary, Array)) else None
        bare = pictures.without_words(stream.read_raw_bytes())
        stream.write(bare, filter=Name.DCTDecode, decode_parms=how)
    if kind == "/PS":
        stream.write(b"")


def is_action(found: Dictionary) -> bool:
    return str(found.get("/S", "")) in ACTIONS


def is_file(found: Dictionary) -> bool:
    return "/EF" in found or found.get("/Type") in (Name.Filespec, Name.EmbeddedFile)
