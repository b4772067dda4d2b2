using HospitalChain.Crypto;

namespace HospitalChain.Storage.Verification;

/// <summary>One thing that is wrong with a store.</summary>
/// <param name="What">What, without stored values.</param>
/// <param name="ChainId">The chain concerned, if one is.</param>
/// <param name="Height">The block concerned, if one is.</param>
public sealed record StoreFinding(string What, Bytes32? ChainId = null, ulong? Height = null)
{
    public override string ToString() =>
        (ChainId is { } chain ? $"chain {chain}, " : string.Empty) + (Height is { } height ? $"height {height}: " : string.Empty) + What;
}
