namespace HospitalChain.Storage.Verification;

/// <summary>What a verification read and what it found.</summary>
/// <param name="Chains">Chains in the store.</param>
/// <param name="Blocks">Blocks whose links, seal, roots and records were checked.</param>
/// <param name="Records">Records in them.</param>
/// <param name="Entries">Entries of all tables, each read from its file.</param>
/// <param name="Findings">What is wrong, the first <see cref="StoreVerifier.FindingsMax"/>; empty when all is well.</param>
public sealed record StoreReport(int Chains, long Blocks, long Records, long Entries, IReadOnlyList<StoreFinding> Findings)
{
    public bool IsSound => Findings.Count == 0;
}
