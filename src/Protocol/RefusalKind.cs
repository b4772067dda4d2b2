namespace HospitalChain.Protocol;

/// <summary>What a caller can do about a refusal; decides HTTP status and exit code.</summary>
public enum RefusalKind
{
    /// <summary>The input is wrong (400, exit 2).</summary>
    BadInput,

    /// <summary>The input is too large (413, exit 2).</summary>
    TooLarge,

    /// <summary>The caller may not do this (403, exit 3).</summary>
    NotAuthorised,

    /// <summary>What is named does not exist here (404, exit 4).</summary>
    NotFound,

    /// <summary>It contradicts what is there already (409, exit 5).</summary>
    Conflict,

    /// <summary>The node can't answer yet (503, exit 6).</summary>
    NotReady,

    /// <summary>A check of integrity failed (422, exit 7).</summary>
    Integrity,

    /// <summary>Too much at once (429, exit 8).</summary>
    RateLimited,
}
