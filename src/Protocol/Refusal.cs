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

/// <summary>One way to be refused: a stable code, the rule behind it, and what to do.</summary>
/// <param name="Code">Upper-case words joined by underscores; never changes its meaning.</param>
/// <param name="Kind">What a caller can do about it.</param>
/// <param name="Rule">The section of the specification that asks for it.</param>
/// <param name="Hint">One sentence for the person who meets it.</param>
public sealed record RefusalReason(string Code, RefusalKind Kind, string Rule, string Hint)
{
    /// <summary>This reason with what exactly was wrong: sizes, positions and ids, never patient data.</summary>
    public Refusal With(string detail) => new(this, detail);

    public static implicit operator Refusal(RefusalReason reason) => new(reason, string.Empty);
}

/// <summary>A refusal as an answer.</summary>
/// <param name="Reason">Why.</param>
/// <param name="Detail">What exactly, without patient data; may be empty.</param>
public sealed record Refusal(RefusalReason Reason, string Detail)
{
    public string Code => Reason.Code;

    public override string ToString() => Detail.Length == 0 ? Code : $"{Code}: {Detail}";
}
