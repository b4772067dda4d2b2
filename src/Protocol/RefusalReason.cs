using System.Diagnostics.CodeAnalysis;

namespace HospitalChain.Protocol;

/// <summary>One way to be refused: a stable code, the rule behind it, and what to do.</summary>
/// <param name="Code">Upper-case words joined by underscores; never changes its meaning.</param>
/// <param name="Kind">What a caller can do about it.</param>
/// <param name="Rule">The section of the specification that asks for it.</param>
/// <param name="Hint">One sentence for the person who meets it.</param>
public sealed record RefusalReason(string Code, RefusalKind Kind, string Rule, string Hint)
{
    /// <summary>This reason with what exactly was wrong: sizes, positions and ids, never patient data.</summary>
    public Refusal With(string detail) => new(this, detail);

    [return: NotNullIfNotNull(nameof(reason))]
    public static implicit operator Refusal?(RefusalReason? reason) => reason is null ? null : new(reason, string.Empty);
}
