namespace HospitalChain.Node.Problems;

/// <summary>Refusals that belong to no single feature.</summary>
public static class CommonRefusals
{
    public static readonly HttpRefusal BadRequest = new(StatusCodes.Status400BadRequest, "BAD_REQUEST",
        "A request has the form that /openapi/v1.json describes.", "Compare the request with the OpenAPI document.");

    public static readonly HttpRefusal NotFound = new(StatusCodes.Status404NotFound, "NOT_FOUND",
        "Only what exists is answered.", "Check the address and the identifier.");

    public static readonly HttpRefusal MethodNotAllowed = new(StatusCodes.Status405MethodNotAllowed, "METHOD_NOT_ALLOWED",
        "Each address answers its own methods only.", "See the OpenAPI document for the method.");

    public static readonly HttpRefusal TooLarge = new(StatusCodes.Status413PayloadTooLarge, "TOO_LARGE",
        "A request body stays below its limit.", "Send less at once.");

    public static readonly HttpRefusal UnsupportedMediaType = new(StatusCodes.Status415UnsupportedMediaType, "UNSUPPORTED_MEDIA_TYPE",
        "A request body is of the type that the OpenAPI document names.", "Set Content-Type accordingly.");

    public static readonly HttpRefusal TooManyRequests = new(StatusCodes.Status429TooManyRequests, "RATE_LIMITED",
        "A caller stays below the request rate.", "Wait as long as Retry-After says, then try again.");

    public static readonly HttpRefusal Internal = new(StatusCodes.Status500InternalServerError, "INTERNAL",
        "The node answers or says why not.", "The node's log has the cause under this trace id.");

    public static readonly HttpRefusal NotReady = new(StatusCodes.Status503ServiceUnavailable, "NOT_READY",
        "A node answers when all it depends on is in place.", "Ask /v1/ready what is missing, then try again.");

    public static readonly HttpRefusal DiskFull = new(StatusCodes.Status507InsufficientStorage, "DISK_FULL",
        "The disk has room for what is sent and a reserve.", "The operator must free space; then send it again, or resume the upload.");

    /// <summary>The refusal for a bare status code that the framework produced.</summary>
    public static HttpRefusal ForStatus(int status) => status switch
    {
        StatusCodes.Status400BadRequest => BadRequest,
        StatusCodes.Status404NotFound => NotFound,
        StatusCodes.Status405MethodNotAllowed => MethodNotAllowed,
        StatusCodes.Status413PayloadTooLarge => TooLarge,
        StatusCodes.Status415UnsupportedMediaType => UnsupportedMediaType,
        StatusCodes.Status429TooManyRequests => TooManyRequests,
        StatusCodes.Status503ServiceUnavailable => NotReady,
        StatusCodes.Status507InsufficientStorage => DiskFull,
        >= 500 => Internal,
        _ => BadRequest with { Status = status },
    };
}
