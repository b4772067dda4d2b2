namespace HospitalChain.Storage;

/// <summary>
/// The store cannot do what it must: what an operator or a bug causes. Message and hint carry paths and codes, never
/// stored values.
/// </summary>
public sealed class StoreException : Exception
{
    /// <param name="code">One of <see cref="StoreErrorCodes"/>.</param>
    /// <param name="message">What failed and where.</param>
    /// <param name="hint">What to do about it.</param>
    /// <param name="inner">The cause, if another exception was it.</param>
    public StoreException(string code, string message, string hint, Exception? inner = null)
        : base(message, inner)
    {
        Code = code;
        Hint = hint;
    }

    /// <summary>Stable across versions.</summary>
    public string Code { get; }

    /// <summary>One sentence for the operator.</summary>
    public string Hint { get; }

    internal static StoreException Of(string code, string detail, Exception? inner = null) =>
        new(code, $"{StoreErrorCodes.Summary(code)}: {detail}", StoreErrorCodes.Hint(code), inner);
}
