using System.Diagnostics.CodeAnalysis;

namespace HospitalChain.Node.Problems;

/// <summary>What a caller asked for, or why it is refused: exactly one of both.</summary>
public readonly record struct Outcome<T>
    where T : class
{
    private Outcome(T? value, HttpRefusal? refusal, string? detail)
    {
        Value = value;
        Refusal = refusal;
        Detail = detail;
    }

    public T? Value { get; }

    public HttpRefusal? Refusal { get; }

    /// <summary>What exactly, beside the refusal's rule; without patient data.</summary>
    public string? Detail { get; }

    [MemberNotNullWhen(true, nameof(Value))]
    [MemberNotNullWhen(false, nameof(Refusal))]
    public bool Succeeded => Refusal is null;

    public static implicit operator Outcome<T>(T value) => new(value, null, null);

    public static implicit operator Outcome<T>(HttpRefusal refusal) => new(null, refusal, null);

    public static Outcome<T> Refused(HttpRefusal refusal, string? detail) => new(null, refusal, detail);
}
