using System.Diagnostics.CodeAnalysis;

namespace HospitalChain.Protocol;

/// <summary>What a parser or a check answers: a value, or the reason why there is none. Never both.</summary>
public readonly struct Parsed<T>
    where T : class
{
    private Parsed(T? value, Refusal? refusal)
    {
        Value = value;
        Refusal = refusal;
    }

    public T? Value { get; }

    public Refusal? Refusal { get; }

    [MemberNotNullWhen(true, nameof(Value))]
    [MemberNotNullWhen(false, nameof(Refusal))]
    public bool Ok => Value is not null;

    public static implicit operator Parsed<T>(T value) => new(value, null);

    public static implicit operator Parsed<T>(Refusal refusal) => new(null, refusal);

    public static implicit operator Parsed<T>(RefusalReason reason) => new(null, reason.With(string.Empty));

    /// <summary>The value, where a refusal can only be a bug of the caller.</summary>
    /// <exception cref="InvalidOperationException">It was refused.</exception>
    public T OrThrow() => Value ?? throw new InvalidOperationException(Refusal?.ToString() ?? "an unset result was read");
}
