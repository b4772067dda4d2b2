using HospitalChain.Node.Problems;

namespace HospitalChain.Node.Content;

public static class ContentRefusals
{
    public static readonly HttpRefusal TooLarge = new(StatusCodes.Status413PayloadTooLarge, "CONTENT_TOO_LARGE",
        "One content stays below this node's limit.", "Split the document, or use a node with a higher limits.contentBytesMax.");

    public static readonly HttpRefusal Quota = new(StatusCodes.Status413PayloadTooLarge, "CONTENT_QUOTA",
        "What one key has stored and is uploading stays below its quota.", "Finish or drop open uploads, or ask the operator for a higher limits.contentQuotaBytes.");

    public static readonly HttpRefusal TooManyUploads = new(StatusCodes.Status429TooManyRequests, "UPLOADS_TOO_MANY",
        "The number of open uploads is bounded.", "Finish open uploads; abandoned ones expire after a day.");

    public static readonly HttpRefusal NoUpload = new(StatusCodes.Status404NotFound, "UPLOAD_NOT_FOUND",
        "The caller has begun this upload within the last day.", "Begin it with POST /v1/content/uploads.");

    public static readonly HttpRefusal WrongSize = new(StatusCodes.Status409Conflict, "UPLOAD_SIZE_DIFFERS",
        "An upload keeps the size it was begun with.", "Send the size the content really has, or wait until the upload expires.");

    public static readonly HttpRefusal WrongOffset = new(StatusCodes.Status409Conflict, "UPLOAD_OFFSET",
        "A part starts where the last one ended.", "Ask for the upload's status and go on at its offset.");

    public static readonly HttpRefusal TooLong = new(StatusCodes.Status400BadRequest, "CONTENT_TOO_LONG",
        "No more bytes come than were announced.", "Begin the upload with the content's real size.");

    public static readonly HttpRefusal Incomplete = new(StatusCodes.Status409Conflict, "UPLOAD_INCOMPLETE",
        "All announced bytes are there before an upload is finished.", "Send the rest, then finish.");

    public static readonly HttpRefusal Busy = new(StatusCodes.Status409Conflict, "UPLOAD_BUSY",
        "One request at a time changes an upload.", "Wait for the other request to end.");

    public static readonly HttpRefusal WrongHash = new(StatusCodes.Status422UnprocessableEntity, "CONTENT_HASH_MISMATCH",
        "The bytes have the SHA-256 that was announced.", "The upload was discarded; send the content again from its start.");

    public static readonly HttpRefusal Erased = new(StatusCodes.Status404NotFound, Protocol.Refusals.Erased.Code,
        "Erased content is neither taken nor given again.", "The chain shows by whose order, with `hchain erasure check`.");

    public static readonly HttpRefusal NotUploader = new(StatusCodes.Status403Forbidden, "CONTENT_NOT_YOURS",
        "A receipt goes to the key that uploaded the content.", "Seal the document again: sealing under a fresh key gives other bytes.");

    public static readonly HttpRefusal Unavailable = new(StatusCodes.Status503ServiceUnavailable, "CONTENT_STORE_UNAVAILABLE",
        "The store's own storage answers and keeps what it is given.", "The operator should look at the node's log; what was uploaded is kept, so try again.");

    public static readonly HttpRefusal NotFollowed = new(StatusCodes.Status400BadRequest, "CHAIN_NOT_FOLLOWED",
        "A receipt is for a chain that this node follows.", "Check the chain id.");
}
