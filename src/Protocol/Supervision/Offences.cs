namespace HospitalChain.Protocol.Supervision;

/// <summary>Codes of what a hospital can be charged with; their points are parameters of the registry chain (chain.md §4.5).</summary>
public static class Offences
{
    /// <summary>Two headers at one height.</summary>
    public const string Equivocation = "EQUIVOCATION";

    /// <summary>A promise whose deadline passed without a decision.</summary>
    public const string PromiseBroken = "PROMISE_BROKEN";

    /// <summary>A rejection whose reason is false.</summary>
    public const string RejectionUnfounded = "REJECTION_UNFOUNDED";

    /// <summary>A sealed block that breaks another rule.</summary>
    public const string BlockUnlawful = "BLOCK_UNLAWFUL";

    /// <summary>A block that kept an old registry head too long.</summary>
    public const string RegistryStale = "REGISTRY_STALE";

    /// <summary>Every code.</summary>
    public static IReadOnlyList<string> All { get; } = [BlockUnlawful, Equivocation, PromiseBroken, RegistryStale, RejectionUnfounded];

    /// <summary>The section of the specification that asks for the rule behind an offence.</summary>
    public static string RuleOf(string code) => code switch
    {
        Equivocation => "chain.md §4.6",
        PromiseBroken => "chain.md §4.1",
        RejectionUnfounded => "chain.md §4.5",
        BlockUnlawful => "chain.md §4.4",
        RegistryStale => "chain.md §3",
        _ => Refusals.Find(code)?.Rule ?? string.Empty,
    };
}
